"""A partner in the value network: what is measured of the relation, what is judged, and how replaceable each side is.

Measured or taken from a contract: volumes, contribution, contract end, notice. Judged: alternatives, switching, specificity, visibility
and know-how; `judged_by` and `judged_on` say whose judgement it is. Model: users.md section 2, with the other direction added, because
firms rate their suppliers and forget how easily they are replaced themselves (L206-224).
"""

from dataclasses import dataclass
from datetime import date
from typing import Annotated, Literal

from annotated_types import Ge, Le

from leitplanke.primitives.bounds import Amount, Count, LevelNumber, Line, Name, Share

PartnerRole = Literal["customer", "supplier", "cooperation", "competitor"]
"""`cooperation`: standing work together without buying; `competitor`: a competitor with whom the firm works together."""
Months = Annotated[float, Ge(0.0), Le(600.0)]
Weeks = Annotated[float, Ge(0.0), Le(520.0)]


@dataclass(frozen=True, slots=True, kw_only=True)
class DataTie:
    """The four relations to data between the firm and a partner (L82-85), True where the partner has it, None where nobody knows.

    `data` is the id of a data object of the study, or what people call the data. `owns`: the partner owns it; `benefits`: draws
    economic value from it; `accesses`: can see it; `uses`: works with it.
    """

    data: Name
    owns: bool | None = None
    benefits: bool | None = None
    accesses: bool | None = None
    uses: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Relation:
    """One partner in one role.

    Parameters
    ----------
    account
        The account in the ledger; its name will do as well. Volumes of the ledger go before `revenue_net_eur`.
    group_parent
        The group that the partner belongs to: partners of one group count as one.
    revenue_net_eur
        Net volume a year: sales to a customer, purchases from a supplier.
    margin
        Contribution of the sales to a customer: revenue less what would not be spent without it, as share of the revenue.
    share
        The partner's share of the firm's sales or purchases, where no volumes are known.
    notice_months
        How long before the partner must say that less or nothing will be ordered or delivered.
    alternatives, switch_weeks, switch_cost_eur
        How the firm replaces the partner: others that could step in, weeks until they deliver or buy as much, one-off cost.
    specificity
        0 standard goods to 4 made for this relation alone.
    data_visibility
        0 the partner sees invoices only to 4 sees process values live.
    knowhow_exposure
        0 the partner learns nothing to 4 could do the firm's work with what it knows.
    their_alternatives, their_switch_weeks
        The other direction: how many could replace the firm, and how long the partner would need for it.
    """

    partner: Name
    role: PartnerRole
    account: Line = ""
    group_parent: Line = ""
    revenue_net_eur: Amount | None = None
    margin: Share | None = None
    share: Share | None = None
    contract_end: date | None = None
    notice_months: Months | None = None
    alternatives: Count | None = None
    switch_weeks: Weeks | None = None
    switch_cost_eur: Amount | None = None
    specificity: LevelNumber | None = None
    data_visibility: LevelNumber | None = None
    knowhow_exposure: LevelNumber | None = None
    their_alternatives: Count | None = None
    their_switch_weeks: Weeks | None = None
    judged_by: Line = ""
    judged_on: date | None = None
    relations_to_data: tuple[DataTie, ...] = ()

    @property
    def group(self) -> str:
        """Whom it counts with: the group, or the partner itself."""
        return self.group_parent or self.partner
