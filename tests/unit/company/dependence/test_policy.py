"""Which data may lie where: the whole matrix against the place of a service, and what a firm changes in it."""

from itertools import product

import pytest

from leitplanke.catalogue import compiled
from leitplanke.catalogue.entry import Text
from leitplanke.catalogue.media import CLASSES, VERDICTS, ProtectionClass
from leitplanke.company.dependence.data import DataObject
from leitplanke.company.dependence.policy import Policy, PolicyChange
from leitplanke.company.dependence.service import KeyHolder, Service

POLICY = Policy(media=compiled.read().media)


def service(*, region: str = "", parent: str = "", seat: str = "", key: KeyHolder | None = None) -> Service:
    return Service(id="s", name="S", provider="P", model="saas", region=region, parent=parent, seat=seat, key_holder=key)


def data(classed: ProtectionClass, *, personal: bool = False, secret: bool = False) -> DataObject:
    return DataObject(id="d", name="D", classed=classed, personal=personal, trade_secret=secret)


@pytest.mark.parametrize(
    ("one", "medium"),
    [
        (service(region="DE", parent="DE", key="firm"), "medium.eea-own-key"),
        (service(region="de", seat="FR", key="third-party"), "medium.eea-own-key"),
        (service(region="NO", seat="IS", key="provider"), "medium.eea"),
        (service(region="DE", seat="DE", key="nobody"), "medium.eea"),
        (service(region="DE", seat="DE"), "medium.eea"),
        (service(region="DE", seat="IE", parent="US", key="firm"), "medium.foreign-own-key"),
        (service(region="DE", seat="IE", parent="US", key="provider"), "medium.foreign"),
        (service(region="CH", seat="CH", key="firm"), "medium.abroad-own-key"),
        (service(region="US", seat="DE"), "medium.abroad"),
        (service(seat="DE", parent="DE", key="firm"), "medium.unknown"),
        (service(region="DE", key="firm"), "medium.unknown"),
        (Service(id="s", name="S", provider="P", model="own-server"), "medium.own-server"),
        (Service(id="s", name="S", provider="P", model="offline", region="US"), "medium.offline"),
    ],
)
def test_a_service_is_of_one_medium(one: Service, medium: str) -> None:
    assert POLICY.medium_of(one).id == medium


def test_every_service_is_of_some_medium() -> None:
    countries = ("", "DE", "US")
    keys: tuple[KeyHolder | None, ...] = (None, "firm", "third-party", "provider", "nobody")
    for region, parent, seat, key in product(countries, countries, countries, keys):
        assert POLICY.medium_of(service(region=region, parent=parent, seat=seat, key=key)).id.startswith("medium.")


def test_more_protection_is_never_more_leave() -> None:
    """In each medium verdicts get stricter from class to class, and personal data or secrets never loosen one."""
    for medium in POLICY.media:
        ranks = []
        for one in CLASSES:
            cell = medium.cell(one)
            assert cell is not None
            ranks.append(VERDICTS.index(cell.verdict))
        assert ranks == sorted(ranks), medium.id


def test_own_keys_and_nearer_places_are_never_worse() -> None:
    cells = {medium.id: [cell.verdict for one in CLASSES if (cell := medium.cell(one))] for medium in POLICY.media}
    for better, worse in (
        ("eea-own-key", "eea"),
        ("foreign-own-key", "foreign"),
        ("abroad-own-key", "abroad"),
        ("eea", "foreign"),
        ("foreign", "abroad"),
    ):
        pairs = zip(cells[f"medium.{better}"], cells[f"medium.{worse}"], strict=True)
        assert all(VERDICTS.index(one) <= VERDICTS.index(other) for one, other in pairs), (better, worse)


def test_the_strictest_ground_counts_and_stands_first() -> None:
    abroad = service(region="US", seat="US", key="provider")
    found = POLICY.ruling(data("public", personal=True, secret=True), abroad)
    assert found.verdict == "forbidden"
    assert [(one.of, one.verdict) for one in found.grounds] == [
        ("personal", "forbidden"),
        ("trade-secret", "forbidden"),
        ("public", "allowed"),
    ]
    assert all(isinstance(one.reason, Text) for one in found.grounds)


def test_a_firm_changes_a_cell_with_its_own_reason() -> None:
    abroad = service(region="US", seat="US", key="provider")
    change = PolicyChange(medium="medium.abroad", of="personal", verdict="conditional", reason="Adequacy decision, checked in May")
    changed = Policy(media=POLICY.media, changes=(change,))
    assert POLICY.ruling(data("public", personal=True), abroad).verdict == "forbidden"
    found = changed.ruling(data("public", personal=True), abroad)
    assert (found.verdict, found.grounds[0].reason) == ("conditional", "Adequacy decision, checked in May")
    # Other cells and other media stay as they are.
    assert changed.ruling(data("confidential"), abroad) == POLICY.ruling(data("confidential"), abroad)
    assert changed.ruling(data("public", personal=True), service()).verdict == "forbidden"
