"""The plan's chapter answers what an owner asks at its tables."""

from dataclasses import replace

import pytest

from leitplanke.catalogue.entries import Catalogue
from leitplanke.reports.chapters import plan
from leitplanke.reports.chapters.view import View
from leitplanke.reports.content import Heading, Paragraph, Table
from leitplanke.reports.naming import Names
from leitplanke.reports.words import Language
from leitplanke.study.result import StudyResult


def blocks(result: StudyResult, catalogue: Catalogue, language: Language) -> tuple[str, list[Table]]:
    found = plan.write(View(result, catalogue, Names.of(catalogue, language)))
    text = " ".join(block.text for block in found if isinstance(block, Paragraph))
    return text, [block for block in found if isinstance(block, Table)]


@pytest.mark.parametrize(("language", "words"), [("de", "Eine Maßnahme kostet mehr, als"), ("en", "One measure costs more than")])
def test_why_a_measure_may_cost_more_than_it_avoids(result: StudyResult, catalogue: Catalogue, language: Language, words: str) -> None:
    # Only joining orders and machines costs more (31,000) than it avoids on average (18,000); in the worst 5 % it avoids 57,600.
    assert words in blocks(result, catalogue, language)[0]


def test_says_nothing_of_the_worst_where_all_pay_off(result: StudyResult, catalogue: Catalogue) -> None:
    paying = tuple(one for one in result.plan.measures if one.avoided_loss_eur.mid > one.cost_eur.mid)
    text, _ = blocks(replace(result, plan=replace(result.plan, measures=paying)), catalogue, "de")
    assert "Vermiedener Schaden heißt" in text
    assert "mehr, als" not in text


def test_money_stands_beside_its_budget(result: StudyResult, catalogue: Catalogue) -> None:
    # Made-up quarters of 2027: 9,000 + 12,500 + 3,000 + 6,000 = 30,500 EUR; two digits are shown, ties to even. The budget is 15,500.
    money = next(table for table in blocks(result, catalogue, "de")[1] if "verplant / verfügbar" in table.caption)
    assert money.rows[0][:2] == ("2027", "30.000\u00a0€ / 16.000\u00a0€")


def test_the_law_stands_beside_the_measure_it_touches(real: StudyResult, catalogue: Catalogue) -> None:
    # Which rules and programmes name a measure is read from their own data, how they are written from the report.
    found = plan.write(View(real, catalogue, Names.of(catalogue, "de")))
    described = {block.text for block in found if isinstance(block, Heading) and block.level == 3}
    titles = {one.id: one.title.de for one in catalogue.measures}
    dated = [*catalogue.rules, *catalogue.programmes]
    expected = [entry.title.de for entry in dated if any(titles[measure] in described for measure in entry.measures)]
    said = " ".join(block.text for block in found if isinstance(block, Paragraph) and block.lead == "Gesetze und Förderung")
    tables = [block for block in found if isinstance(block, Table) and block.header[0] == "Gesetze und Förderung"]
    assert expected
    assert all(title in said for title in expected)
    assert sorted(row[0] for table in tables for row in table.rows) == sorted(expected)
    assert all(cell for table in tables for row in table.rows for cell in row)
