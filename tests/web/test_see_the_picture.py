"""The picture of answers: who sees it, that it is the released one, what it counts, and that the projector follows it."""

import json
import re
from dataclasses import replace
from html import unescape
from typing import get_args

import pytest
from django.core.management import call_command
from django.db import transaction
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from leitplanke.exchange import resultfile
from leitplanke.primitives.plain import plain
from leitplanke.reports.numbers import euro, euro_range
from leitplanke.study.readings import DisagreementEffect, Reading, ReadingName
from leitplanke.web.accounts.models import Membership, User
from leitplanke.web.companies.models import Company
from leitplanke.web.picture.models import StoredEffect
from leitplanke.web.studies.models import Study
from leitplanke.web.survey.models import Rater, Rating
from leitplanke.web.waves import pictures, turning
from leitplanke.web.waves.models import Invitation, Shown, Wave

SKILL, EXPORT = "indicator.cloud.own-skill", "indicator.cloud.export-age"
PAGES = ("wave", "stage", "live")


def wave_of(company: Company, number: int = 1, **fields: object) -> Wave:
    return Wave.objects.create(company=company, number=number, **{"mode": "open", "state": "open"} | fields)


def answer(wave: Wave, role: str, *levels: int, indicator: str = SKILL) -> list[Rating]:
    """Let as many people answer one question."""
    rows = []
    for level in levels:
        rater = Rater.objects.create(company=wave.company, wave=wave, role=role, name="Frieda Nachname", finished=True)
        rows.append(Rating.objects.create(rater=rater, indicator=indicator, level=level, catalogue_version="1"))
    return rows


def closed(wave: Wave) -> Wave:
    turning.close(wave)
    wave.refresh_from_db()
    return wave


def shown(browser: Client, wave: Wave, name: str = "wave", query: str = "") -> str:
    return unescape(browser.get(reverse(f"picture:{name}", args=[wave.pk]) + query).content.decode())


def bars(text: str) -> list[str]:
    """Return what a page says to a screen reader of each bar."""
    return re.findall(r'<span class="unseen-text">([^<]*Stufe \d: \d+[^<]*)</span>', text)


GROUPS = {"Alle", "Inhaber", "Leitung", "IT", "Belegschaft"}


def of_questions(text: str) -> set[str]:
    """Return the bars of questions; those of fields add them up."""
    return {bar for bar in bars(text) if bar.split(":")[0] in GROUPS}


@pytest.fixture
def employee(alice: User) -> Client:
    """Return the browser of somebody who may see the released picture and nothing else."""
    user = User.objects.create_user("erna")
    Membership.objects.create(user=user, organisation=alice.organisations.get(), role="employee")
    browser = Client()
    browser.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return browser


def test_the_bars_count_what_people_answered_all_together_and_by_group(company: Company, as_alice: Client) -> None:
    wave = wave_of(company)
    answer(wave, "management", 4, 4)
    answer(wave, "staff", 0, 0, 1)
    Rating.objects.create(rater=Rater.objects.create(company=company, wave=wave, role="staff"), indicator=SKILL, missing="unknown")
    text = shown(as_alice, closed(wave))
    assert {
        "Alle: Stufe 0: 2, Stufe 1: 1, Stufe 4: 2, weiß nicht: 1.",
        "Leitung: Stufe 4: 2.",
        "Belegschaft: Stufe 0: 2, Stufe 1: 1, weiß nicht: 1.",
        "Cloud: Stufe 0: 2, Stufe 1: 1, Stufe 4: 2.",
        "IT-Können: Stufe 0: 2, Stufe 1: 1, Stufe 4: 2.",
    } <= set(bars(text))
    # Means 4 and 1/3; the first and only topic; nobody's name.
    assert "Inhaber und Leitung wählen im Mittel 3,7 Stufen mehr als die übrigen" in text
    assert "Sprechen Sie zuerst über „Eigene Leute, die Dienste beherrschen“." in text
    assert "Frieda" not in text


def test_before_a_round_is_closed_there_is_no_picture_unless_it_is_live(company: Company, as_alice: Client) -> None:
    wave = wave_of(company)
    answer(wave, "staff", 0, 4)
    for name in PAGES:
        text = shown(as_alice, wave, name)
        assert bars(text) == []
        assert "Die Runde läuft noch." in text
    Wave.objects.filter(pk=wave.pk).update(live=True)
    assert bars(shown(as_alice, wave))[0] == "Alle: Stufe 0: 1, Stufe 4: 1."


def test_an_anonymous_round_shows_its_released_pictures_and_never_its_answers(company: Company, as_alice: Client) -> None:
    wave = wave_of(company, mode="anonymous")
    rows = answer(wave, "staff", 0, 1, 2, 3, 4)
    answer(wave, "it", 4, 4, 4, 4)
    answer(wave, "staff", 0, 1, 2, 3, indicator=EXPORT)
    text = shown(as_alice, closed(wave))
    assert of_questions(text) == {"Alle: Stufe 0: 1, Stufe 1: 1, Stufe 2: 1, Stufe 3: 1, Stufe 4: 1."}
    assert "IT" not in [bar.split(":")[0] for bar in bars(text)]
    assert "zeigen wir bei anonymen Runden nicht" in text
    # Whatever happens to the rows behind it, the picture stays the released one.
    Rating.objects.filter(pk__in=[row.pk for row in rows]).update(level=4)
    Rater.objects.filter(wave=wave, role="it").delete()
    assert bars(shown(as_alice, wave)) == bars(text)
    for name, query in (("stage", ""), ("stage", f"?frage={SKILL}"), ("live", f"?frage={SKILL}")):
        assert set(bars(shown(as_alice, wave, name, query))) == of_questions(text)
    assert "Zu dieser Frage ist noch nichts zu zeigen." in shown(as_alice, wave, "stage", f"?frage={EXPORT}")


def test_a_second_round_still_shows_what_the_first_one_showed(company: Company, as_alice: Client) -> None:
    first = wave_of(company, mode="anonymous")
    answer(first, "staff", 0, 0, 1, 1, 1)
    closed(first)
    second = closed(wave_of(company, 2, mode="anonymous", follows=first))
    assert of_questions(shown(as_alice, second)) == {"Alle: Stufe 0: 2, Stufe 1: 3."}


def test_the_projector_is_told_nothing_until_something_is_new(company: Company, as_alice: Client) -> None:
    wave = wave_of(company, mode="anonymous", live=True)
    answer(wave, "staff", 0, 0, 1, 1)
    with transaction.atomic():
        pictures.make(wave)
    text = shown(as_alice, wave, "stage", f"?frage={SKILL}")
    assert 'hx-trigger="every 2s"' in text
    address = re.search(r'hx-get="([^"]+)"', text)
    assert address is not None
    assert as_alice.get(address[1]).status_code == 204
    answer(wave, "staff", 2)
    with transaction.atomic():
        pictures.make(wave)
    found = as_alice.get(address[1])
    assert bars(unescape(found.content.decode())) == ["Alle: Stufe 0: 2, Stufe 1: 2, Stufe 2: 1."]
    # Four more are a step too small: nothing moves, not even a count.
    again = re.search(r'hx-get="([^"]+)"', unescape(found.content.decode()))
    assert again is not None
    answer(wave, "staff", 4, 4, 4, 4)
    with transaction.atomic():
        pictures.make(wave)
    assert as_alice.get(again[1]).status_code == 204
    assert Shown.objects.filter(wave=wave).count() == 1


def test_a_closed_round_is_not_asked_again_and_again(company: Company, as_alice: Client) -> None:
    wave = wave_of(company)
    answer(wave, "staff", 0, 4)
    assert "hx-get" not in shown(as_alice, closed(wave), "stage")


def test_the_projector_leafs_through_all_questions_and_knows_no_others(company: Company, as_alice: Client) -> None:
    wave = wave_of(company)
    answer(wave, "staff", 0, 4)
    closed(wave)
    seen, asked = [], SKILL
    while asked and asked not in seen:
        seen.append(asked)
        following = re.search(r'rel="next" href="[^"]*frage=([^"]+)"', shown(as_alice, wave, "stage", f"?frage={asked}"))
        asked = following[1] if following else ""
    backwards = re.search(r'rel="prev" href="[^"]*frage=([^"]+)"', shown(as_alice, wave, "stage", f"?frage={seen[1]}"))
    assert backwards is not None
    assert backwards[1] == SKILL
    assert len(seen) == len(set(seen))
    for name in ("stage", "live"):
        assert as_alice.get(reverse(f"picture:{name}", args=[wave.pk]), {"frage": "indicator.of-nothing"}).status_code == 404


def test_two_rounds_say_what_has_moved(company: Company, as_alice: Client) -> None:
    answer(first := wave_of(company, name="Frühjahr"), "staff", 0, 0, 1, 1, 1)
    answer(second := wave_of(company, 2, name="Herbst"), "staff", 3, 3, 4, 4, 4)
    closed(first)
    # Own skill is good where it is high: means .6 and 3.6.
    page = reverse("picture:company", args=[company.pk])
    assert "Ab der zweiten Runde" in unescape(as_alice.get(page).content.decode())
    closed(second)
    text = unescape(as_alice.get(page).content.decode())
    assert "Um 3,0 Stufen gestiegen" in text
    assert "Das Unternehmen steht damit besser da." in text
    assert "Handlungsfelder klar besser: 1, klar schlechter: 0, von 1" in text
    assert bars(text) == ["Frühjahr: Stufe 0: 2, Stufe 1: 3.", "Herbst: Stufe 3: 2, Stufe 4: 3."]
    closed(wave_of(company, 3, name="Leer"))
    assert bars(unescape(as_alice.get(page).content.decode())) == bars(text)


def test_a_strange_round_to_compare_with_is_the_one_before(company: Company, as_alice: Client) -> None:
    for number in (1, 2, 3):
        wave = wave_of(company, number, name=f"Nummer {number}")
        answer(wave, "staff", number, number)
        closed(wave)
    page = reverse("picture:company", args=[company.pk])
    compared = {asked: bars(unescape(as_alice.get(page, {"mit": asked}).content.decode()))[0] for asked in ("1", "2", "3", "x", "")}
    assert compared["1"].startswith("Nummer 1")
    assert {compared[asked][:8] for asked in ("2", "3", "x", "")} == {"Nummer 2"}


def test_who_may_see_the_picture_alone_sees_no_euros_and_orders_nothing(study: Study, employee: Client, as_alice: Client) -> None:
    wave = wave_of(study.company)
    answer(wave, "staff", 0, 4)
    closed(wave)
    assert "Was heißt die Uneinigkeit in Euro?" in shown(as_alice, wave)
    text = shown(employee, wave)
    assert bars(text) == bars(shown(as_alice, wave))
    assert "€" not in text
    assert "Was heißt die Uneinigkeit in Euro?" not in text
    address = reverse("picture:euro", args=[wave.pk])
    assert employee.get(address).status_code == employee.post(address).status_code == 403
    assert not StoredEffect.objects.exists()


def test_strangers_and_other_organisations_do_not_find_it(company: Company, as_bob: Client, as_stranger: Client) -> None:
    wave = closed(wave_of(company))
    addresses = [reverse(f"picture:{name}", args=[wave.pk]) for name in (*PAGES, "euro")]
    addresses.append(reverse("picture:company", args=[company.pk]))
    assert {as_bob.get(address).status_code for address in addresses} == {404}
    assert {as_stranger.get(address).status_code for address in addresses} == {302}
    assert as_bob.post(addresses[3]).status_code == 404


@pytest.mark.django_db(transaction=True)
def test_disagreement_is_computed_in_euros_once_and_topics_are_ordered_by_it(study: Study, as_alice: Client) -> None:
    wave = wave_of(study.company)
    answer(wave, "management", 0, 4)
    answer(wave, "staff", 1, 3, indicator=EXPORT)
    closed(wave)
    address = reverse("picture:euro", args=[wave.pk])
    before = shown(as_alice, wave)
    assert "Jetzt ausrechnen" in before
    assert "ändert sich der erwartete Schaden" not in before
    waiting = as_alice.post(address)
    assert "Es wird gerechnet." in unescape(as_alice.get(waiting["Location"].removesuffix("#euro")).content.decode())
    assert as_alice.get(address).status_code == 204
    as_alice.post(address)
    call_command("db_worker", batch=True, interval=0, startup_delay=False, verbosity=0, reload=False)
    stored = StoredEffect.objects.get(study=study)
    readings = json.loads(stored.document)["readings"]
    assert [one["name"] for one in readings] == ["averaged"]
    assert "So, wie geantwortet wurde" in unescape(as_alice.get(address).content.decode())
    after = shown(as_alice, wave)
    assert "Alle geben die mittlere Antwort" in after
    # The study's own reading is that of its result.
    kept = resultfile.load(study.result.document).risk.expected_annual_loss_eur
    assert f"{euro(kept.mid, 'de')} ({euro_range(kept.low, kept.high, 'de')})" in after
    assert "ändert sich der erwartete Schaden um rund" in after
    assert "€" not in shown(as_alice, wave, "stage")
    with pytest.raises(ValueError, match="never edited"):
        stored.save()


def test_without_a_result_there_is_nothing_to_compute(company: Company, as_alice: Client) -> None:
    wave = wave_of(company)
    answer(wave, "staff", 0, 4)
    assert "Dafür braucht es ein Ergebnis." in shown(as_alice, closed(wave))
    assert as_alice.post(reverse("picture:euro", args=[wave.pk])).status_code == 404


def test_what_the_engine_refuses_is_said_and_not_tried_for_ever(study: Study, as_alice: Client) -> None:
    wave = wave_of(study.company)
    answer(wave, "staff", 0, 4)
    closed(wave)
    StoredEffect.objects.create(study=study, document="", engine_version="1", catalogue_version="1")
    assert "Für dieses Ergebnis lässt sich das nicht rechnen." in shown(as_alice, wave)


def test_more_people_and_questions_ask_the_database_no_more(
    company: Company, as_alice: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    wave = wave_of(company)
    for indicator in (SKILL, EXPORT, "indicator.employees.digital-basics"):
        answer(wave, "staff", *range(5), indicator=indicator)
        answer(wave, "owner", 1, 2, indicator=indicator)
    closed(wave)
    with django_assert_max_num_queries(30):
        shown(as_alice, wave)


def test_a_round_leads_to_its_picture_once_there_is_one(company: Company, as_alice: Client) -> None:
    wave = wave_of(company)
    answer(wave, "staff", 0, 4)
    page, picture = reverse("waves:wave", args=[company.pk, wave.pk]), reverse("picture:wave", args=[wave.pk])
    assert picture not in as_alice.get(page).content.decode()
    closed(wave)
    assert picture in as_alice.get(page).content.decode()
    assert reverse("picture:company", args=[company.pk]) in as_alice.get(reverse("waves:list", args=[company.pk])).content.decode()


def test_a_firm_without_rounds_is_led_to_plan_one(company: Company, as_alice: Client, employee: Client) -> None:
    page, rounds = reverse("picture:company", args=[company.pk]), reverse("waves:list", args=[company.pk])
    assert rounds in as_alice.get(page).content.decode()
    assert rounds not in employee.get(page).content.decode()


@pytest.mark.parametrize(("leading", "others", "said"), [(1.0, 1.0, False), (0.2, 3.0, True)])
def test_a_side_outside_of_the_range_is_named(study: Study, as_alice: Client, leading: float, others: float, *, said: bool) -> None:
    wave = wave_of(study.company)
    answer(wave, "staff", 0, 4)
    closed(wave)
    risk = resultfile.load(study.result.document).risk
    loss, points = risk.expected_annual_loss_eur, risk.exceedance
    factors = {"averaged": 1.0, "leading": leading, "others": others}
    if said:
        assert not loss.low <= loss.mid * 0.2 <= loss.high
    readings = tuple(
        Reading(
            name=name,
            expected_annual_loss_eur=replace(loss, mid=loss.mid * factors[name]),
            cvar95_eur=risk.cvar95_eur,
            exceedance=points,
        )
        for name in get_args(ReadingName)
    )
    effect = DisagreementEffect(input_hash="0", readings=readings, moves=())
    StoredEffect.objects.create(study=study, document=json.dumps(plain(effect)), engine_version="1", catalogue_version="1")
    assert ("Das liegt außerhalb der Spanne des Ergebnisses" in shown(as_alice, wave)) is said


def test_the_projector_leads_to_the_code_of_a_room_while_people_may_join(company: Company, as_alice: Client, employee: Client) -> None:
    wave = wave_of(company, live=True)
    room = Invitation.objects.create(wave=wave, kind="room", role="staff", digest="2" * 64)
    Invitation.objects.create(wave=wave, kind="personal", role="it", digest="3" * 64)
    poster = reverse("waves:poster", args=[company.pk, wave.pk, room.pk])
    text = shown(as_alice, wave, "stage")
    assert text.count("Mitmachen: ") == 1
    assert poster in text
    assert poster not in shown(employee, wave, "stage")
    assert poster not in shown(as_alice, closed(wave), "stage")


def test_from_three_rounds_on_there_is_a_course_of_each_field(company: Company, as_alice: Client) -> None:
    page = reverse("picture:company", args=[company.pk])
    for number, levels in enumerate(((0, 0), (1, 2), (3, 4)), start=1):
        wave = wave_of(company, number, name=f"Nummer {number}")
        answer(wave, "staff", *levels)
        # Asked only once, so it must not count.
        if number == 1:
            answer(wave, "staff", 0, 0, indicator=EXPORT)
        assert 'id="trend-title"' not in as_alice.get(page).content.decode()
        closed(wave)
    text = unescape(as_alice.get(page).content.decode())
    assert "Seit „Nummer 1“ höheres Mittel in 1 von 1 Handlungsfeldern" in text
    # Means 0, 1.5 and 3.5 of 4: from the bottom upwards.
    assert 'points="0.0,1000.0 500.0,625.0 1000.0,125.0"' in text
    cells = re.search(r'<th scope="row">Cloud</th>(.*?)</tr>', text)
    assert cells is not None
    assert re.findall(r"\d,\d\d", cells[1]) == ["0,00", "1,50", "3,50"]


@pytest.mark.parametrize(("levels", "said"), [((0, 0, 4, 4), "fast gleich"), ((0, 4, 4, 0), "unterscheiden die Fragen nicht gleich")])
def test_agreement_is_said_in_words(levels: tuple[int, ...], said: str, company: Company, as_alice: Client) -> None:
    """Two people and two questions: they rate both alike, or each the other way round; ICC and alpha know which."""
    wave = wave_of(company)
    for first, second in (levels[::2], levels[1::2]):
        rater = Rater.objects.create(company=company, wave=wave, role="staff", finished=True)
        for indicator, level in ((SKILL, first), (EXPORT, second)):
            Rating.objects.create(rater=rater, indicator=indicator, level=level, catalogue_version="1")
    text = shown(as_alice, closed(wave))
    assert said in text
    assert ("Und das Mittel aller? Antwort: sehr gut" in text) is ("nicht" not in said)
