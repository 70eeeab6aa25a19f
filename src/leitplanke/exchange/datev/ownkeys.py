"""Tax keys of three or four digits, whose rate a firm has to say: ``101=19, 240=0``.

====================== ==================== ==================================================================================
code                   placeholders         when
====================== ==================== ==================================================================================
own-key                given                neither three or four digits nor a rate from 0 to 100 behind an equals sign
====================== ==================== ==================================================================================
"""

import re
from collections.abc import Sequence

from leitplanke.primitives.faults import Fault, InputFaultsError

_ONE = re.compile(r"(\d{3,4})\s*=\s*(\d{1,2})\s*%?", re.ASCII)


def read_own(texts: Sequence[str], where: str) -> dict[int, int]:
    """Return the rate of each key in per cent; several may stand in a text, with commas or semicolons between.

    Raises
    ------
    InputFaultsError
        ``own-key`` with everything that is none.

    Examples
    --------
    >>> read_own(["101=19, 0240 = 0 %", ""], "")
    {101: 19, 240: 0}
    """
    parts = [part.strip() for text in texts for part in re.split("[,;]", text) if part.strip()]
    found = [_ONE.fullmatch(part) for part in parts]
    faults = [Fault(where, "own-key", (("given", part[:40]),)) for part, match in zip(parts, found, strict=True) if match is None]
    if faults:
        raise InputFaultsError(faults)
    return {int(match[1]): int(match[2]) for match in found if match is not None}
