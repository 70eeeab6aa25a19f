"""What must hold between the entries of a catalogue; all that does not, at once.

==================== ====================== ==========================================================================
code                 placeholders           when
==================== ====================== ==========================================================================
no-such-id           given, kind            an id is named that no entry of that kind has
wrong-kind           given, parameter       this parameter does not belong to a target of that kind
duplicate-entry-id   given                  two entries have one id
duplicate-order      given, other           two entries of a kind that is ordered have the same place
named-twice          given                  the same id or relation stands twice in one list
fact-without-source  -                      tagged fact, but no source is named
source-no-fact       given                  tagged fact, but the source itself is an assumption
wrong-unit           given, expected        a figure has another unit than its field
not-positive         given                  a figure must be greater than zero
negative             given                  a figure must not be below zero
not-in-order         given                  figures that must ascend do not: ``low <= mode <= high``
not-a-probability    given                  outside 0 to 1
weights-not-one      given                  weights do not sum to 1
onset-no-duration    -                      an onset without duration
event-duration       -                      an event with duration
wrong-link-id        given, expected        the id of a link does not say what it links
links-itself         given                  an Unseen causes itself
cascade-loop         given, limit           at their high figures links form a loop that never dies out
shock-twice          given, other           an Unseen is member of two shock groups
five-levels          given                  an indicator has not five levels
amount-off-map       given, expected        a level's amount and its value do not fit the map
repeats-base         given, base            an indicator that sets a base also drives an Unseen of that base
not-mutual           given                  A excludes B, but B does not exclude A
needs-excluded       given                  what a measure needs excludes it, or two things it needs exclude each other
needs-loop           given                  measures need each other in a loop
wrong-reference      given, form            a reference that is no place of the source
wrong-group          given, expected        a measure under a leaf of E to G, a lever under one of A to D
bare-leaf            given                  no measure and no lever hangs under a leaf
measured-by-nothing  given                  a goal is measured by losses or measures of which none is named
dates-reversed       given, other           a period that ends before it starts, or applies before it is valid
end-without-date     given                  ended or repealed, but no last day is given
no-drive             given, parameter       no indicator moves the exposure or the sensitivity of an Unseen
few-drives           given, components      a capacity factor has less than three drives, or all from one component
id-reused            given                  an entry has an id that is listed as retired
retired-loop         given                  retired ids lead to each other in a loop
levels-of-nothing    given                  levels are mapped, but not from one indicator to another
open-class           given                  a medium says nothing about a protection class
no-such-level        given                  a level that is not 0 to 4
==================== ====================== ==========================================================================
"""

from leitplanke.catalogue.checks import aims, coverage, figures, indicators, measures, media, references, retired, setting, threats
from leitplanke.catalogue.entries import Catalogue
from leitplanke.primitives.faults import Fault


def check(catalogue: Catalogue) -> list[Fault]:
    """Return every fault of the catalogue, by file and field; empty if it is right."""
    faults = [
        *references.check(catalogue),
        *figures.check(catalogue),
        *threats.check(catalogue),
        *indicators.check(catalogue),
        *coverage.check(catalogue),
        *measures.check(catalogue),
        *setting.check(catalogue),
        *aims.check(catalogue),
        *media.check(catalogue),
        *retired.check(catalogue),
    ]
    return sorted(dict.fromkeys(faults), key=lambda fault: (fault.where, fault.code))


def alone(catalogue: Catalogue) -> list[Fault]:
    """Return the faults that an entry shows without the others, when some of those could not be read."""
    return sorted(dict.fromkeys([*references.alone(catalogue), *figures.check(catalogue)]), key=lambda fault: (fault.where, fault.code))
