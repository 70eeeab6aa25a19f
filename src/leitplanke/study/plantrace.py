"""The trace of a plan: what each of its measures costs, earns and changes by the catalogue, and when."""

from dataclasses import replace

from leitplanke.catalogue.entries import Measure
from leitplanke.planning.effects import weighed
from leitplanke.planning.measures import ROLES, Floats, MeasureSet
from leitplanke.planning.schedule import PlannedMeasure, Schedule
from leitplanke.primitives.trace import TraceNode
from leitplanke.study.compile import CompiledStudy
from leitplanke.study.revision import effect_name

Constants = tuple[tuple[str, float], ...]
COSTS = ("cost_once", "cost_yearly")
GAINS = ("gain",)


def trace_plan(study: CompiledStudy, measures: MeasureSet, schedule: Schedule) -> None:
    """Write the plan with its start quarters, and price, earnings and effects of each of its measures."""
    entries = {measure.id: measure for measure in study.catalogue.measures}
    starts = tuple((measures.ids[planned.measure], float(planned.start_quarter)) for planned in schedule)
    limits = ("limits/budget", *(f"limits/days/{role}" for role in ROLES))
    effects = tuple(f"{name}/effects" for name, _ in starts)
    study.trace.add(TraceNode(id="plan/measures", value=None, unit="1", operation="plan", inputs=limits + effects, parameters=starts))
    places, rows, powers = weighed(measures, schedule)
    for place, planned in enumerate(schedule):
        entry = entries[measures.ids[planned.measure]]
        timing = _timing(study, measures, entry, planned)
        prices = _three("once", measures.cost_once_eur[planned.measure]) + _three("yearly", measures.cost_yearly_eur[planned.measure])
        earns = _three("yearly", measures.gain_eur_per_year[planned.measure])
        own = places == place
        changes = _effects(entry, int(rows[own][0]) if own.any() else 0, powers[own], measures.effect_mu.size)
        changes += _moved(study, measures, planned)
        effects = tuple(effect_name(effect.parameter, effect.target) for effect in entry.effects)
        price = TraceNode(id=f"{entry.id}/price", value=None, unit="EUR", operation="price", parameters=prices + timing)
        earned = TraceNode(id=f"{entry.id}/earns", value=None, unit="EUR/year", operation="price", parameters=earns + timing)
        changed = TraceNode(id=f"{entry.id}/effects", value=None, unit="1", operation="effects", parameters=changes + timing)
        for node, figures in ((price, COSTS), (earned, GAINS), (changed, effects)):
            study.trace.add(_founded(study, node, entry, figures))


def trace_cost(study: CompiledStudy, measure: str, own_eur: float, paid_eur: float) -> str:
    """Write what a planned measure costs the firm, after what its fundings pay, and return the node."""
    price, node = (f"{measure}/price",), f"plan/{measure}/cost"
    fundings = [one for one in study.inputs.funding if one.measure == measure]
    if not fundings:
        return study.trace.add(TraceNode(id=node, value=own_eur, unit="EUR", operation="cost", inputs=price))
    whole, part = f"plan/{measure}/whole-cost", f"plan/{measure}/funding"
    terms: Constants = ()
    for number, one in enumerate(fundings):
        terms += ((f"{number}:rate", one.rate), *(((f"{number}:cap", one.cap_eur),) if one.cap_eur is not None else ()))
    notes = "; ".join(dict.fromkeys(one.reason for one in fundings))
    study.trace.add(TraceNode(id=whole, value=own_eur + paid_eur, unit="EUR", operation="cost", inputs=price))
    study.trace.add(TraceNode(id=part, value=paid_eur, unit="EUR", operation="funding", inputs=price, parameters=terms, note=notes))
    return study.trace.add(TraceNode(id=node, value=own_eur, unit="EUR", operation="less-funding", inputs=(whole, part)))


def _founded(study: CompiledStudy, node: TraceNode, entry: Measure, figures: tuple[str, ...]) -> TraceNode:
    """Return the node with what these figures of the measure rest on: the catalogue's origin unless all are own, and the reasons."""
    reasons = {one.parameter: one.reason for one in study.inputs.overrides if one.target == entry.id and one.parameter in figures}
    origin = entry.gain.origin if entry.gain and figures == GAINS else entry.origin
    own = bool(figures) and reasons.keys() == set(figures)
    return replace(node, origin=None if own else origin, note="; ".join(dict.fromkeys(reasons.values())))


def _timing(study: CompiledStudy, measures: MeasureSet, entry: Measure, planned: PlannedMeasure) -> Constants:
    held = next((quarter for measure, quarter in measures.held_effects if measure == planned.measure), None)
    return (
        ("start_quarter", float(planned.start_quarter)),
        ("lead_months", entry.lead_months),
        ("ramp_months", entry.ramp_months),
        ("years", float(study.years)),
        *((("works_from", float(held)),) if held is not None else ()),
    )


def _effects(entry: Measure, first_row: int, powers: Floats, rows: int) -> Constants:
    """Return the effects with their places in the draws of all measures' effects (`rows` in all)."""
    found: Constants = (("first_row", float(first_row)), ("rows", float(rows)))
    for number, (effect, power) in enumerate(zip(entry.effects, powers.tolist(), strict=True)):
        name = f"{number}:{effect.target}:{effect.parameter}"
        found += (
            (f"{name}:low", effect.low),
            (f"{name}:high", effect.high),
            (f"{name}:adverse", float(effect.side_effect)),
            (f"{name}:power", power),
        )
    return found


def _moved(study: CompiledStudy, measures: MeasureSet, planned: PlannedMeasure) -> Constants:
    unseens = study.catalogue.unseens
    rows = [row for row, owner in enumerate(measures.moved_measure.tolist()) if owner == planned.measure]
    return tuple((f"base:{unseens[int(measures.moved_unseen[row])].id}", float(measures.moved_share[row])) for row in rows)


def _three(name: str, figure: Floats) -> Constants:
    return tuple((f"{name}.{end}", float(value)) for end, value in zip(("low", "mode", "high"), figure, strict=True))
