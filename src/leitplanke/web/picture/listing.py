"""A firm's waves in a list, and which two of them are held against each other."""

from collections.abc import Sequence

from django.urls import reverse
from django.utils import timezone

from leitplanke.web.picture.cells import is_released
from leitplanke.web.picture.page import Told
from leitplanke.web.picture.values import WaveRow
from leitplanke.web.waves.models import Wave


def title(wave: Wave, told: Told) -> str:
    """Return what a wave is called."""
    return wave.name or told.say("wave", number=wave.number)


def text(wave: Wave, told: Told) -> str:
    """Return in one line whose answers they are, who may see them and how far the wave is."""
    state = told.say(f"state.{wave.state}")
    if wave.is_over and wave.closed_at:
        day = timezone.localtime(wave.closed_at).strftime("%d.%m.%Y" if told.names.language == "de" else "%d %b %Y")
        state = told.say("closed-on", day=day)
    mode = told.say(f"mode.{wave.mode}", threshold=wave.threshold)
    return f"{wave.company.name} · {state} · {mode}"


def row(wave: Wave, told: Told) -> WaveRow:
    """Return a wave with the ways to its picture."""
    released = is_released(wave)
    return WaveRow(
        title=title(wave, told),
        text=text(wave, told),
        picture=reverse("picture:wave", args=[wave.pk]) if released else "",
        stage=reverse("picture:stage", args=[wave.pk]) if released else "",
    )


def chosen(pictured: Sequence[Wave], number: str) -> tuple[Wave, Wave] | None:
    """Return the earlier and the later wave to compare: the newest and the one asked for by `number`, else the one before."""
    if not pictured[1:]:
        return None
    return next((one for one in pictured[1:] if str(one.number) == number), pictured[1]), pictured[0]
