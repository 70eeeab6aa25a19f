"""The pages of profile, limits and review as forms over one row: what is right is kept at once, what is wrong stays as it was typed."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django import forms
from django.utils import timezone

from leitplanke.exchange.planchecks import PLAN_QUARTERS
from leitplanke.primitives.quarter import Quarter
from leitplanke.reports.words import Language
from leitplanke.web.companies.fields import AmountField, DayField, LineField, PickField, ProfileField
from leitplanke.web.companies.models import Company, next_quarter

MOST_STAFF = 100_000.0
MOST_DAYS = 10_000.0
QUARTERS_AHEAD = 8
LEGAL_FORMS = ("", "einzelunternehmen", "gbr", "ohg", "kg", "gmbh", "gmbh-co-kg", "ug", "ag", "eg", "other")


@dataclass(frozen=True, slots=True)
class FieldRow:
    """One field as the page draws it: `was` is what the page showed first, so that only changes are written."""

    name: str
    field: ProfileField
    value: str
    was: str
    errors: tuple[str, ...]


class ProfileForm(forms.Form):
    """A part of the profile, bound to one company."""

    declared: Mapping[str, ProfileField] = {}

    def __init__(self, company: Company, language: Language, data: Mapping[str, str] | None = None) -> None:
        super().__init__(data)
        self.company, self.language = company, language
        self.replaced: dict[str, str] = {}
        """What somebody else had put into a field since the page was shown, by field; known once it is kept."""
        for name, field in self.make_fields().items():
            field.language = language
            self.fields[name] = field

    def make_fields(self) -> dict[str, ProfileField]:
        """Return the fields of this page by column."""
        raise NotImplementedError

    def stored(self, name: str) -> str:
        """Return the stored value of a field as the reader would type it."""
        field = self.fields[name]
        return field.shown(getattr(self.company, name)) if isinstance(field, ProfileField) else ""

    def changed(self) -> list[str]:
        """Return the right fields whose text differs from what the page showed: two open pages do not undo each other."""
        return [name for name in self.cleaned_data if self.was_changed(name)]

    def was_changed(self, name: str) -> bool:
        """Say whether the reader changed the text of a field."""
        return name in self.data and self.data[name].strip() != self.data.get(f"was-{name}", "").strip()

    def keep(self) -> list[str]:
        """Write every changed field that is right, also when others are wrong; return their names."""
        self.is_valid()
        names = self.changed()
        self.replaced = {name: before for name in names if (before := self._from_elsewhere(name))}
        for name in names:
            setattr(self.company, name, self.cleaned_data[name])
        if names:
            self.company.save(update_fields=[*names, "saved_at"])
        return names

    def _from_elsewhere(self, name: str) -> str:
        """Return what is stored in a field if it is neither what the page had shown nor what is typed now; else nothing."""
        stored, seen = self.stored(name), self.data.get(f"was-{name}")
        return "" if seen is None or stored.strip() in {seen.strip(), self.data[name].strip()} else stored

    def rows(self) -> list[FieldRow]:
        """Return the fields in order with what they show now."""
        kept = set(self.cleaned_data) if self.is_bound and self.is_valid() is not None else set()
        return [self._row(name, name in kept) for name in self.fields]

    def _row(self, name: str, right: bool) -> FieldRow:  # noqa: FBT001 - private
        field = self.fields[name]
        if not isinstance(field, ProfileField):
            raise TypeError(name)
        stored = self.stored(name)
        wrong = self.is_bound and not right
        errors = tuple(str(message) for message in self.errors.get(name, ())) if wrong else ()
        return FieldRow(name, field, str(self.data.get(name, "")) if wrong else stored, stored, errors)


class FirstForm(ProfileForm):
    """The eight fields asked first."""

    def make_fields(self) -> dict[str, ProfileField]:
        """Return them in order."""
        return {
            "name": LineField(required=True),
            "sector": LineField(required=True, most=120),
            "staff": AmountField(unit="staff", above=True, most=MOST_STAFF, required=True),
            "turnover_eur": AmountField(above=True, required=True),
            "liquidity_eur": AmountField(),
            "free_cash_flow_eur_per_year": AmountField(least=-1e9),
            "equity_eur": AmountField(least=-1e9),
            "largest_buyer_eur": AmountField(),
        }

    def clean_largest_buyer_eur(self) -> float | None:
        """Refuse a buyer above the turnover."""
        return no_more_than_turnover(self, "largest_buyer_eur")


class FurtherForm(ProfileForm):
    """The rest of the profile; each figure has a marked default."""

    def make_fields(self) -> dict[str, ProfileField]:
        """Return them in order."""
        return {
            "legal_form": PickField(LEGAL_FORMS),
            "owner_led": PickField(("", "yes", "no"), values=(None, True, False)),
            "region": LineField(most=120),
            "balance_sheet_eur": AmountField(),
            "value_added_eur": AmountField(above=True),
            "payroll_eur_per_year": AmountField(above=True),
            "platform_revenue_eur": AmountField(),
            "cloud_spend_eur_per_year": AmountField(),
            "digital_budget_eur_per_year": AmountField(),
        }

    def clean_platform_revenue_eur(self) -> float | None:
        """Refuse platform revenue above the turnover."""
        return no_more_than_turnover(self, "platform_revenue_eur")


class LimitsForm(ProfileForm):
    """The guiding question, by when it is to be answered, and what the firm can carry; each figure has a marked default."""

    def make_fields(self) -> dict[str, ProfileField]:
        """Return them in order."""
        quarters = [str(Quarter.parse(next_quarter()).plus(ahead)) for ahead in range(QUARTERS_AHEAD)]
        if self.company.start not in quarters:
            quarters.insert(0, self.company.start)
        return {
            "guiding_question": LineField(most=300),
            "decide_by": DayField(),
            "budget_eur_per_year": AmountField(),
            "owner_days_per_quarter": AmountField(unit="days", most=MOST_DAYS),
            "management_days_per_quarter": AmountField(unit="days", most=MOST_DAYS),
            "it_days_per_quarter": AmountField(unit="days", most=MOST_DAYS),
            "staff_days_per_quarter": AmountField(unit="days", most=MOST_DAYS),
            "tolerable_loss_eur": AmountField(),
            "start": PickField(quarters),
            "last_start": PickField(("", *self._plan_quarters())),
        }

    def _plan_quarters(self) -> list[str]:
        """Return the quarters of the plan, and the stored last start where it is none of them any more."""
        first = Quarter.parse(self.company.start)
        found = [str(first.plus(place)) for place in range(PLAN_QUARTERS)]
        return found if self.company.last_start in {"", *found} else [self.company.last_start, *found]

    def clean_last_start(self) -> str:
        """Refuse a last start outside the plan that begins on this page."""
        last: str = self.cleaned_data["last_start"]
        first = Quarter.parse(self.cleaned_data.get("start") or self.company.start)
        field = self.fields["last_start"]
        if last and not first <= Quarter.parse(last) <= first.plus(PLAN_QUARTERS - 1) and isinstance(field, PickField):
            raise field.fault(code="outside-plan")
        return last


class ReviewForm(ProfileForm):
    """When the firm wants to look again."""

    def make_fields(self) -> dict[str, ProfileField]:
        """Return the one field."""
        return {"review_on": DayField()}

    def clean_review_on(self) -> date | None:
        """Refuse a day that is over, unless it is the stored one: that is due, not wrong."""
        day: date | None = self.cleaned_data["review_on"]
        field = self.fields["review_on"]
        if day and day < timezone.localdate() and day != self.company.review_on and isinstance(field, DayField):
            raise field.fault(code="day-over")
        return day


def no_more_than_turnover(form: ProfileForm, name: str) -> float | None:
    """Return the figure of `name`, unless it exceeds the turnover of this page or of the row."""
    figure: float | None = form.cleaned_data[name]
    turnover = form.cleaned_data.get("turnover_eur", form.company.turnover_eur)
    field = form.fields[name]
    if figure is not None and turnover is not None and figure > turnover and isinstance(field, AmountField):
        raise field.fault(code="above-turnover")
    return figure
