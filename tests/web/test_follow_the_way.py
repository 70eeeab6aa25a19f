"""The steps of the way: their state follows from what is stored, each can be left out, and the small pages keep what they are told."""

import re
from datetime import date, timedelta
from html import unescape

import pytest
from django.test import Client
from django.urls import URLResolver, get_resolver, reverse
from django.utils import timezone

from leitplanke.web.catalogue import catalogue
from leitplanke.web.companies.models import Company
from leitplanke.web.estimates.models import OwnEntry
from leitplanke.web.guide.models import Mark, Voice
from leitplanke.web.guide.standing import State, standing_of
from leitplanke.web.guide.steps import PAGES, STEPS
from leitplanke.web.guide.views import months_ahead
from leitplanke.web.studies.gathering import gather
from leitplanke.web.studies.models import Study
from leitplanke.web.survey.models import Rating

ORDER = ["question", "goals", "profile", "quick", "deep", "unseens", "actors", "measures", "plan", "conflicts", "review"]


def place(name: str, company: Company, *more: str) -> str:
    return reverse(f"guide:{name}", args=[company.pk, *more])


def shown(browser: Client, address: str) -> str:
    return unescape(browser.get(address).content.decode())


def state(company: Company, step: str) -> State:
    company = Company.objects.get(pk=company.pk)
    return next(one.state for one in standing_of(company).stages if one.step.id == step)


def test_the_steps_stand_in_the_order_of_the_method() -> None:
    assert [step.id for step in STEPS] == ORDER
    assert set(PAGES.values()) == set(ORDER) - {"measures", "conflicts"}  # these share their pages with Unseens and plan
    found = {
        f"{app.namespace}:{view.name}" for app in get_resolver().url_patterns if isinstance(app, URLResolver) for view in app.url_patterns
    }
    assert set(PAGES) <= found


def test_a_new_firm_begins_with_its_profile(as_alice: Client) -> None:
    as_alice.post(reverse("companies:create"))
    firm = Company.objects.get()
    assert {one.state for one in standing_of(firm).stages} == {"open"}
    page = shown(as_alice, place("home", firm))
    assert "Als Nächstes: Profil" in page
    assert "noch etwa 18 Minuten bis zum ersten Ergebnis" in page  # 8 for the profile, 24 questions at 25 seconds


def test_the_shortest_way_leads_to_the_first_result(answered: Company, as_alice: Client) -> None:
    found = standing_of(answered).following()
    assert found is not None
    assert found.step.id == "plan"
    page = shown(as_alice, place("home", answered))
    assert f'action="{reverse("studies:start", args=[answered.pk])}"' in page
    Rating.objects.filter(indicator__startswith="indicator.cloud.").delete()
    found = standing_of(answered).following()
    assert found is not None
    assert (found.step.id, found.state, found.minutes) == ("quick", "begun", 2)  # four questions at 25 seconds
    assert found.address == reverse("survey:page", args=[answered.pk, "cloud"])


def test_after_the_result_comes_what_is_left_in_order(study: Study, as_alice: Client) -> None:
    firm = study.company
    standing = standing_of(firm)
    assert standing.study_id == study.pk
    following = standing.following
    assert [found.step.id for step in ("", "goals", "plan", "review") if (found := following(step))] == [
        "question",
        "deep",
        "conflicts",
        "question",
    ]
    for step in STEPS:
        as_alice.post(place("mark", firm, step.id), {"kind": "skipped"})
    standing = standing_of(firm)
    assert standing.following() is None
    assert {one.step.id: one.state for one in standing.stages if one.state != "skipped"} == dict.fromkeys(
        ("profile", "quick", "plan"), "done"
    )
    assert "Alle Schritte sind erledigt." in shown(as_alice, place("home", firm))


def test_a_step_is_left_out_taken_as_it_is_and_opened_again(study: Study, as_alice: Client) -> None:
    firm = study.company
    for kind, found in (("skipped", "skipped"), ("", "open"), ("done", "done"), ("", "open"), ("<b>", "open")):
        response = as_alice.post(place("mark", firm, "unseens"), {"kind": kind})
        assert response["Location"] == f"{place('home', firm)}#step-unseens"
        assert state(firm, "unseens") == found
    as_alice.post(place("mark", firm, "deep"), {"kind": "done"})  # questions are answered, not taken as they are
    as_alice.post(place("mark", firm, "quick"), {"kind": "skipped"})  # without it there is no result
    assert not Mark.objects.exists()
    assert as_alice.post(place("mark", firm, "nothing"), {"kind": "skipped"}).status_code == 404


def test_what_is_done_stays_done_when_left_out(company: Company, as_alice: Client) -> None:
    as_alice.post(place("mark", company, "review"), {"kind": "skipped"})
    assert state(company, "review") == "skipped"
    as_alice.post(place("review", company), {"months": "6"})
    assert state(company, "review") == "done"


def test_question_and_limits_are_kept_and_reach_the_study(company: Company, as_alice: Client) -> None:
    typed = {
        "guiding_question": "  Steigen wir in\tMarktplätze ein? ",
        "decide_by": "2027-03-31",
        "tolerable_loss_eur": "150 T€",
        "budget_eur_per_year": "40.000",
        "it_days_per_quarter": "6,5",
    }
    response = as_alice.post(place("limits", company), typed)
    assert response["Location"] == reverse("survey:page", args=[company.pk, "iot-data"])  # what the first result still needs
    company.refresh_from_db()
    assert (company.guiding_question, company.decide_by) == ("Steigen wir in Marktplätze ein?", date(2027, 3, 31))
    limits = gather(company).limits
    assert (limits.tolerable_loss_eur, limits.budget_eur_per_year, limits.person_days_per_quarter.it) == (150_000.0, 40_000.0, 6.5)
    assert state(company, "question") == "done"
    page = shown(as_alice, place("home", company))
    assert "Steigen wir in Marktplätze ein?" in page
    assert "Entscheidung bis 31.\u00a0März 2027" in page


@pytest.mark.parametrize(
    ("field", "typed", "told"),
    [
        ("decide_by", "morgen", "„morgen“ ist kein Tag"),
        ("decide_by", "2027-02-30", "„2027-02-30“ ist kein Tag"),
        ("decide_by", "31.2.2027", "ist kein Tag"),
        ("decide_by", "0001-01-01", "ist kein Tag"),
        ("decide_by", "9" * 10_000, "ist kein Tag"),
        ("decide_by", "1.2.3.4", "ist kein Tag"),
        ("tolerable_loss_eur", "-5", "0"),
        ("tolerable_loss_eur", "viel", "„viel“ ist keine Zahl"),
        ("guiding_question", "x" * 301, "300"),
    ],
)
def test_a_wrong_entry_is_told_and_the_others_are_kept(company: Company, as_alice: Client, field: str, typed: str, told: str) -> None:
    response = as_alice.post(place("limits", company), {field: typed, "budget_eur_per_year": "12.000"})
    assert response.status_code == 422
    page = unescape(response.content.decode())
    assert f'<a href="#{field}">' in page
    assert told in page
    assert typed[:300] in page
    company.refresh_from_db()
    assert company.budget_eur_per_year == 12_000.0
    assert not getattr(company, field)


@pytest.mark.parametrize("typed", ["2027-03-31", "31.3.2027", "31.03.2027"])
def test_a_day_is_read_as_browsers_send_it_and_as_people_type_it(company: Company, as_alice: Client, typed: str) -> None:
    as_alice.post(place("limits", company), {"decide_by": typed})
    company.refresh_from_db()
    assert company.decide_by == date(2027, 3, 31)
    assert 'type="date" id="decide_by" name="decide_by" value="2027-03-31"' in shown(as_alice, place("limits", company))


def test_a_field_saves_itself_and_says_when(company: Company, as_alice: Client) -> None:
    answer = unescape(
        as_alice.post(place("save-limits", company), {"guiding_question": "Wohin?", "was-guiding_question": ""}).content.decode()
    )
    assert re.search(r"zuletzt gespeichert \d\d:\d\d", answer)
    company.refresh_from_db()
    assert company.guiding_question == "Wohin?"
    wrong = unescape(as_alice.post(place("save-review", company), {"review_on": "nie", "was-review_on": ""}).content.decode())
    assert "„nie“ ist kein Tag" in wrong
    assert "noch nicht gespeichert" in wrong


def test_an_old_page_does_not_undo_a_newer_one(company: Company, as_alice: Client) -> None:
    as_alice.post(place("limits", company), {"guiding_question": "Neu?", "was-guiding_question": ""})
    as_alice.post(place("limits", company), {"guiding_question": "", "was-guiding_question": "", "budget_eur_per_year": "1"})
    company.refresh_from_db()
    assert (company.guiding_question, company.budget_eur_per_year) == ("Neu?", 1.0)


def test_actors_are_kept_one_by_one_and_all_together(company: Company, as_alice: Client) -> None:
    page = shown(as_alice, place("actors", company))
    for actor in catalogue().actors:
        assert actor.title.de in page
    assert page.index("Im Unternehmen") < page.index("Beschäftigte") < page.index("Außerhalb") < page.index("Große Kunden")
    one = {"buyer-part": "yes", "buyer-speaker": " Leiterin  Vertrieb\0 "}
    assert "zuletzt gespeichert" in as_alice.post(place("save-actor", company, "buyer"), one).content.decode()
    assert state(company, "actors") == "begun"
    as_alice.post(place("actors", company), {"bank-part": "no", "was-bank-part": "", "buyer-part": "", "was-buyer-part": ""})
    assert set(Voice.objects.values_list("actor", "takes_part", "speaker")) == {
        ("actor.buyer", True, "Leiterin Vertrieb"),
        ("actor.bank", False, ""),
    }
    assert state(company, "actors") == "done"
    page = shown(as_alice, place("actors", company))
    assert 'value="Leiterin Vertrieb"' in page
    as_alice.post(place("save-actor", company, "buyer"), {"buyer-part": "", "buyer-speaker": ""})
    assert list(Voice.objects.values_list("actor", flat=True)) == ["actor.bank"]
    assert as_alice.post(place("save-actor", company, "nobody"), {"nobody-part": "yes"}).status_code == 404


def test_a_speaker_is_cut_and_never_run(company: Company, as_alice: Client) -> None:
    as_alice.post(place("save-actor", company, "buyer"), {"buyer-speaker": '"><script>x</script>' * 500})
    assert len(Voice.objects.get().speaker) == 120
    assert "<script>x" not in as_alice.get(place("actors", company)).content.decode()


def test_the_day_of_review_is_set_reminds_and_goes_into_calendars(company: Company, as_alice: Client) -> None:
    assert as_alice.get(place("calendar", company))["Location"] == place("review", company)
    today = timezone.localdate()
    assert as_alice.post(place("review", company), {"review_on": (today - timedelta(days=1)).isoformat()}).status_code == 422
    as_alice.post(place("review", company), {"review_on": (today + timedelta(days=1)).isoformat()})
    assert state(company, "review") == "done"
    for address in (place("home", company), reverse("companies:list")):
        assert "Es ist Zeit, wieder hinzusehen." not in shown(as_alice, address)
    response = as_alice.get(place("calendar", company))
    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    content = response.content.decode().replace("\r\n ", "")
    assert f"DTSTART;VALUE=DATE:{today + timedelta(days=1):%Y%m%d}\r\n" in content
    assert "SUMMARY:Leitplanke neu prüfen: Alpha & Söhne GmbH\r\n" in content
    assert f"URL:http://testserver{place('home', company)}\r\n" in content
    Company.objects.update(review_on=today)
    for address in (place("home", company), reverse("companies:list")):
        assert "Es ist Zeit, wieder hinzusehen." in shown(as_alice, address)
    Company.objects.update(review_on=today - timedelta(days=9))
    assert state(company, "review") == "begun"
    page = shown(as_alice, place("review", company))
    assert "Es ist Zeit, wieder hinzusehen." in page


@pytest.mark.parametrize(
    ("day", "months", "later"),
    [
        (date(2026, 1, 15), 3, date(2026, 4, 15)),
        (date(2026, 11, 30), 3, date(2027, 2, 28)),
        (date(2026, 12, 1), 12, date(2027, 12, 1)),
        (date(2026, 6, 30), 6, date(2026, 12, 28)),
    ],
)
def test_a_distance_in_months(day: date, months: int, later: date) -> None:
    assert months_ahead(day, months) == later


def test_every_page_of_a_firm_says_where_it_is(study: Study, as_alice: Client) -> None:
    firm = study.company
    found = {
        reverse("companies:further", args=[firm.pk]): "Schritt 3 von 11: Profil",
        reverse("survey:page", args=[firm.pk, "cloud"]): "Schritt 4 von 11: Schnellcheck",
        reverse("survey:deep-page", args=[firm.pk, "cloud", 1]): "Schritt 5 von 11: Vertiefung",
        reverse("own:entry", args=[firm.pk, "measure.cloud.exit-folder"]): "Schritt 8 von 11: Maßnahmen",
        reverse("own:entry", args=[firm.pk, "unseen.cloud.lock-in"]): "Schritt 6 von 11: Unseens",
        reverse("added:add", args=[firm.pk, "unseen"]): "Schritt 6 von 11: Unseens",
        reverse("added:add", args=[firm.pk, "massnahme"]): "Schritt 8 von 11: Maßnahmen",
        reverse("studies:result", args=[study.pk]): "Schritt 9 von 11: Ergebnis und Plan",
        reverse("survey:overview", args=[firm.pk]): "3 von 11 Schritten erledigt",
    }
    for address, told in found.items():
        page = shown(as_alice, address)
        assert told in page
        assert f'<a href="{place("home", firm)}">Alpha & Söhne GmbH</a>' in page


@pytest.mark.parametrize(("target", "step"), [("unseen.pack-own.strike", "unseens"), ("measure.pack-own.spare-part", "measures")])
def test_an_own_entry_begins_its_step(company: Company, target: str, step: str) -> None:
    OwnEntry.objects.create(company=company, target=target, document="{}")
    states = {stage.step.id: stage.state for stage in standing_of(company).stages}
    assert {name for name in ("unseens", "measures") if states[name] == "begun"} == {step}


@pytest.mark.usefixtures("one_firm_weighed")
def test_strangers_pages_say_nothing_of_a_firm(study: Study, as_alice: Client, as_stranger: Client) -> None:
    assert 'class="way' in as_alice.get(reverse("studies:result", args=[study.pk])).content.decode()
    for browser in (as_alice, as_stranger):
        for address in ("/", "/annahmen/", "/scharniertabelle/"):
            assert 'class="way' not in browser.get(address).content.decode()


def test_who_has_a_result_comes_home(study: Study, as_alice: Client) -> None:
    assert as_alice.post(reverse("companies:enter"))["Location"] == place("home", study.company)


def test_home_shows_the_last_result_and_that_it_is_old(study: Study, as_alice: Client, django_assert_max_num_queries: object) -> None:
    address, renew = place("home", study.company), "Neu auswerten"
    page = shown(as_alice, address)
    assert reverse("studies:result", args=[study.pk]) in page
    assert renew not in page
    as_alice.post(reverse("companies:profile", args=[study.company_id]), {"staff": "50", "was-staff": "38"})
    assert renew in shown(as_alice, address)
    with django_assert_max_num_queries(28):  # type: ignore[operator]
        as_alice.get(address)


def test_the_way_in_english(company: Company, as_alice: Client) -> None:
    as_alice.cookies["leitplanke-language"] = "en"
    for name, told in (
        ("home", "All steps"),
        ("limits", "Step 1 of 11"),
        ("actors", "Who in the firm speaks for it?"),
        ("review", "In 12 months"),
    ):
        assert told in shown(as_alice, place(name, company))


def test_an_old_result_is_renewed_by_one_click(study: Study, as_alice: Client) -> None:
    result, plan = (reverse(name, args=[study.pk]) for name in ("studies:result", "plans:page"))
    renew = f'action="{reverse("studies:start", args=[study.company_id])}"'
    assert renew not in shown(as_alice, result)
    as_alice.post(place("limits", study.company), {"budget_eur_per_year": "1.000"})
    for address in (result, plan):
        assert renew in shown(as_alice, address)
    there = as_alice.post(reverse("studies:start", args=[study.company_id]))["Location"]
    assert there == reverse("studies:progress", args=[Study.objects.exclude(pk=study.pk).get().pk])
