"""What each assumption weighs: computed once for each state of examples, catalogue and engine, kept in the data folder."""

import hashlib
import json
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from django.conf import settings

import leitplanke
from leitplanke.exchange import examples
from leitplanke.primitives.plain import plain, restore
from leitplanke.web.catalogue import catalogue
from leitplanke.web.examples.keeping import kept
from leitplanke.web.examples.store import inputs_of

if TYPE_CHECKING:
    from leitplanke.study.typical import Typical


@cache
def weighed() -> "Typical":
    """Return all assumptions with their weights; computed at the first call on this installation, read from its file later."""
    from leitplanke.study.typical import Typical, typical  # noqa: PLC0415 - the engine is loaded only where it is needed

    firms = [inputs_of(name) for name in examples.names()]
    return kept(
        file(),
        lambda text: restore(Typical, json.loads(text)),
        lambda: typical(catalogue(), firms),
        lambda found: json.dumps(plain(found), ensure_ascii=False),
    )


def file() -> Path:
    """Return where the weights are kept; another version of anything has another place."""
    firms = " ".join(map(examples.text, examples.names()))
    state = f"{firms} {catalogue().edition} {leitplanke.__version__}"
    return Path(settings.VAR) / "examples" / f"assumptions-{hashlib.sha256(state.encode()).hexdigest()[:16]}.json"
