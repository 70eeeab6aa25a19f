"""What the pages of the picture read of a wave: nothing before it is released, and never more than ``waves.pictures`` lets be seen."""

from leitplanke.assessment.picture import Cells, People
from leitplanke.web.waves import pictures
from leitplanke.web.waves.models import Wave


def is_released(wave: Wave) -> bool:
    """Say whether the wave has a picture yet: once it is closed, or while people answer if it was so decided."""
    return wave.is_over or (wave.live and wave.state == Wave.State.OPEN)


def cells_of(wave: Wave, indicator: str = "") -> Cells:
    """Return the counts of a wave, or of one `indicator` of it; nothing before it is released."""
    return pictures.cells_of(wave, indicator) if is_released(wave) else {}


def people_of(wave: Wave) -> People:
    """Return group and levels of every person, where everybody agreed to be seen; of an anonymous wave nothing."""
    if wave.is_anonymous or not is_released(wave):
        return {}
    found: dict[str, tuple[str, dict[str, float]]] = {}
    rows = pictures.counting(wave).filter(level__isnull=False).order_by().values_list("indicator", "rater_id", "rater__role", "level")
    for indicator, rater, role, level in rows:
        found.setdefault(str(rater), (role, {}))[1][indicator] = float(level or 0)
    return found
