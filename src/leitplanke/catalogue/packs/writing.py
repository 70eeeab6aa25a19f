"""A pack as archive, as one file or as folder of files; what is written is read back as the same pack."""

import io
import zipfile
from collections.abc import Mapping

import yaml

from leitplanke.catalogue.kinds import file_of
from leitplanke.catalogue.loader import RETIRED_FILE
from leitplanke.catalogue.packs.pack import CURATIONS_FILE, KINDS, Pack
from leitplanke.catalogue.packs.reading import MANIFEST_FILE
from leitplanke.catalogue.packs.translating import FOLDER, file_for
from leitplanke.primitives.lean import lean
from leitplanke.primitives.plain import Plain

_DAY = (1980, 1, 1, 0, 0, 0)
"""The earliest day an archive can name: the same pack gives the same bytes on every day."""
_MODE = 0o100644 << 16
_COLUMNS = 120


def files_of(pack: Pack) -> Mapping[str, bytes]:
    """Return the files of a pack by their path: as they were read, comments and all, or one for each entry."""
    if pack.files:
        return pack.files
    found = {MANIFEST_FILE: _yaml(lean(pack.content.pack))}
    if pack.content.retired:
        found[RETIRED_FILE] = _yaml({"retired": lean(pack.content.retired)})
    if pack.content.curations:
        found[CURATIONS_FILE] = _yaml({"curations": lean(pack.content.curations)})
    found |= {file_for(one.language): _yaml(lean(one)) for one in pack.content.translations}
    return found | {file_of(entry.id): _yaml(lean(entry)) for entry in pack.entries()}


def archive_of(pack: Pack) -> bytes:
    """Return the pack as zip archive, the same bytes each time."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in sorted(files_of(pack).items()):
            member = zipfile.ZipInfo(name, _DAY)
            member.compress_type, member.external_attr = zipfile.ZIP_DEFLATED, _MODE
            archive.writestr(member, data)
    return buffer.getvalue()


def text_of(pack: Pack) -> str:
    """Return the pack as one YAML file; comments of its files are not in it."""
    content = pack.content
    tree: dict[str, Plain] = {"pack": lean(content.pack)}
    tree |= {kind: lean(getattr(content, kind)) for kind in (*KINDS, "retired", FOLDER, "curations") if getattr(content, kind)}
    return _yaml(tree).decode()


def _yaml(tree: Plain) -> bytes:
    return yaml.safe_dump(tree, allow_unicode=True, sort_keys=False, width=_COLUMNS, encoding="utf-8")
