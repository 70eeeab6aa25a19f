"""What the terminal says of a real result."""

from leitplanke.catalogue import compiled
from leitplanke.cli.summary import summary
from leitplanke.exchange import examples
from leitplanke.study.run import analyse


def test_the_summary_says_what_narrows_the_range_if_the_result_does() -> None:
    catalogue = compiled.read()
    firm = examples.read("marketplace-maker", catalogue)
    enough = summary(analyse(catalogue, firm, seed=2, outer_points=64, histories=1024), catalogue, "en")
    assert "By how much the range of the expected loss narrows if you know it exactly:" in enough
    assert "Platform" in enough.partition("if you know it exactly:")[2]
    few = summary(analyse(catalogue, firm, seed=2, outer_points=8, histories=1024), catalogue, "en")
    assert "narrows" not in few
