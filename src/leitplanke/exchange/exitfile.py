"""The exit folder of a service as JSON, for other programs."""

import json

from leitplanke import __version__
from leitplanke.primitives.plain import plain
from leitplanke.study.leaving import ExitFolder


def dump(folder: ExitFolder) -> str:
    """Return the file: cost by parts and in sum (EUR), months, dates, data, law, and what is missing."""
    leaving = plain(folder.leaving)
    assert isinstance(leaving, dict)  # noqa: S101 - a dataclass becomes a dict
    tree: dict[str, object] = {
        "engine": __version__,
        "company": folder.company,
        **leaving,
        "name": folder.service.name,
        "provider": folder.service.provider,
        "owner": folder.service.owner,
        "medium": folder.medium,
        "contract": plain(folder.service.contract),
        "export_format": folder.service.export_format,
        "last_export_test": plain(folder.service.last_export_test),
        "test_age_days": folder.test_age_days,
        "notice_by": _day(folder.notice_by),
        "prepare_from": folder.prepare_from.isoformat(),
        "erased_from": _day(folder.erased_from),
        "needs": plain(folder.needs),
        "data": [
            {
                "id": one.data.id,
                "name": one.data.name,
                "class": one.data.classed,
                "verdict": one.ruling.verdict,
                "grounds": [plain(ground) for ground in one.ruling.grounds],
                "elsewhere": list(one.elsewhere),
            }
            for one in folder.held
        ],
        "rules": [
            {"id": one.entry.id, "phase": one.standing.phase, "checked_on": one.entry.origin.checked_on.isoformat()}
            for one in folder.notices
        ],
        "missing": list(folder.missing),
    }
    return json.dumps(tree, ensure_ascii=False, indent=2) + "\n"


def _day(value: object) -> str | None:
    return None if value is None else str(value)
