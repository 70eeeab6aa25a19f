"""A company adds an Unseen and a measure of its own: faults in place, euros in the result, the plan, and the same from the file."""

import json
import re
from pathlib import Path
from urllib.parse import urlencode

import pytest
from click.testing import CliRunner
from django.test import Client
from django.urls import reverse

from leitplanke.__main__ import group
from leitplanke.exchange import resultfile, studyfile
from leitplanke.study.own import OwnCoping, OwnCost, OwnDays, OwnEffect, OwnLink, OwnLoss, OwnMeasure, OwnRate, OwnUnseen, OwnYears
from leitplanke.study.run import analyse
from leitplanke.web.catalogue import catalogue
from leitplanke.web.companies.models import Company
from leitplanke.web.estimates.entries import own_of
from leitplanke.web.estimates.models import Funding, OwnEntry, Stance
from leitplanke.web.intake import storing
from leitplanke.web.studies import jobs
from leitplanke.web.studies.gathering import from_text, gather, to_text
from leitplanke.web.studies.models import StoredResult, Study

FAIR, CIRCLE = "unseen.pack-own.messe-faellt-aus", "measure.pack-own.kunden-selbst-einladen"
CYBER = "unseen.cyber.incident"
UNSEEN = {
    "title": "Messe faellt aus",
    "text": "Die Messe fällt aus, auf der wir die meisten Kunden gewinnen.",
    "component": "component.organisation",
    "kind": "event",
    "rate_unit": "chance-per-year",
    "rate_low": "5",
    "rate_high": "20",
    "loss_base": "base.euro",
    "loss_low": "200.000",
    "loss_high": "2 Mio.",
    "coping-capacity.it": "on",
    "coping_most": "40",
    "caused_by-0-unseen": CYBER,
    "caused_by-0-low": "10",
    "caused_by-0-high": "30",
    "causes-0-unseen": "",
    "reason": "Zwei Ausfälle in zehn Jahren",
}
MEASURE = {
    "title": "Kunden selbst einladen",
    "text": "Zwei Abende im Jahr.",
    "component": "component.organisation",
    "cost_yearly_low": "2.000",
    "cost_yearly_high": "4.000",
    "days_yearly-management": "4",
    "lead_months": "1",
    "effects-0-target": FAIR,
    "effects-0-what": "severity/less",
    "effects-0-low": "30",
    "effects-0-high": "70",
    "effects-1-what": "exposure/less",
    "reason": "Angebot vom März",
}
SMALL = {"seed": 1, "outer_points": 16, "histories": 2**10}


def add(client: Client, company: Company, kind: str, fields: dict[str, str]) -> object:
    return client.post(reverse("added:add", args=[company.pk, kind]), fields)


@pytest.fixture
def added(answered: Company, as_alice: Client) -> Company:
    """Alice's company with an Unseen and a measure of its own."""
    for kind, fields in (("unseen", UNSEEN), ("massnahme", MEASURE)):
        response = as_alice.post(reverse("added:add", args=[answered.pk, kind]), fields)
        assert response.status_code == 302, response.content.decode()
    return answered


def test_the_overview_does_not_say_nothing_beside_own_entries(answered: Company, as_alice: Client) -> None:
    overview = reverse("own:overview", args=[answered.pk])
    assert "Noch nichts." in as_alice.get(overview).content.decode()
    add(as_alice, answered, "unseen", UNSEEN)
    shown = as_alice.get(overview).content.decode()
    assert "Noch nichts." not in shown
    assert "Was Sie ergänzt haben, steht gleich darunter." in shown


def test_what_was_typed_becomes_entries_of_the_study(added: Company) -> None:
    own = own_of(added)
    assert own.own_unseens == (
        OwnUnseen(
            id=FAIR,
            title="Messe faellt aus",
            component="component.organisation",
            text=UNSEEN["text"],
            rate=OwnRate(low=0.05, high=0.2, unit="chance-per-year"),
            loss=OwnLoss(low=200_000.0, high=2_000_000.0),
            coping=OwnCoping(capacities=("capacity.it",), most=0.4),
            caused_by=(OwnLink(unseen=CYBER, low=0.1, high=0.3),),
            reason="Zwei Ausfälle in zehn Jahren",
        ),
    )
    assert own.own_measures == (
        OwnMeasure(
            id=CIRCLE,
            title="Kunden selbst einladen",
            component="component.organisation",
            text="Zwei Abende im Jahr.",
            cost_yearly=OwnCost(low=2_000.0, high=4_000.0),
            days_yearly=OwnDays(management=4.0),
            lead_months=1.0,
            effects=(OwnEffect(target=FAIR, parameter="severity", low=0.3, high=0.7),),
            reason="Angebot vom März",
        ),
    )
    assert from_text(to_text(gather(added))) == gather(added)


def test_from_the_page_to_the_result_the_file_and_the_command_line(added: Company, as_alice: Client, tmp_path: Path) -> None:
    """The whole road: entered, evaluated, shown, downloaded, analysed again by the command line with the identical result."""
    study = jobs.order(added)
    result = analyse(catalogue(), from_text(study.inputs), seed=1, outer_points=16)
    jobs.store(study, result)
    Study.objects.filter(pk=study.pk).update(state=Study.State.DONE)
    found = {one.id: one for one in result.risk.unseens}
    assert found[FAIR].expected_annual_loss_eur > 20_000.0
    assert CIRCLE in {one.id for one in result.plan.measures}
    page = as_alice.get(reverse("studies:result", args=[study.pk])).content.decode()
    assert "Messe faellt aus" in page
    assert "Kunden selbst einladen" in page
    assert f"Gerechnet werden {len(catalogue().unseens) + 1} unbeabsichtigte Folgen" in page
    for language in ("de", "en"):
        report = as_alice.get(reverse("studies:file", args=[study.pk, "bericht.html"]), {"sprache": language}).content.decode()
        assert "Messe faellt aus" in report, language
    own = [node.id for node in result.trace if "pack-own" in node.id]
    assert len(own) > 15
    for node in own:
        shown = as_alice.get(reverse("studies:trail", args=[study.pk]), {"node": node})
        assert shown.status_code == 200, node
        assert "pack-own" not in re.sub(r"<[^>]*>", "", shown.content.decode()), node
    for kind in ("bericht.pdf", "bericht.docx", "folien.pdf", "eine-seite.pdf", "tabellen.xlsx"):
        assert as_alice.get(reverse("studies:file", args=[study.pk, kind])).status_code == 200, kind
    assert "Kunden selbst einladen" in as_alice.get(reverse("plans:page", args=[study.pk])).content.decode()
    tried = as_alice.get(reverse("whatif:page", args=[study.pk]), {"rechnen": "1"}).content.decode()
    assert "Kunden selbst einladen" in tried
    file = tmp_path / "studie.yaml"
    file.write_bytes(as_alice.get(reverse("studies:file", args=[study.pk, "studie.yaml"])).content)
    out = tmp_path / "ergebnis.json"
    done = CliRunner().invoke(group(), ["analyse", str(file), "--seed", "1", "--points", "16", "--json", str(out)])
    assert done.exit_code == 0, done.output
    assert resultfile.load(out.read_text(encoding="utf-8")) == result


def test_a_study_file_brings_own_entries_into_a_new_company(added: Company) -> None:
    inputs = studyfile.pooled(gather(added), catalogue())
    again = studyfile.read(studyfile.write(inputs), "x.yaml", catalogue())
    organisation = added.organisation
    company = storing.store(organisation, again, "x.yaml")
    assert own_of(company) == own_of(added)
    assert gather(company).own_unseens == inputs.own_unseens


def test_every_fault_stands_at_its_field_and_what_was_typed_stays(answered: Company, as_alice: Client) -> None:
    wrong = UNSEEN | {
        "title": " ",
        "rate_low": "20",
        "rate_high": "5",
        "loss_low": "viel",
        "loss_high": "",
        "coping_most": "95",
        "caused_by-0-low": "",
        "reason": "",
        "component": "component.nowhere",
    }
    response = as_alice.post(reverse("added:add", args=[answered.pk, "unseen"]), wrong)
    page = response.content.decode()
    assert response.status_code == 422
    named = ("title", "rate_low", "loss_low", "loss_high", "coping_most", "caused_by-0-low", "reason", "component")
    for name in named:
        assert f'href="#{name}"' in page, name
        assert f'id="{name}"' in page, name
    assert 'value="viel"' in page
    # Fields of the same name are told apart where only the message is read.
    assert 'href="#rate_low">Wie oft kommt es vor? Mindestens: ' in page
    assert 'href="#loss_low">Was kostet es? Mindestens: ' in page
    assert 'href="#loss_high">Was kostet es? Höchstens: ' in page
    assert OwnEntry.objects.count() == 0


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"effects-0-what": "capacity_gap/less"}, "effects-0-what"),
        ({"effects-0-target": ""}, "effects-0-target"),
        ({"effects-0-target": "unseen.nothing"}, "effects-0-target"),
        ({"effects-0-low": "80"}, "effects-0-low"),
        ({"effects-0-high": "100"}, "effects-0-high"),
        ({"effects-0-target": "", "effects-0-low": "", "effects-0-high": ""}, "effects-0-target"),
        ({"cost_yearly_low": "5.000"}, "cost_yearly_low"),
        ({"days_yearly-management": "-1"}, "days_yearly-management"),
        ({"lead_months": "61"}, "lead_months"),
        ({"needs-0-measure": "measure.nothing"}, "needs-0-measure"),
        ({"needs-0-measure": "measure.cyber.basics-27076", "excludes-0-measure": "measure.cyber.basics-27076"}, "needs-0-measure"),
    ],
)
def test_faults_of_a_measure(changes: dict[str, str], field: str, answered: Company, as_alice: Client) -> None:
    as_alice.post(reverse("added:add", args=[answered.pk, "unseen"]), UNSEEN)
    response = as_alice.post(reverse("added:add", args=[answered.pk, "massnahme"]), MEASURE | changes)
    assert response.status_code == 422
    assert f'<a href="#{field}">' in response.content.decode()
    assert not own_of(answered).own_measures


def test_an_onset_needs_years_and_an_event_has_none(answered: Company, as_alice: Client) -> None:
    lasting = UNSEEN | {"kind": "onset", "duration_low": "1", "duration_high": "2,5"}
    assert add(as_alice, answered, "unseen", lasting | {"duration_low": ""}).status_code == 422  # type: ignore[attr-defined]  # a response
    add(as_alice, answered, "unseen", lasting)
    assert own_of(answered).own_unseens[0].duration == OwnYears(low=1.0, high=2.5)
    add(as_alice, answered, "unseen", lasting | {"kind": "event", "caused_by-0-unseen": "", "caused_by-0-low": "", "caused_by-0-high": ""})
    assert [one.duration for one in own_of(answered).own_unseens] == [OwnYears(low=1.0, high=2.5), None]
    assert [one.id for one in own_of(answered).own_unseens] == [FAIR, f"{FAIR}-2"]  # the same name twice


def test_a_percentage_of_a_base_and_of_a_side_effect(answered: Company, as_alice: Client) -> None:
    shares = {"loss_base": "base.turnover", "loss_low": "1,5", "loss_high": "30", "rate_unit": "times-per-year", "rate_high": "7"}
    add(as_alice, answered, "unseen", UNSEEN | shares)
    worse = {"effects-1-target": "capacity.slack", "effects-1-what": "capacity_gap/more", "effects-1-low": "5", "effects-1-high": "20"}
    add(as_alice, answered, "massnahme", MEASURE | worse)
    own = own_of(answered)
    assert own.own_unseens[0].loss == OwnLoss(low=0.015, high=0.3, base="base.turnover")
    assert own.own_unseens[0].rate == OwnRate(low=5.0, high=7.0)
    assert own.own_measures[0].effects[1] == OwnEffect(target="capacity.slack", parameter="capacity_gap", low=1.05, high=1.2)


def fields_of(page: str) -> dict[str, str]:
    """Return what a browser would send of a page's form."""
    found = dict(re.findall(r'<input type="text" id="[^"]*" name="([^"]+)" value="([^"]*)"', page))
    for name, options in re.findall(r'<select id="[^"]*" name="([^"]+)".*?>(.*?)</select>', page, re.DOTALL):
        chosen = re.search(r'<option value="([^"]*)" selected', options)
        found[name] = chosen[1] if chosen else ""
    found |= dict.fromkeys(re.findall(r'<input type="checkbox" name="([^"]+)" checked', page), "on")
    found |= dict(re.findall(r'<input type="radio" name="([^"]+)" value="([^"]+)" checked', page))
    return found | dict(re.findall(r'<textarea id="text" name="(text)"[^>]*>\n([^<]*)', page))


def test_a_page_saved_unchanged_changes_nothing_not_even_digits_it_does_not_show(answered: Company, as_alice: Client) -> None:
    third = OwnUnseen(
        id=FAIR,
        title="Ein Drittel & mehr",
        component="component.cross",
        text="Zeile",
        rate=OwnRate(low=1 / 3, high=2 / 3),
        loss=OwnLoss(low=1 / 7, high=22 / 7, base="base.turnover"),
        causes=(OwnLink(unseen=CYBER, low=1 / 9, high=0.5),),
        reason="Teilung",
    )
    undecided = OwnMeasure(
        id=CIRCLE,
        title="Unentschieden",
        component="component.cloud",
        text="Zeile",
        cost_once=OwnCost(low=100 / 3, high=99.0),
        effects=(OwnEffect(target=FAIR, parameter="exposure", low=2 / 3, high=1.25),),
        needs=("measure.cyber.basics-27076",),
        reason="Teilung",
    )
    storing.store(answered.organisation, gather(answered), "x")
    for one in (third, undecided):
        OwnEntry.objects.create(company=answered, target=one.id, document=json.dumps(storing.plain(one)))
        address = reverse("added:entry", args=[answered.pk, one.id])
        sent = fields_of(as_alice.get(address).content.decode().replace("&amp;", "&"))
        response = as_alice.post(address, sent)
        assert response.status_code == 302, response.content.decode()[:3000]
    assert own_of(answered).every == (third, undecided)


def test_own_entries_can_be_decided_on_funded_and_taken_away(added: Company, as_alice: Client) -> None:
    for target, fields in (
        (FAIR, {"stance": "not-relevant", "stance-reason": "verkauft"}),
        (CIRCLE, {"stance": "out", "stance-reason": "kein Platz", "funding-0-rate": "50", "funding-0-reason": "Zusage"}),
    ):
        address = reverse("own:entry", args=[added.pk, target])
        page = as_alice.get(address).content.decode()
        assert reverse("added:entry", args=[added.pk, target]) in page
        assert as_alice.post(address, fields).status_code == 302
    inputs = gather(added)
    assert [one.unseen for one in inputs.not_relevant] == [FAIR]
    assert [one.measure for one in inputs.decided] == [CIRCLE]
    overview = as_alice.get(reverse("own:overview", args=[added.pk])).content.decode()
    assert overview.count("Messe faellt aus") >= 3
    refused = as_alice.post(reverse("added:remove", args=[added.pk, FAIR]))
    assert refused.status_code == 422
    assert "Kunden selbst einladen" in refused.content.decode()
    assert as_alice.post(reverse("added:remove", args=[added.pk, CIRCLE])).status_code == 302
    assert as_alice.post(reverse("added:remove", args=[added.pk, FAIR])).status_code == 302
    assert as_alice.post(reverse("added:remove", args=[added.pk, FAIR])).status_code == 302  # a second click
    assert (OwnEntry.objects.count(), Stance.objects.count(), Funding.objects.count()) == (0, 0, 0)
    assert as_alice.get(reverse("own:entry", args=[added.pk, FAIR])).status_code == 404


def test_who_takes_an_entry_away_leaves_no_other_naming_it(added: Company, as_alice: Client) -> None:
    fields = UNSEEN | {"title": "Zweites", "caused_by-0-unseen": FAIR}
    add(as_alice, added, "unseen", fields)
    both = {"effects-1-target": "unseen.pack-own.zweites", "effects-1-what": "exposure/less", "effects-1-low": "1", "effects-1-high": "2"}
    as_alice.post(reverse("added:entry", args=[added.pk, CIRCLE]), MEASURE | both)
    assert as_alice.post(reverse("added:remove", args=[added.pk, FAIR])).status_code == 302
    own = own_of(added)
    assert own.own_unseens[0].caused_by == ()
    assert [one.target for one in own.own_measures[0].effects] == ["unseen.pack-own.zweites"]
    written = studyfile.write(studyfile.pooled(gather(added), catalogue()))
    assert studyfile.read(written, "x.yaml", catalogue()).own_measures == own.own_measures


def test_the_picture_says_what_an_interval_implies(answered: Company, as_alice: Client) -> None:
    """By hand: losses 5 to 20 % a year and 200,000 to 2,000,000 EUR a case; the mean of the lognormal with cap is 742,000 EUR."""

    def shown(part: str, **fields: str) -> str:
        address = reverse("added:picture", args=[answered.pk, part])
        return as_alice.get(f"{address}?{urlencode(UNSEEN | fields)}").content.decode()

    assert shown("rate").count("<circle") == 20
    loss = shown("loss")
    assert loss.count("<circle") == 20
    assert "630.000" in loss  # the middle: the root of 200,000 times 2,000,000
    assert "im Durchschnitt" in loss
    assert shown("loss", loss_high="").strip() == ""
    assert "<circle" not in shown("loss", loss_high="100.000")
    assert "saved wrong" in shown("loss", loss_high="100.000")
    assert "%" not in shown("loss", loss_base="base.turnover", loss_low="1", loss_high="10")
    assert shown("cost_once", cost_once_low="1.000", cost_once_high="3.000").count("<circle") == 20
    assert as_alice.get(reverse("added:picture", args=[answered.pk, "nothing"])).status_code == 404


def test_strangers_find_nothing_and_see_nothing_of_it(added: Company, as_bob: Client) -> None:
    addresses = [
        reverse("added:add", args=[added.pk, "unseen"]),
        reverse("added:entry", args=[added.pk, FAIR]),
        reverse("added:picture", args=[added.pk, "rate"]),
    ]
    assert {as_bob.get(address).status_code for address in addresses} == {404}
    assert as_bob.post(reverse("added:add", args=[added.pk, "unseen"]), UNSEEN).status_code == 404
    assert as_bob.post(reverse("added:entry", args=[added.pk, FAIR]), UNSEEN).status_code == 404
    assert as_bob.post(reverse("added:remove", args=[added.pk, CIRCLE])).status_code == 404
    assert OwnEntry.objects.filter(company=added).count() == 2


def test_an_entry_belongs_to_one_company_alone(added: Company, as_alice: Client) -> None:
    other = Company.objects.create(organisation=added.organisation, name="Zweite", sector="x", staff=10, turnover_eur=1e6)
    assert as_alice.get(reverse("added:entry", args=[other.pk, FAIR])).status_code == 404
    assert as_alice.get(reverse("own:entry", args=[other.pk, FAIR])).status_code == 404
    assert "Messe faellt aus" not in as_alice.get(reverse("own:overview", args=[other.pk])).content.decode()
    assert gather(other).own_unseens == ()


def test_the_pages_speak_english_too(added: Company, as_alice: Client) -> None:
    as_alice.cookies["leitplanke-language"] = "en"
    page = as_alice.get(reverse("added:entry", args=[added.pk, FAIR])).content.decode()
    assert "How often does it occur?" in page
    assert 'value="200,000"' in page
    assert 'value="2,000,000"' in page
    assert "Messe faellt aus" in page


def test_no_more_entries_than_a_page_can_carry(answered: Company, as_alice: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("leitplanke.web.added.keeping.MOST_ENTRIES", 1)
    add(as_alice, answered, "unseen", UNSEEN)
    refused = as_alice.post(
        reverse("added:add", args=[answered.pk, "unseen"]), UNSEEN | {"caused_by-0-unseen": ""} | {"title": "Noch eins"}
    )
    assert refused.status_code == 422
    assert OwnEntry.objects.count() == 1


def test_the_search_finds_own_entries_for_those_who_may(added: Company, as_alice: Client, as_bob: Client) -> None:
    found = as_alice.get(reverse("help:search"), {"q": "messe", "firm": str(added.pk)}).content.decode()
    assert reverse("added:entry", args=[added.pk, FAIR]) in found
    foreign = as_bob.get(reverse("help:search"), {"q": "messe faellt", "firm": str(added.pk)}).content.decode()
    assert "pack-own" not in foreign


def test_a_result_stays_readable_after_the_entry_is_gone(added: Company, as_alice: Client) -> None:
    study = jobs.order(added)
    jobs.store(study, analyse(catalogue(), from_text(study.inputs), **SMALL))
    Study.objects.filter(pk=study.pk).update(state=Study.State.DONE)
    for target in (CIRCLE, FAIR):
        as_alice.post(reverse("added:remove", args=[added.pk, target]))
    page = as_alice.get(reverse("studies:result", args=[study.pk])).content.decode()
    assert "Messe faellt aus" in page
    assert StoredResult.objects.filter(study=study).exists()
