"""The drawing of the value network: no circle lies on another, the largest stand inside, and two thousand come within two seconds."""

import math
import time

from leitplanke.company.dependence.partner import PartnerRole, Relation
from leitplanke.company.dependence.replaceability import Standing, stand
from leitplanke.web.network.graph import draw, frame, numbered

ROLES: tuple[PartnerRole, ...] = ("customer", "supplier", "cooperation", "competitor")


def network(count: int) -> list[Standing]:
    total = 1e6
    volumes = [total * 0.4 / (1.0 + place) for place in range(count)]
    return [
        stand(Relation(partner=f"P{place}", role=ROLES[place % 4], revenue_net_eur=volume), None, total, 0.4)
        for place, volume in enumerate(volumes)
    ]


def test_no_two_circles_overlap() -> None:
    nodes = [(float(node.x), float(node.y), float(node.r)) for node in draw(network(400))]
    for place, (x, y, size) in enumerate(nodes):
        for other_x, other_y, other in nodes[:place]:
            assert math.hypot(x - other_x, y - other_y) >= size + other - 0.3  # written with one decimal


def test_the_largest_of_a_side_stand_inside_and_bear_the_numbers_of_the_table() -> None:
    some = network(200)
    distance = {node.name: round(math.hypot(float(node.x) - 500, float(node.y) - 440)) for node in draw(some)}
    customers = [one.relation.partner for number, one in numbered(some) if one.relation.role == "customer"]
    assert [distance[name] for name in customers] == sorted(distance[name] for name in customers)
    numbers = {node.name: node.number for node in draw(some)}
    assert [numbers[one.relation.partner] for number, one in numbered(some)] == [number for number, _ in numbered(some)]


def test_the_frame_holds_every_circle() -> None:
    nodes = draw(network(2000))
    left, top, width, height = map(float, frame(nodes).box.split())
    assert all(left <= float(node.x) - float(node.r) and float(node.x) + float(node.r) <= left + width for node in nodes)
    assert all(top <= float(node.y) - float(node.r) and float(node.y) + float(node.r) <= top + height for node in nodes)


def test_two_thousand_partners_are_laid_out_within_two_seconds() -> None:
    some = network(2000)
    start = time.process_time()
    assert len(draw(some)) == 2000
    assert time.process_time() - start < 2.0
