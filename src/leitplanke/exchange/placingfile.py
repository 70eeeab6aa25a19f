"""Where data may lie and would lie best as JSON, for other programs."""

import json

from leitplanke import __version__
from leitplanke.planning.siting import Siting
from leitplanke.primitives.plain import plain
from leitplanke.study.placing import Placing


def dump(found: Placing) -> str:
    """Return the file: every ruling with its grounds, each way with its places and cost (EUR), and what each provider's end would cost."""
    tree: dict[str, object] = {
        "engine": __version__,
        "on": found.on.isoformat(),
        "rulings": [plain(one) for one in found.rulings],
        "options": [{"id": one.id, **_siting(one.siting)} for one in found.options],
        "doubled": list(found.doubled),
        "without": [
            {"provider": one.provider, "held": list(one.held), "more_eur_per_year": one.eur_per_year, **_siting(one.siting)}
            for one in found.withouts
        ],
    }
    return json.dumps(tree, ensure_ascii=False, indent=2) + "\n"


def _siting(one: Siting) -> dict[str, object]:
    tree = plain(one)
    assert isinstance(tree, dict)  # noqa: S101 - a dataclass becomes a dict
    return dict(tree)
