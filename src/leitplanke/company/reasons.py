"""Why the EU's verdict on size is what it is, and what is missing to be sure: codes and figures, the sentences lie in ``reports``.

=================== =========================== ==============================================================================
reason              given with it               when
=================== =========================== ==============================================================================
linked              firm                        counts in full
linked-to-partner   firm, share                 linked to a partner: counts with the partner's share
partner             firm, share                 counts by its share
below-quarter       firm, share                 holds, or is held, under 25 %
exempt-investor     firm, share                 an investor that may hold up to 50 %
other-market        firm                        same owners, but other markets
partner-of-partner  firm                        partners of partners do not count
public-bodies       share                       public bodies hold 25 % or more: no SME
ceiling-staff       size                        too many staff for the next smaller class `size`
ceiling-amounts     size                        turnover and balance sheet too large for it
ceiling-turnover    size                        turnover too large for it, balance sheet unknown
two-years           size                        the last period alone would give `size`; it takes two in a row
took-over           -                           owners changed: the larger class counts at once
newly-founded       -                           the figures are an estimate
=================== =========================== ==============================================================================

=================== =========================== ==============================================================================
missing             given with it               when
=================== =========================== ==============================================================================
earlier-period      -                           the class depends on the status before, which is not given
balance-sheet       size                        a small enough balance sheet would give the smaller class `size`
firm-figures        firm                        staff or turnover of a firm that counts are not given
market-unknown      firm                        same owners; whether the markets are the same or adjacent is not said
investor-public     firm                        a linked university or institution: is it a public body?
owners-changed      size                        other firms lift the last period to `size`: at once if owners changed since
left-group          size                        the last period gives the smaller `size`; whether it counts at once is not settled
=================== =========================== ==============================================================================
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from leitplanke.company.ownership import PARTNER_FROM_SHARE, Place
from leitplanke.company.profile import Company
from leitplanke.company.sme import EU_CEILINGS, SIZES, SizeVerdicts, eu_size, lasting_size

_SILENT = frozenset({"public-body", "market-unknown"})
_WITHOUT_SHARE = frozenset({"linked", "other-market", "partner-of-partner"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Remark:
    """One reason or one gap: a code of the tables above with what belongs to it."""

    code: str
    firm: str = ""
    share: float | None = None
    size: str = ""


def reasons(company: Company, verdicts: SizeVerdicts) -> tuple[Remark, ...]:
    """Return why the EU's verdict is what it is, in the order in which it is found."""
    return (*_firms(verdicts), *_public(verdicts), *_ceilings(verdicts), *_time(company, verdicts))


def missing(company: Company, verdicts: SizeVerdicts) -> tuple[Remark, ...]:
    """Return what would have to be known to be sure of the EU's verdict; nothing for a firm that public bodies keep from being one."""
    if verdicts.public_part >= PARTNER_FROM_SHARE:
        return ()
    return (*_firm_gaps(verdicts), *_sheet_gap(company, verdicts), *_time_gaps(company, verdicts))


def _firms(verdicts: SizeVerdicts) -> Iterator[Remark]:
    for place in verdicts.places:
        if place.why not in _SILENT:
            share = place.weight if place.weight > 0.0 else place.firm.share
            yield Remark(code=place.why, firm=place.firm.name, share=None if place.why in _WITHOUT_SHARE else share)


def _public(verdicts: SizeVerdicts) -> Iterator[Remark]:
    if verdicts.public_part >= PARTNER_FROM_SHARE:
        yield Remark(code="public-bodies", share=min(verdicts.public_part, 1.0))


def _ceilings(verdicts: SizeVerdicts) -> Iterator[Remark]:
    """Yield what keeps the figures of the last period out of the next smaller class."""
    rank = SIZES.index(verdicts.period)
    if rank == 0:
        return
    size, staff, turnover, sheet = EU_CEILINGS[rank - 1]
    figures = verdicts.figures
    if figures.staff >= staff:
        yield Remark(code="ceiling-staff", size=size)
    if figures.turnover_eur > turnover and figures.balance_sheet_eur is None:
        yield Remark(code="ceiling-turnover", size=size)
    elif figures.turnover_eur > turnover and (figures.balance_sheet_eur or 0.0) > sheet:
        yield Remark(code="ceiling-amounts", size=size)


def _time(company: Company, verdicts: SizeVerdicts) -> Iterator[Remark]:
    history = company.size_history
    if history.newly_founded:
        yield Remark(code="newly-founded")
    if history.ownership_changed and SIZES.index(verdicts.period) > SIZES.index(verdicts.lasting):
        yield Remark(code="took-over")
    elif verdicts.lasting != verdicts.period:
        yield Remark(code="two-years", size=verdicts.period)


def _firm_gaps(verdicts: SizeVerdicts) -> Iterator[Remark]:
    for place in verdicts.places:
        firm = place.firm
        if place.weight > 0.0 and (firm.staff is None or firm.turnover_eur is None):
            yield Remark(code="firm-figures", firm=firm.name)
        if place.why == "market-unknown":
            yield Remark(code="market-unknown", firm=firm.name)
        if _may_be_public(place):
            yield Remark(code="investor-public", firm=firm.name)


def _may_be_public(place: Place) -> bool:
    return (
        place.weight > 0.0 and place.why == "linked" and place.firm.kind in {"university", "institutional"} and place.firm.side != "holding"
    )


def _sheet_gap(company: Company, verdicts: SizeVerdicts) -> Iterator[Remark]:
    """Yield the smaller class that the firm would have if all unknown balance sheets were nothing."""
    if verdicts.figures.balance_sheet_eur is None:
        known = [(place.weight, place.firm.balance_sheet_eur) for place in verdicts.places]
        least = (company.balance_sheet_eur or 0.0) + sum(weight * (sheet or 0.0) for weight, sheet in known)
        size = eu_size(replace(verdicts.figures, balance_sheet_eur=least))
        if size != verdicts.period:
            yield Remark(code="balance-sheet", size=size)


def _time_gaps(company: Company, verdicts: SizeVerdicts) -> Iterator[Remark]:
    history, period = company.size_history, verdicts.period
    if history.ownership_changed and SIZES.index(period) < SIZES.index(verdicts.lasting):
        yield Remark(code="left-group", size=period)
    lifted = SIZES.index(period) > SIZES.index(verdicts.lasting) and any(place.weight > 0.0 for place in verdicts.places)
    if lifted and not history.ownership_changed:
        yield Remark(code="owners-changed", size=period)
    if history.former_size is None and not history.newly_founded:
        ends = {lasting_size(period, replace(history, former_size=size)) for size in SIZES}
        if len(ends) > 1:
            yield Remark(code="earlier-period")
