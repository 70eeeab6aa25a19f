"""What a firm adds itself, and the catalogue as it reads it: with that beside the rest."""

import json
from functools import lru_cache

from leitplanke.catalogue.entries import Catalogue
from leitplanke.catalogue.kinds import NAMESPACE, OWN
from leitplanke.primitives.plain import Plain, plain, restore
from leitplanke.study.own import OwnEntries, OwnMeasure, OwnUnseen
from leitplanke.study.ownpack import with_own
from leitplanke.web.catalogue import catalogue
from leitplanke.web.companies.models import Company
from leitplanke.web.estimates.models import OwnEntry

KEPT = 32
"""Catalogues of so many studies stay at hand; what they share with all others is there once."""
OWN_UNSEEN, OWN_MEASURE = (f"{kind}.{NAMESPACE}{OWN}." for kind in ("unseen", "measure"))
"""How the ids of own entries begin."""


def own_of(company: Company) -> OwnEntries:
    """Return what a firm has added, by id."""
    rows = [(row.target, json.loads(row.document)) for row in company.own_entries.all()]
    return OwnEntries(
        own_unseens=tuple(restore(OwnUnseen, tree) for target, tree in rows if target.startswith(OWN_UNSEEN)),
        own_measures=tuple(restore(OwnMeasure, tree) for target, tree in rows if target.startswith(OWN_MEASURE)),
    )


def row_of(company: Company, entry: OwnUnseen | OwnMeasure) -> OwnEntry:
    """Return an own entry as a row that is not stored yet."""
    return OwnEntry(company=company, target=entry.id, document=json.dumps(plain(entry), ensure_ascii=False, sort_keys=True))


def catalogue_of(company: Company) -> Catalogue:
    """Return the catalogue as a firm reads it today."""
    return with_own(catalogue(), own_of(company))


@lru_cache(maxsize=KEPT)
def catalogue_in(inputs: str) -> Catalogue:
    """Return the catalogue as the firm read it when a study was made, from the study's stored inputs."""
    tree: dict[str, Plain] = json.loads(inputs)
    return with_own(catalogue(), restore(OwnEntries, {name: tree[name] for name in ("own_unseens", "own_measures") if name in tree}))
