"""``leitplanke catalogue assumptions``, run as people run it."""

import json
import re
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest
import typed

from leitplanke.catalogue import compiled
from leitplanke.catalogue.assumed import assumed
from leitplanke.catalogue.entries import Catalogue
from leitplanke.study import typical
from leitplanke.study.inputs import StudyInputs

ROOT = Path(__file__).parents[3]
CARRIERS = ("common", "answers", "sourced")


@pytest.fixture(scope="module")
def told() -> Iterator[Callable[..., str]]:
    """Return what runs the command; what takes seconds, the weights of the shipped firms, is worked out at the first call only."""
    weighed: list[typical.Typical] = []
    real = typical.typical

    def once(catalogue: Catalogue, firms: Sequence[StudyInputs], progress: Callable[[float], None]) -> typical.Typical:
        weighed[:] = weighed or [real(catalogue, firms, progress)]
        return weighed[0]

    def run(*arguments: str) -> str:
        done = typed.run("catalogue", "assumptions", *arguments)
        assert (done.returncode, done.stderr) == (0, "")
        return done.stdout

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(typical, "typical", once)
        yield run


def test_it_lists_every_assumption_by_weight_and_shares_add_up(told: Callable[..., str]) -> None:
    tree = json.loads(told("--json"))
    found = tree["figures"]
    assert tree["firms"] == 3
    listed = {f"{row['figure']['entry']}/{row['figure']['part']}" for row in found}
    assert listed == {row.id for row in assumed(compiled.read())}
    for name in ("loss", "benefit"):
        whole = sum(row["weight"][name] for row in found) + sum(tree[carrier][name] for carrier in CARRIERS)
        assert abs(whole - 1.0) < 1e-9
    heavy = [max(row["weight"].values()) for row in found]
    assert heavy == sorted(heavy, reverse=True)
    page = " ".join((ROOT / "docs/method/assumptions.md").read_text(encoding="utf-8").split())
    quoted = re.search(
        r"(\d+) % of the variance of the expected loss.* carry (\d+) %, .* (\d+) %\. .* it is (\d+), (\d+) and (\d+) %", page
    )
    assert quoted is not None
    single = {name: sum(row["weight"][name] for row in found) for name in ("loss", "benefit")}
    shares = [part[name] for name in ("loss", "benefit") for part in (tree["common"], single, tree["answers"])]
    assert max(abs(100.0 * share - float(said)) for share, said in zip(shares, quoted.groups(), strict=True)) < 2.0
    assert {row["standing"] for row in found} == {"drawn", "unplanned", "certain", "unused"}


def test_it_speaks_the_readers_language(told: Callable[..., str]) -> None:
    lines = told("--lang", "en").splitlines()
    assert lines[0].startswith("The weight is the share")
    heading = lines.index("  Risk    Plan  Assumption")
    assert lines[heading + 1].split()[0].endswith("%")
    assert any("link.cyber.incident--cloud.outage/probability  Attack stops services: Probability" in line for line in lines)
    certain = next(line for line in lines if "unseen.cyber.incident/coping" in line)
    assert certain.split()[:2] == ["\u2013", "\u2013"]
