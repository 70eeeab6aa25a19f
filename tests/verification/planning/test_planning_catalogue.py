"""The shipped measures, priced: against the sums published with the content figures, and by hand.

Expected sums: content/measures.md section 6, reference firm of 40 heads and 6 M EUR turnover (without measure.cloud.open-source, which
was added later).
"""

import numpy as np
import pytest

from leitplanke.catalogue.entries import Catalogue
from leitplanke.catalogue.loader import DATA, load
from leitplanke.company import bases
from leitplanke.company.profile import Company
from leitplanke.planning import pert
from leitplanke.planning.measures import MeasureSet
from leitplanke.planning.pricing import CostOverride, compile_measures
from leitplanke.primitives.trace import TraceBuilder


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return load(DATA)


def priced(catalogue: Catalogue, platform_eur: float = 0.0, *overrides: CostOverride) -> MeasureSet:
    company = Company(name="R", sector="x", staff=40.0, turnover_eur=6e6, platform_revenue_eur=platform_eur)
    return compile_measures(catalogue, 40.0, 6e6, bases.derive(company, TraceBuilder()), overrides)


def test_sums_over_all_measures_are_the_published_ones(catalogue: Catalogue) -> None:
    found = priced(catalogue)
    first = np.array([one != "measure.cloud.open-source" for one in found.ids])
    assert first.sum() == 68
    assert found.cost_once_eur[first].sum(axis=0) == pytest.approx([119_000.0, 517_800.0, 1_727_200.0])
    assert found.cost_yearly_eur[first].sum(axis=0) == pytest.approx([87_100.0, 330_800.0, 952_600.0])
    assert found.days_once[first].sum() == pytest.approx(969.5)
    assert found.days_yearly[first].sum() == pytest.approx(721.0)


def test_effects_keep_their_intervals_and_signs(catalogue: Catalogue) -> None:
    found = priced(catalogue)
    assert found.effect_mu.size == sum(len(measure.effects) for measure in catalogue.measures)
    assert (np.diff(found.effect_measure) >= 0).all()
    assert (found.central_factors[found.effect_adverse] >= 1.0).all()
    assert (found.central_factors[~found.effect_adverse] < 1.0).all()
    gate = found.ids.index("measure.org.project-gate")
    rows = (found.effect_measure == gate) & ~found.effect_adverse
    assert sorted(found.factors_at(np.full(found.effect_mu.size, 1.6448536))[rows]) == pytest.approx([0.85, 0.95, 0.95])


def test_joining_a_platform_raises_what_platforms_can_hit(catalogue: Catalogue) -> None:
    moved = change_of(priced(catalogue, 300_000.0), catalogue, "measure.platform.join-b2b")
    # 3 % of turnover more over platforms; what could be mediated is platform revenue plus a tenth of the rest.
    assert moved["unseen.platform.rules"] == pytest.approx(180_000.0 / 300_000.0)
    assert moved["unseen.platform.customer-interface"] == pytest.approx(0.9 * 180_000.0 / (300_000.0 + 570_000.0))
    nothing_yet = change_of(priced(catalogue), catalogue, "measure.platform.join-b2b")
    assert 1.0 * (1.0 + nothing_yet["unseen.platform.rules"]) == pytest.approx(180_001.0)


def test_a_cloud_measure_adds_its_own_yearly_cost(catalogue: Catalogue) -> None:
    found = priced(catalogue)
    suite = found.ids.index("measure.cloud.move-suite")
    spend_eur = 0.01 * 6e6
    change = change_of(found, catalogue, "measure.cloud.move-suite")["unseen.cloud.lock-in"]
    assert change == pytest.approx(float(pert.mean(found.cost_yearly_eur[suite])) / spend_eur)


def change_of(found: MeasureSet, catalogue: Catalogue, measure: str) -> dict[str, float]:
    rows = found.moved_measure == found.ids.index(measure)
    unseens = [catalogue.unseens[unseen].id for unseen in found.moved_unseen[rows]]
    return dict(zip(unseens, found.moved_share[rows].tolist(), strict=True))


def test_gains_are_shares_of_value_added(catalogue: Catalogue) -> None:
    found = priced(catalogue)
    gain = found.gain_eur_per_year[found.ids.index("measure.platform.own-shop")]
    assert gain == pytest.approx(0.45 * 6e6 * np.array([0.002, 0.01, 0.03]))
    assert (found.gain_eur_per_year[:, 2] > 0.0).sum() == 18


def test_a_firms_own_cost_takes_the_place_of_ours(catalogue: Catalogue) -> None:
    own = CostOverride(measure="measure.platform.own-shop", part="once", low=30_000.0, high=50_000.0)
    found = priced(catalogue, 0.0, own)
    shop = found.ids.index("measure.platform.own-shop")
    ends = [float(pert.quantile(found.cost_once_eur[shop], share)) for share in (0.05, 0.95)]
    assert ends == pytest.approx([30_000.0, 50_000.0])
    assert found.cost_yearly_eur[shop] == pytest.approx(priced(catalogue).cost_yearly_eur[shop])


def test_prerequisites_and_exclusions_point_at_the_right_measures(catalogue: Catalogue) -> None:
    found = priced(catalogue)
    name = found.ids.index
    contact = found.needs[name("measure.platform.customer-contact")]
    assert contact == ((name("measure.legal.external-dpo"), name("measure.legal.internal-dpo")),)
    assert found.excludes[name("measure.cloud.multi-open"), name("measure.cloud.move-suite")]
    assert (found.excludes == found.excludes.T).all()
    assert longest_chain(found) == 4


def longest_chain(found: MeasureSet) -> int:
    def depth(measure: int) -> int:
        return 1 + max((depth(other) for group in found.needs[measure] for other in group), default=0)

    return max(depth(measure) for measure in range(found.count))
