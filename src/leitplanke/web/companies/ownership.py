"""The forms behind the size verdict: one owner or holding, and the earlier years of the two-year rule."""

from collections.abc import Mapping
from typing import Any, get_args

from django.core.exceptions import ValidationError

from leitplanke.company.profile import FirmKind
from leitplanke.company.sme import SIZES
from leitplanke.primitives.bounds import LARGEST_EUR
from leitplanke.reports.words import Language, say
from leitplanke.web.companies.branches import possible_upper
from leitplanke.web.companies.fields import AmountField, LineField, PickField, ProfileField
from leitplanke.web.companies.forms import ProfileForm
from leitplanke.web.companies.models import Company, LinkedFirm

MOST_FIRMS = 100
MOST_STAFF = 10e6
"""Groups have more than any firm this is made for; so with `LARGEST_EUR`."""
OWN_FIRM = "own-firm"
SPECIAL = ("kind", "control", "adjacent_markets")
"""Fields that most firms never need; the page keeps them folded."""
_FIGURES = ("share_percent", "staff", "turnover_eur", "balance_sheet_eur")
_TIES = {"tie-owner": ("owner", ""), "tie-holding": ("holding", ""), "tie-same-owners": ("", "same-owners")}


class TiedForm(ProfileForm):
    """A firm that may count for the size rule: a new one with an empty form, or `firm` of the list, which is to be changed."""

    def __init__(
        self, company: Company, language: Language, data: Mapping[str, str] | None = None, *, firm: LinkedFirm | None = None
    ) -> None:
        self.firm = firm
        super().__init__(company, language, data)

    def make_fields(self) -> dict[str, ProfileField]:
        """Return them in order; whose owner or holding it is, is asked once there are two to choose from."""
        names = self.upper()
        under = {"under": PickField((OWN_FIRM, *names), values=(None, *(int(key) for key in names)), texts=names)} if names else {}
        return {
            "name": LineField(required=True),
            "tie": PickField(tuple(_TIES)),
            **under,
            "share_percent": AmountField(unit="%", above=True, most=100.0),
            "staff": AmountField(unit="staff", most=MOST_STAFF),
            "turnover_eur": AmountField(most=LARGEST_EUR),
            "balance_sheet_eur": AmountField(most=LARGEST_EUR),
            "kind": PickField(get_args(FirmKind)),
            "control": PickField(("", "yes")),
            "adjacent_markets": PickField(("", "yes", "no"), values=(None, True, False)),
        }

    def listed(self) -> dict[str, str]:
        """Return the names of the other firms on the list by key."""
        return {str(firm.pk): firm.name for firm in self.company.linked_firms.all() if firm != self.firm}

    def upper(self) -> dict[str, str]:
        """Return the names of those whose owner or holding the firm can be."""
        return {str(key): name for key, name in possible_upper(self.company.linked_firms.all(), self.firm).items()}

    def clean_name(self) -> str:
        """Refuse a firm that is on the list already, and a list without end."""
        name = str(self.cleaned_data["name"])
        names = {listed.casefold() for listed in self.listed().values()}
        if name.casefold() in names:
            raise self._fault(code="firm-twice")
        if len(names) >= MOST_FIRMS:
            raise self._fault(code="too-many-firms", most=MOST_FIRMS)
        return name

    def clean(self) -> dict[str, Any]:
        """Ask for the share where it decides; refuse an investor whose shares are held."""
        found = self.cleaned_data
        tie = found.get("tie")
        if tie is None and "tie" not in self.errors:
            self.add_error("tie", self._fault(code="missing"))
        decides = tie != "tie-same-owners" and not found.get("control")
        if decides and found.get("share_percent", 0.0) is None:
            self.add_error("share_percent", self._fault(code="missing"))
        if tie == "tie-holding" and found.get("kind") not in {None, "enterprise"}:
            self.add_error("kind", self._fault(code="investor-held"))
        return found

    def _fault(self, *, code: str, **values: object) -> ValidationError:
        return ValidationError(say(self.language, f"web.fault.{code}", **values), code=code)

    def write(self) -> LinkedFirm:
        """Put the firm on the list or change it there; the form must be valid."""
        found = dict(self.cleaned_data)
        if self.firm:  # a figure left as it was shown keeps the digits that were not
            found |= {name: getattr(self.firm, name) for name in _FIGURES if self.data.get(name) == self.before(name)}
        side, relation = _TIES[found.pop("tie")]
        linked = "linked" if found.pop("control") and not relation else relation or self._said(side, found["share_percent"])
        under, kind = found.pop("under", None), found.pop("kind") or "enterprise"
        found |= {"under_id": under, "side": side, "relation": linked, "kind": kind}
        firm = self.firm or LinkedFirm(company=self.company)
        for name, value in found.items():
            setattr(firm, name, value)
        firm.save()
        return firm

    def _said(self, side: str, share: float | None) -> str:
        """Return the relation that a study file named for what has not changed since; the page asks only for shares."""
        same = self.firm is not None and (self.firm.side, self.firm.share_percent) == (side, share)
        return "partner" if same and self.firm and self.firm.relation == "partner" else ""

    def stored(self, name: str) -> str:
        """Return what was typed, at first what the firm has: nothing is stored before all of it is right."""
        return str(self.data.get(name, "")) if self.is_bound else self.before(name)

    def before(self, name: str) -> str:
        """Return what a firm of the list has in a field, as the reader would type it; nothing for a new one."""
        if self.firm is None:
            return ""
        tie = self.firm.side, "same-owners" if self.firm.relation == "same-owners" else ""
        values = {
            "tie": next((name for name, meant in _TIES.items() if meant == tie), ""),
            "under": self.firm.under_id,
            "control": "yes" if self.firm.relation == "linked" else "",
        }
        field = self.fields[name]
        return field.shown(values.get(name, getattr(self.firm, name, None))) if isinstance(field, ProfileField) else ""


class EarlierForm(ProfileForm):
    """What the two-year rule asks about the time before."""

    def make_fields(self) -> dict[str, ProfileField]:
        """Return them in order."""
        return {
            "newly_founded": PickField(("no", "yes"), values=(False, True)),
            "ownership_changed": PickField(("no", "yes"), values=(False, True)),
            "earlier_staff": AmountField(unit="staff", most=MOST_STAFF),
            "earlier_turnover_eur": AmountField(most=LARGEST_EUR),
            "earlier_balance_sheet_eur": AmountField(most=LARGEST_EUR),
            "first_staff": AmountField(unit="staff", most=MOST_STAFF),
            "first_turnover_eur": AmountField(most=LARGEST_EUR),
            "first_balance_sheet_eur": AmountField(most=LARGEST_EUR),
            "former_size": PickField(("", *SIZES)),
        }

    def clean_newly_founded(self) -> bool:
        """Take nothing for no."""
        return bool(self.cleaned_data["newly_founded"])

    def clean_ownership_changed(self) -> bool:
        """Take nothing for no."""
        return bool(self.cleaned_data["ownership_changed"])
