"""Services that a firm's data lie with or could lie with: cloud services, hosted programs, own servers.

Source: users.md section 4 of the project's research (fields of an exit folder; cost of a switch); BSI-Standard 200-2 for needs.
"""

from dataclasses import dataclass
from datetime import date
from typing import Annotated, Literal

from annotated_types import Ge, Le, MaxLen

from leitplanke.company.dependence.data import Need
from leitplanke.primitives.bounds import Amount, Line, Name, Note, Share

ServiceModel = Literal["saas", "paas", "iaas", "own-server", "offline"]
"""``own-server`` stands in the firm; ``offline`` hangs on no net: disk or tape in a safe, paper."""
Interface = Literal["s3", "oci", "kubernetes", "sql", "odf", "other-open", "proprietary"]
"""Standard that another provider understands too; ``proprietary``: none."""
KeyHolder = Literal["firm", "third-party", "provider", "nobody"]
"""Who can decrypt; ``nobody``: the data lie there unencrypted."""
Country = Annotated[str, MaxLen(2)]
"""ISO 3166 code of two letters, ``DE``; empty: not known."""
Months = Annotated[float, Ge(0.0), Le(240.0)]
Head = Annotated[float, Ge(0.0), Le(1e6)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimate:
    """A figure as 5 % point, most likely value and 95 % point; zero is allowed, ascending."""

    low: Amount
    mode: Amount
    high: Amount


@dataclass(frozen=True, slots=True, kw_only=True)
class SwitchingFigures:
    """What the firm estimates for leaving one service; None takes the assumption that ``switching`` names for it.

    Parameters
    ----------
    egress_eur_per_gb
        What the provider takes for handing out a gigabyte.
    volume_gb
        What has to be handed out; None: the volume of the data objects that lie there.
    parallel_months
        How long old and new run side by side.
    transformation_days, interfaces, days_per_interface
        Person-days to convert data, how many links to other systems have to be built again, and person-days for each.
    trained_heads, training_hours
        How many people learn the new service, and hours for each.
    penalty_share
        Which part of the fees for the remaining term falls due, 0 to 1.
    downtime_hours, downtime_eur_per_hour
        How long work stands still, and what an hour costs.
    new_spend_eur_per_year
        What the next service costs a year; None: as much as the old one.
    preparation_months
        From the decision until the parallel run begins.
    """

    egress_eur_per_gb: Estimate | None = None
    volume_gb: Estimate | None = None
    parallel_months: Estimate | None = None
    transformation_days: Estimate | None = None
    interfaces: Estimate | None = None
    days_per_interface: Estimate | None = None
    trained_heads: Head | None = None
    training_hours: Estimate | None = None
    penalty_share: Share | None = None
    downtime_hours: Estimate | None = None
    downtime_eur_per_hour: Estimate | None = None
    new_spend_eur_per_year: Estimate | None = None
    preparation_months: Estimate | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportTest:
    """The last time all data were taken out and read in another system; `complete`: nothing was missing there."""

    on: date
    complete: bool
    note: Note = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Contract:
    """Dates of the contract; None: not known. `renewal_months`: by how much it goes on if nobody gives notice; 0: it ends."""

    begins: date | None = None
    ends: date | None = None
    notice_months: Months | None = None
    renewal_months: Months | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Assurance:
    """A proof of security or sovereignty that the provider has: which scheme, which level, for what, until when."""

    scheme: Name
    level: Line = ""
    scope: Line = ""
    valid_to: date | None = None
    evidence: Line = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """What it costs to keep data here; `eur_per_year` falls due with the first object. None as capacity: no limit."""

    eur_per_year: Amount = 0.0
    eur_per_gb_year: Amount = 0.0
    capacity_gb: Amount | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class JudgedNeed:
    """The firm's own verdict on how well a service must be guarded, in place of what follows from its data; None: no verdict."""

    confidentiality: Need | None = None
    integrity: Need | None = None
    availability: Need | None = None
    reason: Note


@dataclass(frozen=True, slots=True, kw_only=True)
class Service:
    """One service or own server.

    Parameters
    ----------
    id
        Short and unique among the firm's services: ``erp-online``.
    seat, parent, region
        Countries of the provider, of who owns it in the end, and of the machines; empty: not known.
    interface, export_format
        How data come out.
    key_holder
        Who can decrypt what lies there; None: not known.
    custom_built
        Made mainly for this firm alone and not sold from a catalogue: Article 31 of the EU Data Act spares such services.
    spend_eur_per_year
        What it costs today; None: not known, or not used today.
    owner
        Who in the firm sees to it; a role will do.
    holds, suits
        Ids of data objects that lie here today, and of further ones that could.
    offer
        What it costs as a place for data; None: it is no choice when places are compared, beyond what lies here already.
    """

    id: Name
    name: Name
    provider: Name
    model: ServiceModel
    seat: Country = ""
    parent: Country = ""
    region: Country = ""
    interface: Interface | None = None
    export_format: Line = ""
    key_holder: KeyHolder | None = None
    last_export_test: ExportTest | None = None
    contract: Contract = Contract()
    custom_built: bool = False
    spend_eur_per_year: Amount | None = None
    owner: Line = ""
    holds: tuple[Name, ...] = ()
    suits: tuple[Name, ...] = ()
    offer: Offer | None = None
    switching: SwitchingFigures = SwitchingFigures()
    assurances: tuple[Assurance, ...] = ()
    judged_need: JudgedNeed | None = None
    note: Note = ""
