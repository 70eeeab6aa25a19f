"""A firm's roadmap: the plan it took over, and for each measure of it who, when, how far and at what cost."""

import json
from datetime import date

from django.db import models

from leitplanke.primitives.plain import restore
from leitplanke.primitives.quarter import Quarter
from leitplanke.web.board.figures import Asked, Fed, Room
from leitplanke.web.companies.models import Company
from leitplanke.web.studies.models import Study

MOST_PERSON = 120
MOST_NOTE = 4000
MONTHS_PER_QUARTER = 3


class Board(models.Model):
    """The roadmap of a firm; `room` is what there was of money and days when it was taken over, `fed` what it told the next analysis."""

    company = models.OneToOneField(Company, on_delete=models.CASCADE, related_name="board")
    study = models.ForeignKey(Study, null=True, on_delete=models.SET_NULL, related_name="+")
    scenario = models.CharField(max_length=80, blank=True)
    room = models.TextField()
    fed = models.TextField(default="[]")
    fed_at = models.DateTimeField(null=True)
    taken_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"board of {self.company_id}"

    def limits(self) -> Room:
        """Return what there is of money and days."""
        return restore(Room, json.loads(self.room))

    def told(self) -> tuple[Fed, ...]:
        """Return what the board has told the next analysis."""
        return tuple(restore(Fed, one) for one in json.loads(self.fed))


class Item(models.Model):
    """One measure of the roadmap; `asked` is what it asks for, `dropped` says that a later plan has it no more."""

    class Status(models.TextChoices):
        """How far it is."""

        PLANNED = "planned"
        BEGUN = "begun"
        DONE = "done"
        STOPPED = "stopped"

    board = models.ForeignKey(Board, on_delete=models.CASCADE, related_name="items")
    measure = models.CharField(max_length=120)
    asked = models.TextField()
    dropped = models.BooleanField(default=False)
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.PLANNED)
    start = models.CharField(max_length=7)
    person = models.CharField(max_length=MOST_PERSON, blank=True)
    begun_on = models.DateField(null=True)
    done_on = models.DateField(null=True)
    actual_cost_eur = models.FloatField(null=True)
    note = models.CharField(max_length=MOST_NOTE, blank=True)
    saved_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ("start", "measure")
        constraints = (models.UniqueConstraint(fields=["board", "measure"], name="one_item_each"),)

    def __str__(self) -> str:
        return f"{self.measure}: {self.status}"

    def figures(self) -> Asked:
        """Return what the measure asks for."""
        return restore(Asked, json.loads(self.asked))

    @property
    def begins(self) -> Quarter:
        """The quarter in which it began, else in which it is to begin."""
        return quarter_of(self.begun_on) if self.begun_on else Quarter.parse(self.start)

    @property
    def works(self) -> Quarter:
        """The first quarter in which it is to work; once it is done, no later than the quarter after."""
        asked = self.figures()
        quarter = self.begins.plus(asked.lead)
        quarter = max(quarter, Quarter.parse(asked.held)) if asked.held else quarter
        return min(quarter, quarter_of(self.done_on).plus(1)) if self.done_on else quarter

    @property
    def is_under_way(self) -> bool:
        """Whether it has begun, so that no plan can move its start any more."""
        return bool(self.begun_on) or self.status in {self.Status.BEGUN, self.Status.DONE}

    @property
    def is_told(self) -> bool:
        """Whether somebody said anything of it."""
        return bool(
            self.status != self.Status.PLANNED
            or self.person
            or self.begun_on
            or self.done_on
            or self.note
            or self.actual_cost_eur is not None
        )


def quarter_of(day: date) -> Quarter:
    """Return the quarter of a day.

    Examples
    --------
    >>> str(quarter_of(date(2027, 6, 30)))
    '2027-Q2'
    """
    return Quarter(day.year, (day.month - 1) // MONTHS_PER_QUARTER + 1)
