"""A firm puts its own figures in the place of the catalogue's."""

from dataclasses import replace

import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import given, settings
from hypothesis import strategies as st

from leitplanke.catalogue.entry import Text
from leitplanke.catalogue.retired import Retired
from leitplanke.exchange import examples, studyfile
from leitplanke.primitives.quarter import Quarter
from leitplanke.reports.words import LANGUAGES, Language
from leitplanke.study.adaptable import adaptable, bounds, kind_of, parameters
from leitplanke.study.compile import compile_study
from leitplanke.study.inputs import Decided, NotRelevant, Override
from leitplanke.study.upgrade import settle
from leitplanke.web import catalogue as web_catalogue
from leitplanke.web.catalogue import catalogue
from leitplanke.web.companies.models import Company
from leitplanke.web.estimates import entries
from leitplanke.web.estimates.links import figure_of, own_address
from leitplanke.web.estimates.models import OwnFigure, Stance
from leitplanke.web.own import former, views
from leitplanke.web.own.picture import draw
from leitplanke.web.own.reading import read_figure, shown_figure, slug_of
from leitplanke.web.own.units import span, told
from leitplanke.web.studies import jobs
from leitplanke.web.studies.gathering import from_text, gather, to_text
from leitplanke.web.studies.models import Study

ATTACK, LOCK_IN, FEES = "unseen.cyber.incident", "unseen.cloud.lock-in", "unseen.platform.commission"
LINK = "link.cyber.incident--cloud.outage"
MEASURE = "measure.iot.integral-model"
EVERY = [(target, parameter) for target, names in parameters(catalogue()).items() for parameter in names]
EACH = list(
    {(target.split(".")[0], kind_of(name), bounds(catalogue(), target, name)[0] > 0.5): (target, name) for target, name in EVERY}.values()
)
"""One figure of each kind, side effects apart."""
INPUTS = examples.read("precision-parts", catalogue())
STALE = "seit dieser Rechnung geändert"
SEVERITY = {"severity-low": "5.000", "severity-high": "250 T€", "severity-reason": "Angebot der Versicherung"}


def page_of(company: Company, target: str) -> str:
    return reverse("own:entry", args=[company.pk, target])


def overview_of(company: Company) -> str:
    return reverse("own:overview", args=[company.pk])


def test_an_own_interval_reaches_the_study_and_the_file(answered: Company, as_alice: Client) -> None:
    response = as_alice.post(page_of(answered, ATTACK), SEVERITY)
    assert response["Location"] == f"{overview_of(answered)}#set"
    inputs = gather(Company.objects.get())
    own = Override(target=ATTACK, parameter="severity", low=5_000.0, high=250_000.0, reason="Angebot der Versicherung")
    assert inputs.overrides == (own,)
    assert from_text(to_text(inputs)) == inputs
    assert studyfile.read(studyfile.write(inputs), "firma.yaml", catalogue()).overrides == (own,)
    nodes = {node.id: node for node in compile_study(catalogue(), inputs).trace.table()}
    assert nodes[f"{ATTACK}/severity"].note == "Angebot der Versicherung"


@pytest.mark.parametrize(("target", "parameter"), [*EACH, (LINK, "probability"), (MEASURE, "cost_yearly"), (LOCK_IN, "duration")])
def test_every_kind_of_figure_can_be_set_and_taken_back(target: str, parameter: str, answered: Company, as_alice: Client) -> None:
    name, low, high = slug_of(parameter), "2", "8,5"
    if bounds(catalogue(), target, parameter)[0] >= 0.5:
        low, high = "102", "108,5"
    as_alice.post(page_of(answered, target), {f"{name}-low": low, f"{name}-high": high, f"{name}-reason": "gezählt"})
    shown = as_alice.get(page_of(answered, target)).content.decode()
    scale = 0.01 if f'id="{name}-low"' in shown and f'figure-{name}"' in shown and percent_of(shown, name) else 1.0
    (own,) = gather(Company.objects.get()).overrides
    assert (own.target, own.parameter, own.reason) == (target, parameter, "gezählt")
    assert (own.low, own.high) == pytest.approx((float(low) * scale, float(high.replace(",", ".")) * scale))
    assert f'value="{high}"' in shown
    assert 'value="gezählt"' in shown
    assert studyfile.read(studyfile.write(gather(Company.objects.get())), "x.yaml", catalogue()).overrides == (own,)
    assert target in {one.target for one in gather(Company.objects.get()).overrides}
    assert "gezählt" in as_alice.get(overview_of(answered)).content.decode()
    assert as_alice.post(page_of(answered, target), {"remove": name})["Location"] == page_of(answered, target)
    assert gather(Company.objects.get()).overrides == ()


def percent_of(page: str, name: str) -> bool:
    """Return whether the field says that it is typed as per cent."""
    return '<span class="unit">%</span>' in page.partition(f'id="{name}-low"')[2].partition("</div>")[0]


def test_every_entry_of_the_file_has_a_page_with_a_field_for_each_figure(answered: Company, as_alice: Client) -> None:
    listed = as_alice.get(overview_of(answered)).content.decode()
    for target in parameters(catalogue()):
        assert page_of(answered, target) in listed
    for target in (ATTACK, LOCK_IN, LINK, MEASURE):
        page = as_alice.get(page_of(answered, target)).content.decode()
        assert [name for name in parameters(catalogue())[target] if f'name="{slug_of(name)}-low"' not in page] == []


def test_emptied_fields_bring_the_proposal_back(answered: Company, as_alice: Client) -> None:
    as_alice.post(page_of(answered, ATTACK), SEVERITY | {"rate-low": "0,1", "rate-high": "0,4", "rate-reason": "zwei in acht Jahren"})
    assert len(gather(Company.objects.get()).overrides) == 2
    as_alice.post(page_of(answered, ATTACK), SEVERITY | {"rate-low": "", "rate-high": " ", "rate-reason": ""})
    assert [own.parameter for own in gather(Company.objects.get()).overrides] == ["severity"]


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"severity-low": "250.000", "severity-high": "5.000"}, "severity-low"),
        ({"severity-low": "5.000", "severity-high": "5.000"}, "severity-low"),
        ({"severity-low": "0"}, "severity-low"),
        ({"severity-low": "-5"}, "severity-low"),
        ({"severity-low": "fünf"}, "severity-low"),
        ({"severity-low": ""}, "severity-low"),
        ({"severity-high": ""}, "severity-high"),
        ({"severity-high": "900 Mrd"}, "severity-high"),
        ({"severity-reason": "  "}, "severity-reason"),
        ({"severity-reason": "x" * 2001}, "severity-reason"),
        ({"rate-low": "1", "rate-high": "2000", "rate-reason": "oft"}, "rate-high"),
        ({"stance": "not-relevant", "stance-reason": " "}, "stance"),
        ({"stance": "running"}, "stance"),  # a single event cannot be running
        ({"stance": "whatever"}, "stance"),
    ],
)
def test_a_mistake_is_explained_at_its_field_and_nothing_stored(
    typed: dict[str, str], field: str, answered: Company, as_alice: Client
) -> None:
    response = as_alice.post(page_of(answered, ATTACK), SEVERITY | typed)
    page = response.content.decode()
    assert response.status_code == 422
    assert f'<a href="#{field}">' in page
    assert (OwnFigure.objects.count(), Stance.objects.count()) == (0, 0)
    for name, text in (SEVERITY | typed).items():
        if name not in {"stance", "stance-reason"} and text.strip() and len(text) < 100:
            assert f'value="{text}"' in page


def test_several_mistakes_are_told_at_once_and_the_old_figures_stay(answered: Company, as_alice: Client) -> None:
    as_alice.post(page_of(answered, ATTACK), SEVERITY)
    wrong = {"severity-low": "x", "severity-high": "", "severity-reason": "", "rate-low": "3", "rate-high": "1", "rate-reason": "geraten"}
    page = as_alice.post(page_of(answered, ATTACK), wrong).content.decode()
    assert [f'<a href="#{field}">' in page for field in ("severity-low", "severity-high", "severity-reason", "rate-low")] == [True] * 4
    assert [(own.low, own.high) for own in gather(Company.objects.get()).overrides] == [(5_000.0, 250_000.0)]


def test_a_chance_stays_below_one(answered: Company, as_alice: Client) -> None:
    response = as_alice.post(page_of(answered, LINK), {"probability-low": "20", "probability-high": "120", "probability-reason": "oft"})
    assert response.status_code == 422
    assert "höchstens 100" in response.content.decode()


def test_what_runs_already_is_left_out(answered: Company, as_alice: Client) -> None:
    as_alice.post(page_of(answered, LOCK_IN), {"stance": "running"})
    assert gather(Company.objects.get()).running == (LOCK_IN,)
    assert "läuft bei uns schon" in as_alice.get(overview_of(answered)).content.decode()
    as_alice.post(page_of(answered, LOCK_IN), {"stance": "counts"})
    assert gather(Company.objects.get()).running == ()


def test_what_cannot_hit_the_firm_is_left_out_with_its_reason(answered: Company, as_alice: Client) -> None:
    as_alice.post(page_of(answered, FEES), {"stance": "not-relevant", "stance-reason": "Wir verkaufen\nnicht online."})
    assert gather(Company.objects.get()).not_relevant == (NotRelevant(unseen=FEES, reason="Wir verkaufen nicht online."),)
    page = as_alice.get(overview_of(answered)).content.decode()
    assert "kann uns nicht treffen" in page
    assert "Wir verkaufen nicht online." in page


@pytest.mark.parametrize(("kind", "told"), [("done", "schon umgesetzt"), ("out", "ausgeschlossen")])
def test_the_plan_leaves_out_what_was_decided(kind: str, told: str, answered: Company, as_alice: Client) -> None:
    assert as_alice.post(page_of(answered, MEASURE), {"stance": kind, "stance-reason": ""}).status_code == 422
    as_alice.post(page_of(answered, MEASURE), {"stance": kind, "stance-reason": "seit 2024"})
    assert gather(Company.objects.get()).decided == (Decided(measure=MEASURE, decision=kind, reason="seit 2024"),)
    assert told in as_alice.get(overview_of(answered)).content.decode()
    assert as_alice.post(page_of(answered, MEASURE), {"stance": "running"}).status_code == 422
    as_alice.post(page_of(answered, MEASURE), {"stance": "counts"})
    assert gather(Company.objects.get()).decided == ()


def test_a_measure_is_fixed_into_the_plan(answered: Company, as_alice: Client) -> None:
    start = Company.objects.get().start
    late = str(Quarter.parse(start).plus(3))
    for wrong in ({"stance-quarter": ""}, {"stance-quarter": "1999-Q1"}, {"stance-reason": " "}):
        typed = {"stance": "in", "stance-reason": "bestellt", "stance-quarter": late} | wrong
        assert as_alice.post(page_of(answered, MEASURE), typed).status_code == 422
    as_alice.post(page_of(answered, MEASURE), {"stance": "in", "stance-reason": "bestellt", "stance-quarter": late})
    inputs = gather(Company.objects.get())
    assert inputs.decided == (Decided(measure=MEASURE, decision="in", reason="bestellt", quarter=late),)
    assert from_text(to_text(inputs)) == inputs
    assert f"fest eingeplant ab {late}" in as_alice.get(overview_of(answered)).content.decode()
    assert f'<option value="{late}" selected>' in as_alice.get(page_of(answered, MEASURE)).content.decode()


def test_what_was_set_under_a_former_id_is_shown_and_changed_under_todays(
    answered: Company, as_alice: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    older = replace(
        catalogue(),
        retired=(
            *catalogue().retired,
            Retired(
                id="unseen.cyber.attack",
                title=Text(de="Angriff", en="Attack"),
                since="2020.1",
                becomes=ATTACK,
                reason=Text(de="umbenannt", en="renamed"),
            ),
        ),
    )
    for module, name in ((views, "core"), (entries, "catalogue"), (former, "catalogue"), (web_catalogue, "catalogue")):
        monkeypatch.setattr(module, name, lambda: older)
    OwnFigure.objects.create(company=answered, target="unseen.cyber.attack", parameter="rate", low=0.125, high=0.75, reason="damals")
    Stance.objects.create(company=answered, target="unseen.cyber.attack", kind="not-relevant", reason="nie")
    page = as_alice.get(page_of(answered, ATTACK)).content.decode()
    assert 'value="0,125"' in page
    assert 'value="damals"' in page
    assert 'value="nie"' in page
    as_alice.post(page_of(answered, ATTACK), {"rate-low": "0,125", "rate-high": "0,5", "rate-reason": "heute"})
    assert [(one.target, one.low, one.high) for one in OwnFigure.objects.all()] == [(ATTACK, 0.125, 0.5)]
    assert Stance.objects.count() == 0
    OwnFigure.objects.update(target="unseen.cyber.attack")
    as_alice.post(page_of(answered, ATTACK), {"remove": "rate"})
    assert OwnFigure.objects.count() == 0


def test_an_untouched_end_keeps_its_hidden_digits(answered: Company, as_alice: Client) -> None:
    row = OwnFigure.objects.create(company=answered, target=ATTACK, parameter="severity", low=1234.123456789, high=98_765.4, reason="Datei")
    shown = shown_figure(adaptable(catalogue(), gather(answered), ATTACK)[1], row, "de")
    as_alice.post(page_of(answered, ATTACK), {"severity-low": shown.low, "severity-high": "99.000", "severity-reason": "Datei"})
    (own,) = gather(Company.objects.get()).overrides
    assert (own.low, own.high) == (1234.123456789, 99_000.0)


@settings(max_examples=200, deadline=None)
@given(
    st.sampled_from(EVERY),
    st.text("0123456789.,-+ eTMio€%", max_size=12),
    st.text("0123456789., k", max_size=12),
    st.sampled_from(LANGUAGES),
)
def test_whatever_is_accepted_makes_a_sound_study_file(key: tuple[str, str], low: str, high: str, language: Language) -> None:
    """The page takes nothing that the file's checks would refuse."""
    target, parameter = key
    figure = next(one for one in adaptable(catalogue(), INPUTS, target) if one.parameter == parameter)
    name = slug_of(parameter)
    posted = {f"{name}-low": low, f"{name}-high": high, f"{name}-reason": "weil"}
    found = read_figure(figure, posted, None, language)
    assert bool(found.errors()) == (found.interval is None)
    if found.interval is not None:
        own = Override(target=target, parameter=parameter, low=found.interval[0], high=found.interval[1], reason=found.reason)
        again = studyfile.read(studyfile.write(replace(INPUTS, overrides=(own,))), "x", catalogue())
        assert again.overrides == (own,)


def test_the_picture_says_what_an_interval_means(answered: Company, as_alice: Client) -> None:
    """A lognormal from 10,000 to 1,000,000 has median 100,000 and mean 266,398 (method.md section 4); the cap takes a little off."""
    address = reverse("own:picture", args=[answered.pk, ATTACK, "severity"])
    page = as_alice.get(address, {"severity-low": "10.000", "severity-high": "1 Mio"}).content.decode()
    assert "weniger als 100.000\u00a0€" in page
    assert "mehr als 1.000.000\u00a0€" in page
    assert "Durchschnitt sind es 2" in page
    assert page.count("<circle") == 20
    assert OwnFigure.objects.count() == 0


def test_the_picture_of_half_a_number_shows_the_proposal(answered: Company, as_alice: Client) -> None:
    address = reverse("own:picture", args=[answered.pk, ATTACK, "severity"])
    for typed in ({}, {"severity-low": "5"}, {"severity-low": "5", "severity-high": "3"}, {"severity-low": "x", "severity-high": "9"}):
        page = as_alice.get(address, typed).content.decode()
        assert "Was der Vorschlag bedeutet" in page
        assert page.count("<circle") == 20
    assert "saved wrong" in page
    assert as_alice.get(reverse("own:picture", args=[answered.pk, ATTACK, "duration"])).status_code == 404


def test_each_proposal_can_be_drawn(answered: Company, as_alice: Client) -> None:
    inputs = gather(answered)
    for target in parameters(catalogue()):
        for figure in adaptable(catalogue(), inputs, target):
            drawing = draw(figure, None, "de")
            nothing = figure.default.high < 1.0 if figure.unit.startswith("EUR") else figure.default.high == 0.0
            assert (len(drawing.dots), "Hier fällt" in drawing.words) == ((0, True) if nothing else (20, False)), target
            assert len(draw(figure, (1.01, 1.2) if figure.least >= 0.5 else (0.2, 0.4), "en").dots) in {0, 20}
    for target, parameter in EACH:
        address = reverse("own:picture", args=[answered.pk, target, slug_of(parameter)])
        assert "own-words" in as_alice.get(address).content.decode()


def test_a_factor_is_told_to_the_whole_per_cent(answered: Company) -> None:
    """105 % rounded to two digits would be 110 %, twice the harm."""
    target, parameter = next(key for key in EACH if bounds(catalogue(), *key)[0] > 0.5)
    figure = next(one for one in adaptable(catalogue(), gather(answered), target) if one.parameter == parameter)
    assert told(figure, 1.0488, "de") == "105\u00a0%"
    assert span(figure, 1.0, 1.125, "en") == "100 to 112%"


def test_entries_unknown_to_the_catalogue_are_not_found(answered: Company, as_alice: Client) -> None:
    for target in ("unseen.none", "shock.cyber", "../../etc", "indicator.cloud.core-share"):
        assert as_alice.get(f"{overview_of(answered)}{target}").status_code == 404


def test_figures_of_a_former_catalogue_are_kept_and_shown_but_not_counted(answered: Company, as_alice: Client) -> None:
    OwnFigure.objects.create(company=answered, target="unseen.former", parameter="rate", low=1.0, high=2.0, reason="damals")
    Stance.objects.create(company=answered, target="unseen.gone", kind="running")
    settled = settle(catalogue(), gather(Company.objects.get()))
    assert (settled.inputs.overrides, settled.inputs.running) == ((), ())
    assert {one.id for one in settled.former} == {"unseen.former", "unseen.gone"}
    page = as_alice.get(overview_of(answered)).content.decode()
    assert page.count("gehört zu einer früheren Fassung") == 2
    for target in ("unseen.former", "unseen.gone"):
        assert as_alice.post(reverse("own:forget", args=[answered.pk, target])).status_code == 302
    assert (OwnFigure.objects.count(), Stance.objects.count()) == (0, 0)


def test_an_own_figure_makes_the_old_result_stale(study: Study, as_alice: Client) -> None:
    result = reverse("studies:result", args=[study.pk])
    assert STALE not in as_alice.get(result).content.decode()
    as_alice.post(page_of(study.company, ATTACK), SEVERITY)
    assert STALE in as_alice.get(result).content.decode()
    assert jobs.order(Company.objects.get()).pk != study.pk


def test_an_older_stored_study_is_not_stale_for_lack_of_a_new_field(study: Study, as_alice: Client) -> None:
    Study.objects.update(inputs=study.inputs.replace('"not_relevant": [], ', ""))
    assert "not_relevant" not in Study.objects.get().inputs
    assert STALE not in as_alice.get(reverse("studies:result", args=[study.pk])).content.decode()


def test_pages_of_an_empty_firm_ask_for_the_profile_first(company: Company, as_alice: Client) -> None:
    Company.objects.update(staff=None)
    profile = reverse("companies:profile", args=[company.pk])
    for address in (overview_of(company), page_of(company, ATTACK), reverse("own:picture", args=[company.pk, ATTACK, "rate"])):
        assert as_alice.get(address)["Location"] == profile


@pytest.mark.parametrize(
    ("node", "found"),
    [
        (f"{ATTACK}/rate", (ATTACK, "rate")),
        (f"{ATTACK}/severity-factor", (ATTACK, "severity_factor")),
        (f"{ATTACK}/exposure/own", (ATTACK, "exposure")),
        (f"{ATTACK}/sensitivity-index/rest", (ATTACK, "sensitivity")),
        (f"{ATTACK}/coping", (ATTACK, "coping_max")),
        ("capacity.financing/index", ("capacity.financing", "index")),
        ("shock.cyber-wave/variance", ("shock.cyber-wave", "variance")),
        (f"{MEASURE}/effects", (MEASURE, "")),
        (f"risk/{ATTACK}/expected-annual-loss", (ATTACK, "")),
        (f"{LINK}/probability", (LINK, "probability")),
        (f"plan/{MEASURE}/cost", (MEASURE, "cost_once")),
        ("company.liquidity_eur", None),
        ("risk/cvar95", None),
        ("assumption.adaptation", ("assumption.adaptation", "figure")),
        ("assumption.day-rate", None),
        ("", None),
    ],
)
def test_a_number_leads_to_the_figure_behind_it(node: str, found: tuple[str, str] | None) -> None:
    assert figure_of(node) == found


def test_the_way_there_starts_at_answers_result_and_trail(study: Study, as_alice: Client) -> None:
    firm = study.company
    assert overview_of(firm) in as_alice.get(reverse("survey:overview", args=[firm.pk])).content.decode()
    result = as_alice.get(reverse("studies:result", args=[study.pk])).content.decode()
    assert overview_of(firm) in result
    assert page_of(firm, "unseen.") in result
    trail = as_alice.get(reverse("studies:trail", args=[study.pk]), {"node": f"{ATTACK}/rate"}).content.decode()
    assert own_address(firm.pk, f"{ATTACK}/rate") in trail
    plain = as_alice.get(reverse("studies:trail", args=[study.pk]), {"node": "company.liquidity_eur"}).content.decode()
    assert "eigene-zahlen" not in plain


def test_where_own_figures_move_most_comes_from_the_result(study: Study, as_alice: Client) -> None:
    assert "Hier bewegt Ihre Zahl am meisten" in as_alice.get(overview_of(study.company)).content.decode()


def test_the_english_page_reads_english_numbers(answered: Company, as_alice: Client) -> None:
    as_alice.cookies["leitplanke-language"] = "en"
    as_alice.post(page_of(answered, ATTACK), {"rate-low": "0.25", "rate-high": "1.500", "rate-reason": "log"})
    (own,) = gather(Company.objects.get()).overrides
    assert (own.low, own.high) == (0.25, 1.5)
    assert "Unseens and measures: your own figures" in as_alice.get(overview_of(answered)).content.decode()
