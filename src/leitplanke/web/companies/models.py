"""Firms of an organisation."""

import uuid
from collections import defaultdict
from typing import TYPE_CHECKING, Self, TypeVar, cast

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.functional import cached_property

from leitplanke.company.profile import Company as Profile
from leitplanke.company.profile import LinkedFirm as ProfileOfLinked
from leitplanke.company.profile import Period, SizeHistory
from leitplanke.primitives.quarter import Quarter
from leitplanke.web.accounts.models import Invite, Membership, MembershipQuerySet, Organisation, User
from leitplanke.web.accounts.rights import Role, Verb

if TYPE_CHECKING:
    from leitplanke.company.profile import FirmKind, Relation, Side, Size

Row = TypeVar("Row", bound=models.Model)


class CompanyQuerySet(models.QuerySet["Company"]):
    """Firms, always asked for a reader."""

    def for_user(self, user: User | AnonymousUser, verb: Verb = Verb.SEE) -> "CompanyQuerySet":
        """Return the firms with which `user` may do `verb`; nothing for strangers."""
        if not isinstance(user, User):
            return self.none()
        return self._opened(user, Membership.objects.filter(user=user).granting(verb))

    def known_to(self, user: User | AnonymousUser) -> "CompanyQuerySet":
        """Return the firms with which `user` may do anything at all; the others do not exist for them."""
        return self._opened(user, Membership.objects.filter(user=user)) if isinstance(user, User) else self.none()

    def _opened(self, user: User, memberships: MembershipQuerySet) -> "CompanyQuerySet":
        # Asked first and by themselves: every request comes by here, and firms of given organisations are found in half the time.
        held = list(memberships.values_list("organisation", "role"))
        opened = Q(organisation__in=[organisation for organisation, role in held if role != Role.ADVISER])
        if advised := [organisation for organisation, role in held if role == Role.ADVISER]:
            single = CompanyAccess.objects.filter(user=user).open().values("company")
            opened |= Q(organisation__in=advised, pk__in=single)
        return self.filter(opened, deleted_at=None)


class FirmQuerySet(models.QuerySet[Row]):
    """Rows that belong to a firm, always asked for a reader; `firm` is the way from a row to its firm."""

    firm = "company"

    def for_user(self, user: User | AnonymousUser, verb: Verb = Verb.SEE) -> Self:
        """Return the rows of the firms with which `user` may do `verb`; nothing for strangers."""
        return self.filter(**{f"{self.firm}__in": Company.objects.for_user(user, verb)})

    def known_to(self, user: User | AnonymousUser) -> Self:
        """Return the rows of the firms with which `user` may do anything at all."""
        return self.filter(**{f"{self.firm}__in": Company.objects.known_to(user)})


def next_quarter() -> str:
    """Return the quarter after today's, in which a plan can begin."""
    today = timezone.localdate()
    return str(Quarter(today.year, (today.month - 1) // 3 + 1).plus(1))


class Company(models.Model):
    """One firm's profile as typed; a null figure was not given and a marked default takes its place in the study.

    With `deleted_at` it is only the empty shell of deleted ones, which nobody finds: it holds the pictures of their waves that were shown,
    because what somebody has seen must still count when new pictures are made (``archive.removing``).
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="companies")
    created_at = models.DateTimeField(auto_now_add=True)
    saved_at = models.DateTimeField(auto_now=True)
    deleted_at = models.DateTimeField(null=True)

    name = models.CharField(max_length=200, blank=True)
    sector = models.CharField(max_length=120, blank=True)
    region = models.CharField(max_length=120, blank=True)
    legal_form = models.CharField(max_length=60, blank=True)
    owner_led = models.BooleanField(null=True)
    staff = models.FloatField(null=True)
    turnover_eur = models.FloatField(null=True)
    balance_sheet_eur = models.FloatField(null=True)
    value_added_eur = models.FloatField(null=True)
    equity_eur = models.FloatField(null=True)
    liquidity_eur = models.FloatField(null=True)
    free_cash_flow_eur_per_year = models.FloatField(null=True)
    payroll_eur_per_year = models.FloatField(null=True)
    largest_buyer_eur = models.FloatField(null=True)
    platform_revenue_eur = models.FloatField(null=True)
    cloud_spend_eur_per_year = models.FloatField(null=True)
    digital_budget_eur_per_year = models.FloatField(null=True)
    budget_eur_per_year = models.FloatField(null=True)
    owner_days_per_quarter = models.FloatField(null=True)
    management_days_per_quarter = models.FloatField(null=True)
    it_days_per_quarter = models.FloatField(null=True)
    staff_days_per_quarter = models.FloatField(null=True)
    start = models.CharField(max_length=7, default=next_quarter)
    last_start = models.CharField(max_length=7, blank=True, default="")
    tolerable_loss_eur = models.FloatField(null=True)
    guiding_question = models.CharField(max_length=300, blank=True, default="")
    decide_by = models.DateField(null=True)
    review_on = models.DateField(null=True)
    newly_founded = models.BooleanField(default=False)
    ownership_changed = models.BooleanField(default=False)
    earlier_staff = models.FloatField(null=True)
    earlier_turnover_eur = models.FloatField(null=True)
    earlier_balance_sheet_eur = models.FloatField(null=True)
    first_staff = models.FloatField(null=True)
    first_turnover_eur = models.FloatField(null=True)
    first_balance_sheet_eur = models.FloatField(null=True)
    former_size = models.CharField(max_length=10, blank=True)

    objects = CompanyQuerySet.as_manager()

    class Meta:
        ordering = ("created_at",)

    def __str__(self) -> str:
        return self.name or str(self.id)

    @property
    def is_complete(self) -> bool:
        """Whether a study can be made: name, sector, staff and turnover are known."""
        return bool(self.name and self.sector and self.staff and self.turnover_eur)

    @property
    def has_result(self) -> bool:
        """Whether some study of the firm has been evaluated."""
        return self.studies.filter(state="done").exists()

    def profile(self) -> Profile:
        """Return the profile as the library speaks of it.

        Raises
        ------
        ValueError
            If staff or turnover are missing.
        """
        if self.staff is None or self.turnover_eur is None:
            raise ValueError(self.pk)
        return Profile(
            name=self.name,
            sector=self.sector,
            region=self.region,
            legal_form=self.legal_form,
            owner_led=self.owner_led,
            staff=self.staff,
            turnover_eur=self.turnover_eur,
            balance_sheet_eur=self.balance_sheet_eur,
            value_added_eur=self.value_added_eur,
            equity_eur=self.equity_eur,
            liquidity_eur=self.liquidity_eur,
            free_cash_flow_eur_per_year=self.free_cash_flow_eur_per_year,
            payroll_eur_per_year=self.payroll_eur_per_year,
            largest_buyer_eur=self.largest_buyer_eur,
            platform_revenue_eur=self.platform_revenue_eur,
            cloud_spend_eur_per_year=self.cloud_spend_eur_per_year,
            digital_budget_eur_per_year=self.digital_budget_eur_per_year,
            linked_firms=self.tied_firms,
            size_history=self.size_history,
        )

    @cached_property
    def tied_firms(self) -> tuple[ProfileOfLinked, ...]:
        """Return the owners and holdings that may count for the EU size rule, each with its own below it."""
        below: dict[int | None, list[LinkedFirm]] = defaultdict(list)
        for firm in self.linked_firms.all():
            below[firm.under_id].append(firm)

        def tied(under: int | None) -> tuple[ProfileOfLinked, ...]:
            return tuple(firm.profile(tied(firm.pk)) for firm in below[under])

        return tied(None)

    @property
    def size_history(self) -> SizeHistory:
        """Return what the two-year rule asks; a new firm has no past, and a year counts with staff and turnover."""
        if self.newly_founded:
            return SizeHistory(newly_founded=True, ownership_changed=self.ownership_changed)
        years = (
            (self.earlier_staff, self.earlier_turnover_eur, self.earlier_balance_sheet_eur),
            (self.first_staff, self.first_turnover_eur, self.first_balance_sheet_eur),
        )
        earlier: list[Period] = []
        for staff, turnover, sheet in years:
            if staff is None or turnover is None:
                break
            earlier.append(Period(staff=staff, turnover_eur=turnover, balance_sheet_eur=sheet))
        return SizeHistory(
            earlier=tuple(earlier), former_size=cast("Size | None", self.former_size or None), ownership_changed=self.ownership_changed
        )


class CompanyAccessQuerySet(models.QuerySet["CompanyAccess"]):
    """What is opened to advisers."""

    def open(self) -> "CompanyAccessQuerySet":
        """Return what has not ended."""
        return self.filter(Q(expires_at=None) | Q(expires_at__gt=timezone.now()))


class CompanyAccess(models.Model):
    """Opens one firm to one adviser of its organisation, or to whoever takes up an invitation, until it ends or is taken back."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, null=True, related_name="accesses")
    invite = models.ForeignKey(Invite, on_delete=models.CASCADE, null=True, related_name="accesses")
    company = models.ForeignKey(Company, on_delete=models.CASCADE, related_name="accesses")
    expires_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = CompanyAccessQuerySet.as_manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["user", "company"], name="one_access_each"),
            models.CheckConstraint(condition=Q(user__isnull=False) ^ Q(invite__isnull=False), name="access_of_somebody"),
        )

    def __str__(self) -> str:
        return f"{self.user_id} at {self.company_id}"


class LinkedFirm(models.Model):
    """An owner or holding that may count for the EU size rule; `under` is whose it is, null: the company's."""

    company = models.ForeignKey(Company, on_delete=models.CASCADE, related_name="linked_firms")
    under = models.ForeignKey("self", on_delete=models.CASCADE, null=True, related_name="tied")
    name = models.CharField(max_length=200)
    side = models.CharField(max_length=10, blank=True)
    relation = models.CharField(max_length=12, blank=True)
    kind = models.CharField(max_length=30, default="enterprise")
    adjacent_markets = models.BooleanField(null=True)
    share_percent = models.FloatField(null=True)
    staff = models.FloatField(null=True)
    turnover_eur = models.FloatField(null=True)
    balance_sheet_eur = models.FloatField(null=True)

    class Meta:
        ordering = ("pk",)

    def __str__(self) -> str:
        return self.name

    def profile(self, tied: tuple[ProfileOfLinked, ...] = ()) -> ProfileOfLinked:
        """Return it as the library speaks of it, with its own owners and holdings."""
        return ProfileOfLinked(
            name=self.name,
            relation=cast("Relation | None", self.relation or None),
            share=None if self.share_percent is None else self.share_percent / 100.0,
            staff=self.staff,
            turnover_eur=self.turnover_eur,
            balance_sheet_eur=self.balance_sheet_eur,
            side=cast("Side | None", self.side or None),
            kind=cast("FirmKind", self.kind),
            adjacent_markets=self.adjacent_markets,
            linked_firms=tied,
        )
