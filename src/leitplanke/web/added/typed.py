"""What stands in the fields of a page, what it means, and what is wrong with each."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from django.core.exceptions import ValidationError

from leitplanke.reports.words import Language, say
from leitplanke.web.companies.amounts import write_amount
from leitplanke.web.companies.fields import AmountField
from leitplanke.web.own.reading import line

PERCENT = 100.0
DIGITS = 10
MOST_ROWS = 30
"""More links, effects or needs of one entry nobody types."""
Ends = tuple[float, float]
SPANS = {
    "rate": "web.added.rate",
    "loss": "web.added.loss",
    "duration": "web.added.duration",
    "cost_once": "web.own.label.cost_once",
    "cost_yearly": "web.own.label.cost_yearly",
}
"""The question that both ends of an interval answer."""
ENDS = {"low": "web.own.low", "high": "web.own.high"}


@dataclass(slots=True)
class Typed:
    """The fields of one page: texts by name, and messages by the name of the field they stand at."""

    language: Language
    texts: dict[str, str] = field(default_factory=dict)
    messages: dict[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, posted: Mapping[str, str], language: Language) -> "Typed":
        """Return what was sent."""
        return cls(language=language, texts={name: text.strip() for name, text in posted.items()})

    @property
    def wrong(self) -> list[tuple[str, str]]:
        """Field and message of all that is wrong, in the order it was found."""
        return [(name, message) for name, message in self.messages.items() if message]

    @property
    def summary(self) -> list[tuple[str, str]]:
        """Field and message of all that is wrong, each end of an interval with the question it belongs to."""
        return [(name, f"{self._question(name)}{message}") for name, message in self.wrong]

    def _question(self, name: str) -> str:
        part, _, end = name.rpartition("_")
        return f"{say(self.language, SPANS[part])} {say(self.language, ENDS[end])}: " if part in SPANS and end in ENDS else ""

    def fault(self, name: str, key: str, **values: object) -> None:
        """Note what is wrong with a field, in the words of `key`; the first fault of a field stays."""
        self.messages.setdefault(name, say(self.language, key, **values))

    def line(self, name: str, most: int) -> str:
        """Return a text that must be there, as one line."""
        text = self.texts[name] = line(self.texts.get(name, ""))
        if not any(sign.isalnum() for sign in text):
            self.fault(name, f"web.added.fault.{name}")
        elif len(text) > most:
            self.fault(name, "web.fault.too-long", most=most)
        return text

    def pick(self, name: str, allowed: Collection[str]) -> str:
        """Return a choice."""
        text = self.texts.get(name, "")
        if text not in allowed:
            self.fault(name, "web.fault.no-choice")
        return text

    def amount(self, name: str, form: AmountField) -> float | None:
        """Return a figure, or None if the field is empty or wrong."""
        form.language = self.language
        try:
            return form.clean(self.texts.get(name, ""))
        except ValidationError as error:
            self.messages.setdefault(name, " ".join(error.messages))
            return None

    def span(self, name: str, form: AmountField, *, even: bool = False) -> Ends | None:
        """Return an interval from the fields ``<name>_low`` and ``<name>_high``; `even` if both ends may be the same."""
        form.required = True
        low, high = (self.amount(f"{name}_{end}", form) for end in ("low", "high"))
        if low is None or high is None:
            return None
        if low > high or (low == high and not even):
            self.fault(f"{name}_low", "web.own.fault.order")
            return None
        return low, high

    def given(self, *names: str) -> bool:
        """Return whether anything is typed in one of these fields."""
        return any(self.texts.get(name) for name in names)

    def rows(self, name: str, *parts: str) -> list[str]:
        """Return the names of the rows of a list (``<name>-0``, ``<name>-1`` ...) in which something is typed."""
        starts = (f"{name}-{place}" for place in range(MOST_ROWS))
        return [start for start in starts if self.given(*(f"{start}-{part}" for part in parts))]

    def show(self, name: str, value: float) -> None:
        """Put a figure into a field as the reader would type it."""
        self.texts[name] = write_amount(round(value, DIGITS), self.language)

    def show_span(self, name: str, low: float, high: float) -> None:
        """Put both ends of an interval into their fields."""
        self.show(f"{name}_low", low)
        self.show(f"{name}_high", high)
