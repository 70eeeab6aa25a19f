"""What the terminal says of a real result."""

from collections.abc import Callable

from leitplanke.catalogue import compiled
from leitplanke.cli.summary import summary
from leitplanke.study.result import StudyResult


def test_the_summary_says_what_narrows_the_range_if_the_result_does(analysed: Callable[[str, int], StudyResult]) -> None:
    catalogue = compiled.read()
    enough = summary(analysed("marketplace-maker", 64), catalogue, "en")
    assert "By how much the range of the expected loss narrows if you know it exactly:" in enough
    assert "Platform" in enough.partition("if you know it exactly:")[2]
    few = summary(analysed("marketplace-maker", 16), catalogue, "en")
    assert "narrows" not in few
