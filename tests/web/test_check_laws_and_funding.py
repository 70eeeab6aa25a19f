"""The curator's pages: what is due, what a check needs, what it changes, who may, and the pack that comes of it."""

from datetime import date
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse

from leitplanke.catalogue import compiled
from leitplanke.catalogue.packs.joining import with_packs
from leitplanke.web.audit.models import Entry
from leitplanke.web.cloud.models import RuleCheck
from leitplanke.web.companies.models import Company

RULE = "rule.p2b"
FIELDS = {
    "checked_on": "2026-11-23",
    "checked_by": "Kammer Nord",
    "source": "https://eur-lex.europa.eu/x",
    "status": "repealed",
    "valid_to": "2026-12-31",
    "note": "Verordnung <b>aufgehoben</b>",
}


@pytest.fixture(name="firm")
def _firm(study: object) -> Company:
    return study.company  # type: ignore[attr-defined, no-any-return]


@pytest.fixture(name="today")
def _today(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("django.utils.timezone.localdate", lambda: date(2026, 11, 23))


def place(name: str, firm: Company, *more: str) -> str:
    return reverse(f"cloud:{name}", args=[firm.pk, *more])


def row_of(page: str, title: str) -> str:
    """Return the text of the row of an entry, the last one on the page."""
    return next(row for row in reversed(page.split("<tr>")) if title in row)


@pytest.mark.usefixtures("today")
def test_a_check_changes_how_the_entry_stands_for_the_organisation_alone(
    firm: Company, as_alice: Client, as_bob: Client, as_stranger: Client
) -> None:
    assert as_alice.post(place("check", firm, RULE), FIELDS).status_code == 302
    page = as_alice.get(place("curate", firm), {"tag": "2027-01-01"}).content.decode()
    row = row_of(page.replace("\N{NO-BREAK SPACE}", " "), "rule.p2b")
    assert "abgelaufen seit 1. Januar 2027" in row
    assert "Kammer Nord" in row
    assert "&lt;b&gt;aufgehoben&lt;/b&gt;" in row
    assert "<b>aufgehoben" not in row
    public = row_of(as_stranger.get(reverse("cloud:rules"), {"tag": "2027-01-01"}).content.decode(), "rule.p2b")
    assert "Kammer Nord" not in public
    assert as_bob.get(place("curate", firm)).status_code == 404
    assert as_bob.post(place("check", firm, RULE), FIELDS).status_code == 404
    assert RuleCheck.objects.count() == 1


@pytest.mark.usefixtures("today")
def test_every_check_stays_and_the_latest_counts(firm: Company, as_alice: Client) -> None:
    as_alice.post(place("check", firm, RULE), FIELDS)
    as_alice.post(place("check", firm, RULE), {**FIELDS, "status": "", "valid_to": "", "note": "", "source": "BGBl. 2026"})
    page = as_alice.get(place("check", firm, RULE)).content.decode()
    assert page.index("BGBl. 2026") < page.index("eur-lex")
    row = row_of(as_alice.get(place("curate", firm)).content.decode(), "rule.p2b")
    assert "BGBl. 2026" in row
    assert "eur-lex" not in row
    told = Entry.objects.filter(object_type="cloud.rulecheck", action="create")
    assert len(set(told.values_list("object_id", flat=True))) == 2


@pytest.mark.usefixtures("today")
def test_what_nobody_checked_stands_first_until_somebody_does(firm: Company, as_alice: Client) -> None:
    def due(day: str) -> str:
        return as_alice.get(place("curate", firm), {"tag": day}).content.decode().split('id="due"')[1].split("</section>")[0]

    assert "Nichts" in due("2026-11-23")
    assert "rule.p2b" in due("2027-06-01")
    as_alice.post(place("check", firm, RULE), {**FIELDS, "status": "", "valid_to": ""})
    assert "rule.p2b" in due("2027-06-01")
    assert "rule.p2b" not in due("2027-02-21")


@pytest.mark.usefixtures("today")
@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"source": " "}, "source"),
        ({"checked_by": ""}, "checked_by"),
        ({"checked_on": ""}, "checked_on"),
        ({"checked_on": "2026-11-24"}, "checked_on"),
        ({"checked_on": "2020-01-01"}, "checked_on"),
        ({"checked_on": "heute"}, "checked_on"),
        ({"valid_to": "2026-02-30"}, "valid_to"),
        ({"valid_to": ""}, "status"),
        ({"status": "open"}, "status"),
        ({"valid_from": "2027-01-01"}, "valid_to"),
        ({"source": "x" * 501}, "source"),
        ({"note": "x" * 2001}, "note"),
    ],
)
def test_a_wrong_field_is_named_and_nothing_is_kept(changed: dict[str, str], field: str, firm: Company, as_alice: Client) -> None:
    answer = as_alice.post(place("check", firm, RULE), FIELDS | changed)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert f'href="#{field}"' in page
    assert f'id="{field}"' in page
    assert "Kammer Nord" in page or "checked_by" in changed
    assert not RuleCheck.objects.exists()


@pytest.mark.usefixtures("today")
def test_the_pack_is_read_by_the_catalogue_and_changes_the_law_there(firm: Company, as_alice: Client, tmp_path: Path) -> None:
    assert as_alice.get(place("rules-pack", firm)).status_code == 404
    as_alice.post(place("check", firm, RULE), FIELDS)
    file = tmp_path / "curated.yaml"
    file.write_bytes(as_alice.get(place("rules-pack", firm)).content)
    joined = with_packs(compiled.read(), (file,))
    found = next(one for one in joined.rules if one.id == RULE)
    assert (found.status, found.valid_to, found.origin.checked_on) == ("repealed", date(2026, 12, 31), date(2026, 11, 23))
    assert [stamp.name.startswith("curated-") for stamp in joined.packs] == [True]


def test_what_is_no_rule_is_not_found(firm: Company, as_alice: Client) -> None:
    for name in ("rule.moon", "measure.cloud.exit-folder"):
        assert as_alice.get(place("check", firm, name)).status_code == 404
