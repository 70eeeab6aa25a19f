"""Money and days of a roadmap against figures worked out by hand."""

from leitplanke.web.board.figures import Asked, Days, Room, loads


def test_loads_by_hand() -> None:
    half = Days(owner=0.0, management=0.0, it=4.0, staff=0.0)
    asked = Asked(once_eur=900.0, yearly_eur=400.0, days_once=half, days_yearly=half, spread=2, lead=1, held="")
    room = Room(first="2027-Q1", budget_eur=(1000.0, 1000.0), days=half)
    found = loads([(asked, 3)], room)
    assert [one.cost_eur for one in found] == [0, 0, 0, 1000, 100, 100, 100, 100]
    assert [one.budget_eur for one in found] == [1000, 1000, 1000, 1000, 1000, 900, 800, 700]
    assert [one.it_days for one in found] == [0, 0, 0, 3, 3, 1, 1, 1]
    # What began a quarter before the first one asks for what is left: no purchase, the second half of the introduction.
    early = loads([(asked, -1)], room)
    assert [one.cost_eur for one in early] == [100.0] * 8
    assert [one.it_days for one in early] == [3, 1, 1, 1, 1, 1, 1, 1]
