"""People answer by a link without account: begin, autosave, go on elsewhere, finish, withdraw, see and delete their own."""

import json
import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django.fixtures import DjangoAssertNumQueries
from round_by_link import first, page, room_of, running, save, start, stored

from leitplanke.web.companies.models import Company
from leitplanke.web.pace.counting import Pace
from leitplanke.web.survey.answering import field_name
from leitplanke.web.survey.models import Rater, Rating
from leitplanke.web.waves import asking, coming, links, pictures, turning
from leitplanke.web.waves.items import ROLES, minutes_for, sheets
from leitplanke.web.waves.models import Wave

pytestmark = pytest.mark.usefixtures("fresh_pace")


def test_every_group_is_asked_what_the_catalogue_has_for_it_in_a_quarter_of_an_hour() -> None:
    for role in ROLES:
        asked = [one for sheet in sheets(role) for one in sheet.indicators]
        assert all(role in one.roles for one in asked)
        assert len({one.id for one in asked}) == len(asked)
        assert 2 <= minutes_for(role) <= 15


def test_the_first_page_says_who_sees_what_before_anything_is_stored(company: Company, as_stranger: Client) -> None:
    wave, (secret, *_) = running(company, threshold=7, people=7)
    Wave.objects.filter(pk=wave.pk).update(works_council_agreed_on="2026-11-20")
    shown = as_stranger.get(start(secret)).content.decode()
    assert "anonym" in shown
    assert "mindestens 7 Antworten" in shown
    assert "hat dieser Runde am 20.\xa0November 2026 zugestimmt" in shown
    assert "Alpha &amp; Söhne GmbH" in shown
    assert not Rater.objects.filter(wave=wave).exists()


def test_the_address_stays_out_of_searches_and_of_other_sites(company: Company, as_stranger: Client) -> None:
    _, (secret, *_) = running(company)
    response = as_stranger.get(start(secret))
    assert response["X-Robots-Tag"].startswith("noindex")
    assert response["Referrer-Policy"] == "same-origin"
    assert "no-store" in response["Cache-Control"]


def test_somebody_answers_from_first_to_last_page_without_script(company: Company, as_stranger: Client) -> None:
    wave, (secret, *_) = running(company)
    address = as_stranger.post(start(secret))["Location"]
    for sheet in sheets("staff"):
        assert address == page(secret, sheet.number)
        shown = as_stranger.get(address).content.decode()
        assert all(f'name="{field_name(one.id)}"' in shown for one in sheet.indicators)
        address = as_stranger.post(address, {field_name(one.id): "3" for one in sheet.indicators})["Location"]
    assert address == reverse("waves:end", args=[secret])
    assert "Alle Fragen sind beantwortet" in as_stranger.get(address).content.decode()
    assert as_stranger.post(address)["Location"] == address
    assert "Danke!" in as_stranger.get(address).content.decode()
    rater = Rater.objects.get(wave=wave)
    assert rater.finished
    assert rater.ratings.count() == sum(len(sheet.indicators) for sheet in sheets("staff"))


def test_a_choice_saves_itself_and_another_takes_its_place(company: Company, as_stranger: Client) -> None:
    wave, (secret, *_) = running(company)
    as_stranger.post(start(secret))
    assert save(secret, "1", as_stranger) == 200
    assert save(secret, "4", as_stranger) == 200
    assert stored(wave) == ["4"]
    assert re.search(rf'name="{first()}" value="4" checked', as_stranger.get(page(secret)).content.decode())


@pytest.mark.parametrize("off", ["5", "-1", "", "<b>", "9" * 400])
def test_what_is_off_the_scale_is_not_stored(off: str, company: Company, as_stranger: Client) -> None:
    wave, (secret, *_) = running(company)
    as_stranger.post(start(secret))
    save(secret, "2", as_stranger)
    save(secret, off, as_stranger)
    assert stored(wave) == ["2"]


def test_questions_of_other_groups_and_pages_do_not_exist(company: Company, as_stranger: Client) -> None:
    wave, (secret, *_) = running(company)
    as_stranger.post(start(secret))
    foreign = next(one for sheet in sheets("it") for one in sheet.indicators if "staff" not in one.roles)
    name = field_name(foreign.id)
    assert as_stranger.post(reverse("waves:save-answer", args=[secret, 1, name]), {name: "1"}).status_code == 404
    assert as_stranger.get(page(secret, 99)).status_code == 404
    assert as_stranger.get(page(secret, 0)).status_code == 404
    assert stored(wave) == []


def test_the_same_link_goes_on_at_another_device(company: Company) -> None:
    wave, (secret, *_) = running(company, mode="open")
    phone, desk = Client(), Client()
    phone.post(start(secret), {"agreed": "yes"})
    phone.post(page(secret), {field_name(one.id): "2" for one in sheets("staff")[0].indicators})
    assert desk.post(start(secret))["Location"] == page(secret, 2)
    assert Rater.objects.filter(wave=wave).count() == 1


def test_two_tabs_do_not_undo_each_other(company: Company, as_stranger: Client) -> None:
    wave, (secret, *_) = running(company)
    as_stranger.post(start(secret))
    save(secret, "1", as_stranger)
    older = {f"was-{first()}": "1|", first(): "1"}
    save(secret, "4", as_stranger)
    as_stranger.post(page(secret), older)
    assert stored(wave) == ["4"]


def test_beginning_twice_makes_one_rater(company: Company, as_stranger: Client) -> None:
    wave, (secret, *_) = running(company)
    for _ in range(2):
        as_stranger.post(start(secret))
    assert Rater.objects.filter(wave=wave).count() == 1


def test_a_room_has_one_link_and_each_device_its_own_code(company: Company) -> None:
    wave, _ = running(company)
    secret = room_of(wave)
    devices = [Client() for _ in range(3)]
    for place, device in enumerate(devices):
        device.post(start(secret))
        device.post(page(secret), {first(): str(place)})
    assert sorted(stored(wave)) == ["0", "1", "2"]
    code = re.search(r"Ihr Code: ([A-Z2-9]{3}-[A-Z2-9]{3}-[A-Z2-9]{3})\.", devices[1].get(page(secret)).content.decode())
    assert code
    elsewhere = Client()
    assert elsewhere.post(start(secret), {"code": code[1].lower()})["Location"] == page(secret)
    assert re.search(rf'name="{first()}" value="1" checked', elsewhere.get(page(secret)).content.decode())
    assert Rater.objects.filter(wave=wave).count() == 3
    assert code[1].replace("-", "") not in str(list(Rater.objects.values()))


def test_a_wrong_code_opens_nothing_and_guessing_is_slowed(company: Company, as_stranger: Client) -> None:
    wave, _ = running(company)
    secret = room_of(wave)
    codes = [as_stranger.post(start(secret), {"code": "ABC-DEF-GHJ"}).status_code for _ in range(coming.MOST_MISSES + 2)]
    assert codes == [422] * coming.MOST_MISSES + [429] * 2
    assert as_stranger.get(start(secret)).status_code == 200
    assert not Rater.objects.filter(wave=wave).exists()


def test_a_flood_of_new_devices_is_slowed_and_those_who_began_go_on(company: Company, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(asking, "BEGUN", Pace("test-begun", 2, 900.0))
    wave, _ = running(company)
    secret = room_of(wave)
    devices = [Client() for _ in range(3)]
    assert [device.post(start(secret)).status_code for device in devices] == [302, 302, 429]
    assert devices[0].post(start(secret)).status_code == 302
    assert Rater.objects.filter(wave=wave).count() == 2


def test_guessed_links_are_slowed_and_told_and_good_ones_still_open(
    company: Company, as_stranger: Client, caplog: pytest.LogCaptureFixture
) -> None:
    _, (secret, *_) = running(company)
    codes = [as_stranger.get(start(f"guess{place}")).status_code for place in range(coming.MOST_MISSES + 3)]
    assert codes == [404] * coming.MOST_MISSES + [429] * 3
    told = [one.getMessage() for one in caplog.records if one.name == "leitplanke.waves"]
    assert len(told) == len(codes)
    assert [one.endswith("slowed down") for one in told] == [code == 429 for code in codes]
    assert "guess" not in "".join(told)
    assert as_stranger.get(start(secret)).status_code == 200


def test_a_draft_takes_no_answers_yet(company: Company, as_stranger: Client) -> None:
    wave, (secret, *_) = running(company)
    Wave.objects.filter(pk=wave.pk).update(state="draft")
    assert "noch nicht begonnen" in as_stranger.get(start(secret)).content.decode()
    assert as_stranger.post(start(secret)).status_code == 409
    assert not Rater.objects.filter(wave=wave).exists()


def test_after_the_last_day_nothing_is_stored_and_nothing_is_lost(company: Company, as_stranger: Client) -> None:
    wave, (secret, *_) = running(company)
    as_stranger.post(start(secret))
    save(secret, "2", as_stranger)
    Wave.objects.filter(pk=wave.pk).update(closes_at=timezone.now() - timedelta(seconds=1))
    late = as_stranger.post(page(secret), {first(): "4"})
    assert late.status_code == 409
    assert "nicht gespeichert" in late.content.decode()
    htmx = as_stranger.post(reverse("waves:save-answer", args=[secret, 1, first()]), {first(): "4"}, headers={"HX-Request": "true"})
    assert (htmx.status_code, htmx["HX-Redirect"]) == (409, start(secret))
    assert "zu Ende" in as_stranger.get(start(secret)).content.decode()
    assert stored(wave) == ["2"]


def test_an_open_round_begins_with_the_agreement_to_be_seen(company: Company, as_stranger: Client) -> None:
    wave, (secret, *_) = running(company, mode="open", people=3)
    refused = as_stranger.post(start(secret), {"name": "Anna"})
    assert refused.status_code == 422
    assert 'href="#agreed"' in refused.content.decode()
    assert not Rater.objects.filter(wave=wave).exists()
    as_stranger.post(start(secret), {"name": "Anna  Berg", "agreed": "yes"})
    rater = Rater.objects.get(wave=wave)
    assert (rater.name, rater.agreed_on) == ("Anna Berg", timezone.localdate())
    missing = as_stranger.post(page(secret), {first(): "not-applicable"})
    assert missing.status_code == 422
    assert f'<a href="#{first()}-reason">' in missing.content.decode()


def test_an_anonymous_round_asks_for_no_reason_and_stores_none(company: Company, as_stranger: Client) -> None:
    wave, (secret, *_) = running(company)
    as_stranger.post(start(secret), {"name": "Anna", "agreed": "yes"})
    as_stranger.post(page(secret), {first(): "not-applicable", f"{first()}-reason": "Anna sagt"})
    assert f'name="{first()}-reason"' not in as_stranger.get(page(secret)).content.decode()
    assert [(row.choice, row.reason) for row in Rating.objects.filter(rater__wave=wave)] == [("not-applicable", "")]
    assert Rater.objects.get(wave=wave).name == ""


def test_the_invitation_speaks_first_and_the_reader_may_switch(company: Company, as_stranger: Client) -> None:
    wave, (secret, *_) = running(company)
    wave.invitations.update(language="en")
    shown = as_stranger.get(start(secret))
    assert "Your view counts" in shown.content.decode()
    assert shown["Content-Language"] == "en"
    as_stranger.post(reverse("language"), {"language": "de", "next": start(secret)})
    assert "Ihre Sicht zählt" in as_stranger.get(start(secret)).content.decode()


def test_answers_are_taken_back_for_good(company: Company, as_stranger: Client) -> None:
    wave, (secret, *_) = running(company)
    as_stranger.post(start(secret))
    save(secret, "2", as_stranger)
    address = reverse("waves:withdraw", args=[secret])
    assert "rückgängig" in as_stranger.get(address).content.decode()
    assert stored(wave) == ["2"]
    as_stranger.post(address)
    assert stored(wave) == []
    assert "zurückgezogen" in as_stranger.get(start(secret)).content.decode()
    assert save(secret, "4", as_stranger) == 409
    assert as_stranger.post(start(secret)).status_code == 409
    assert stored(wave) == []


def test_own_data_can_be_taken_away_and_deleted_after_closing(company: Company, as_stranger: Client) -> None:
    wave, (secret, other, *_) = running(company)
    for link, choice in ((secret, "2"), (other, "4")):
        as_stranger.post(start(link))
        save(link, choice, as_stranger)
    wave.invitations.filter(digest=links.digest_of(secret)).update(label="Anna Berg", email="anna@firma.example")
    turning.close(wave)
    told = json.loads(as_stranger.get(reverse("waves:own-data", args=[secret])).content)
    assert told["invitation"]["email"] == "anna@firma.example"
    assert [one["answer"] for one in told["rounds"][0]["answers"]] == ["2"]
    as_stranger.post(reverse("waves:erase", args=[secret]))
    assert stored(wave) == ["4"]
    assert not wave.invitations.filter(email="anna@firma.example").exists()
    again = json.loads(as_stranger.get(reverse("waves:own-data", args=[secret])).content)
    assert again["rounds"][0]["answers"] == []
    assert "Anna" not in json.dumps(again)


def test_a_second_round_shows_the_spread_of_the_group_and_the_own_answer(company: Company) -> None:
    wave, secrets = running(company, people=7)
    browsers = [Client() for _ in secrets]
    for place, (secret, browser) in enumerate(zip(secrets, browsers, strict=True)):
        browser.post(start(secret))
        save(secret, str(min(place, 4)), browser)
    save(secrets[0], "1", browsers[0], number=2)
    turning.close(wave)
    second = turning.second_round(wave)
    turning.start(second)
    shown = browsers[6].get(page(secrets[6])).content.decode()
    assert "So hat Ihre Gruppe geantwortet (7)" in shown
    counts = [int(found) for found in re.findall(r'<td class="number">(\d+) <svg class="spread-bar"', shown)]
    assert counts == [1, 1, 1, 1, 3]
    assert re.search(r'class="own".+?Ihre Antwort', shown, flags=re.DOTALL)
    few = browsers[0].get(page(secrets[0], 2)).content.decode()
    assert "zu wenige Antworten" in few
    assert "spread-bar" not in few
    browsers[6].post(page(secrets[6]), {first(): "2", f"{first()}-because": "Der neue Ablauf hilft."})
    row = Rating.objects.get(rater__wave=second, rater__key__isnull=False, revised_because__gt="")
    assert (row.choice, row.revised_because) == ("2", "Der neue Ablauf hilft.")
    assert "Der neue Ablauf hilft" in browsers[6].get(page(secrets[6])).content.decode()
    assert "Der neue Ablauf hilft" not in browsers[5].get(page(secrets[5])).content.decode()
    assert pictures.cells_of(second) == pictures.cells_of(wave)


def test_in_an_open_second_round_others_read_the_reason(company: Company) -> None:
    wave, secrets = running(company, mode="open", people=2)
    browsers = [Client(), Client()]
    for secret, browser in zip(secrets, browsers, strict=True):
        browser.post(start(secret), {"agreed": "yes"})
        save(secret, "0", browser)
    turning.close(wave)
    turning.start(turning.second_round(wave))
    browsers[0].post(page(secrets[0]), {first(): "3", f"{first()}-because": "Seit Mai <b>läuft</b> der Auszug."})
    shown = browsers[1].get(page(secrets[1])).content.decode()
    assert "Seit Mai &lt;b&gt;läuft&lt;/b&gt; der Auszug." in shown


def test_a_page_and_a_saved_answer_ask_the_database_little(
    company: Company, as_stranger: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    _, (secret, *_) = running(company)
    as_stranger.post(start(secret))
    with django_assert_max_num_queries(8):
        as_stranger.get(page(secret))
    with django_assert_max_num_queries(9):
        # The first answer takes the link.
        save(secret, "3", as_stranger)
    # Link, rater with the round, the answer itself; PostgreSQL is told before each write who writes; a savepoint of the test around all.
    with django_assert_max_num_queries(6):
        save(secret, "2", as_stranger)


def test_an_answer_that_makes_no_picture_costs_one_question_more(
    company: Company, as_stranger: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    wave, _ = running(company, live=True)
    secret = room_of(wave)
    as_stranger.post(start(secret))
    with django_assert_max_num_queries(7):
        save(secret, "3", as_stranger)


def test_a_firm_without_a_name_still_asks_in_whole_sentences(company: Company, as_stranger: Client) -> None:
    Company.objects.filter(pk=company.pk).update(name="")
    _, (secret, *_) = running(company)
    assert "Ihr Betrieb möchte wissen" in as_stranger.get(start(secret)).content.decode()
