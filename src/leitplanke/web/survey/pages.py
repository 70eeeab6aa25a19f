"""The pages of the questions: the quick check, one a component, then the deep check, four questions a page."""

from dataclasses import dataclass
from functools import cache
from uuid import UUID

from django.urls import reverse

from leitplanke.catalogue.entries import Component, Indicator
from leitplanke.catalogue.setting import Orientation
from leitplanke.web.catalogue import deep_check, orientations, quick_check

QUESTIONS_A_PAGE = 4
"""In the deep check; the catalogue gives the quick check as many for each component."""
QUICK = 0
"""The part of a component that the quick check asks; parts from 1 on are the deep check."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """Questions that are shown together."""

    component: Component
    part: int
    indicators: tuple[Indicator, ...]

    def __hash__(self) -> int:
        # Every page of a firm counts by these: to hash all their texts would take a quarter of that.
        return hash((self.component.id, self.part))

    @property
    def orientations(self) -> tuple[Orientation, ...]:
        """What the source advises for the component; the deep check begins with it."""
        return orientations(self.component.id) if self.part else ()

    @property
    def slug(self) -> str:
        """The part of an address that names the component."""
        return self.component.id.removeprefix("component.")

    def address(self, company_id: UUID) -> str:
        """Return where a firm finds the page."""
        if self.part == QUICK:
            return reverse("survey:page", args=[company_id, self.slug])
        return reverse("survey:deep-page", args=[company_id, self.slug, self.part])


@cache
def quick_pages() -> tuple[Page, ...]:
    """Return the pages of the quick check in order."""
    return tuple(Page(component=component, part=QUICK, indicators=indicators) for component, indicators in quick_check())


@cache
def deep_pages() -> tuple[Page, ...]:
    """Return the pages of the deep check in order."""
    return tuple(
        Page(component=component, part=part, indicators=indicators[first : first + QUESTIONS_A_PAGE])
        for component, indicators in deep_check()
        for part, first in enumerate(range(0, len(indicators), QUESTIONS_A_PAGE), start=1)
    )


def pages_of(part: int) -> tuple[Page, ...]:
    """Return the pages of the check that a part belongs to."""
    return quick_pages() if part == QUICK else deep_pages()


@cache
def page_asking(indicator: str) -> Page | None:
    """Return the page that asks for an indicator; nothing if no page does."""
    return next((page for page in (*quick_pages(), *deep_pages()) if any(one.id == indicator for one in page.indicators)), None)
