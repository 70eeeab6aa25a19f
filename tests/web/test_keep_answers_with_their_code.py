"""In an anonymous round a link alone opens no answers, for whoever made it knows it; with the code of the device it goes on anywhere."""

import json
import re

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from round_by_link import first, page, room_of, running, save, start, stored

from leitplanke.web.companies.models import Company
from leitplanke.web.survey.answering import field_name
from leitplanke.web.survey.models import Rater
from leitplanke.web.waves import links, standing, turning
from leitplanke.web.waves.items import sheets
from leitplanke.web.waves.models import Wave

pytestmark = pytest.mark.usefixtures("fresh_pace")


def code_of(secret: str, browser: Client) -> str:
    found = re.search(r"Ihr Code: ([A-Z2-9]{3}-[A-Z2-9]{3}-[A-Z2-9]{3})\.", browser.get(page(secret)).content.decode())
    assert found
    return found[1]


def test_link_and_code_go_on_at_another_device_in_an_anonymous_round(company: Company) -> None:
    wave, (secret, *_) = running(company)
    phone, desk = Client(), Client()
    phone.post(start(secret))
    phone.post(page(secret), {field_name(one.id): "2" for one in sheets("staff")[0].indicators})
    assert desk.post(start(secret), {"code": code_of(secret, phone)})["Location"] == page(secret, 2)
    assert Rater.objects.filter(wave=wave).count() == 1


@pytest.mark.parametrize("early", [False, True])
def test_who_made_the_links_of_an_anonymous_round_reads_changes_and_deletes_nothing_by_them(company: Company, *, early: bool) -> None:
    wave, (secret, *_) = running(company)
    person, maker = Client(), Client()
    if early:
        maker.post(start(secret))
        assert maker.get(page(secret)).status_code == 200
    person.post(start(secret))
    assert save(secret, "2", person) == 200
    shown = maker.get(start(secret)).content.decode()
    assert 'name="code"' in shown
    assert "Weitermachen" not in shown
    assert maker.post(start(secret)).status_code == 409
    assert maker.get(page(secret)).status_code == 302
    assert save(secret, "4", maker) == 409
    maker.post(reverse("waves:withdraw", args=[secret]))
    maker.post(reverse("waves:erase", args=[secret]))
    told = json.loads(maker.get(reverse("waves:own-data", args=[secret])).content)
    assert [one["answers"] for one in told["rounds"]] == [[]] * early
    assert stored(wave) == ["2"]
    assert save(secret, "3", person) == 200
    assert stored(wave) == ["3"]


@pytest.mark.parametrize("kind", ["personal", "room"])
def test_after_closing_the_code_still_opens_ones_own_data_at_another_device(kind: str, company: Company) -> None:
    wave, (secret, *_) = running(company)
    secret = room_of(wave) if kind == "room" else secret
    phone, desk = Client(), Client()
    phone.post(start(secret))
    save(secret, "2", phone)
    code = code_of(secret, phone)
    turning.close(wave)
    assert 'name="code"' in desk.get(start(secret)).content.decode()
    wrong = desk.post(start(secret), {"code": "ABC-DEF-GHJ"})
    assert (wrong.status_code, 'href="#code"' in wrong.content.decode()) == (422, True)
    assert desk.post(start(secret), {"code": code})["Location"] == start(secret)
    told = json.loads(desk.get(reverse("waves:own-data", args=[secret])).content)
    assert [one["answer"] for one in told["rounds"][0]["answers"]] == ["2"]
    desk.post(reverse("waves:erase", args=[secret]))
    assert stored(wave) == []


def cancel(wave: Wave, secret: str) -> None:
    assert wave.invitations.filter(digest=links.digest_of(secret)).update(cancelled_at=timezone.now())


def plain(content: bytes) -> bytes:
    return re.sub(rb"csrf[^>]+>|/w/[^\"]+", b"", content)


def test_a_cancelled_link_that_nobody_used_looks_like_an_unknown_one(company: Company) -> None:
    wave, (secret, *_) = running(company)
    browser = Client()
    browser.post(start(secret))
    cancel(wave, secret)
    unknown = browser.get(start("nothing"))
    for answer in (browser.get(start(secret)), browser.post(start(secret)), browser.get(page(secret))):
        assert (answer.status_code, plain(answer.content)) == (404, plain(unknown.content))
    assert save(secret, "4", browser) == 404
    assert stored(wave) == []


@pytest.mark.parametrize("kind", ["personal", "room"])
@pytest.mark.parametrize("mode", ["anonymous", "open"])
def test_whose_link_is_cancelled_still_sees_takes_back_and_deletes_what_they_said(kind: str, mode: str, company: Company) -> None:
    wave, (secret, *_) = running(company, mode=mode)
    secret = room_of(wave) if kind == "room" else secret
    person, desk = Client(), Client()
    person.post(start(secret), {"agreed": "yes"})
    save(secret, "2", person)
    code = code_of(secret, person) if kind == "room" or mode == "anonymous" else ""
    cancel(wave, secret)
    shown = person.get(start(secret))
    assert "Dieser Link ist abgesagt" in shown.content.decode()
    assert (code in shown.content.decode()) is (kind == "room" or not code)
    assert "Weitermachen" not in shown.content.decode()
    assert save(secret, "4", person) == 409
    assert person.post(page(secret), {first(): "4"}).status_code == 409
    assert person.post(start(secret), {"agreed": "yes"}).status_code == 409
    assert (stored(wave), Rater.objects.filter(wave=wave).count()) == (["2"], 1)
    if code:
        # Another device without the code: the page asks for it and tells nothing.
        assert 'name="code"' in desk.get(start(secret)).content.decode()
        assert desk.post(start(secret), {"code": code})["Location"] == start(secret)
    told = json.loads(desk.get(reverse("waves:own-data", args=[secret])).content)
    assert [one["answer"] for one in told["rounds"][0]["answers"]] == ["2"]
    desk.post(reverse("waves:withdraw", args=[secret]))
    assert stored(wave) == []
    desk.post(reverse("waves:erase", args=[secret]))
    assert "zurückgezogen" in person.get(start(secret)).content.decode()


def test_after_a_cancelled_room_link_nobody_new_begins(company: Company) -> None:
    wave, _ = running(company)
    secret = room_of(wave)
    cancel(wave, secret)
    browser = Client()
    assert browser.get(start(secret)).status_code == 200
    assert browser.post(start(secret)).status_code == 409
    assert not Rater.objects.filter(wave=wave).exists()


@pytest.mark.parametrize("mode", ["anonymous", "open"])
def test_the_next_person_at_a_shared_tablet_sees_nothing_of_the_last_one(mode: str, company: Company) -> None:
    wave, _ = running(company, mode=mode)
    secret = room_of(wave)
    tablet = Client()
    tablet.post(start(secret), {"agreed": "yes", "name": "Anna Berg"})
    save(secret, "4", tablet)
    code = code_of(secret, tablet)
    tablet.post(reverse("waves:end", args=[secret]))
    answer = tablet.post(reverse("waves:next-person", args=[secret]))
    assert (answer["Location"], answer["Clear-Site-Data"]) == (start(secret), '"cache"')
    assert [one.value for name, one in answer.cookies.items() if name.startswith("leitplanke-w-")] == [""]
    for address in (start(secret), page(secret), reverse("waves:end", args=[secret]), reverse("waves:own-data", args=[secret])):
        shown = tablet.get(address, follow=True)
        assert "no-store" in shown.headers["Cache-Control"]
        assert not any(told in shown.content.decode() for told in (code, "Anna Berg", "Weitermachen", '"answer": "4"'))
    # Who is next begins anew, and agrees for themselves.
    assert tablet.post(start(secret)).status_code == (302 if mode == "anonymous" else 422)
    tablet.post(start(secret), {"agreed": "yes"})
    save(secret, "0", tablet)
    assert (stored(wave), code_of(secret, tablet) == code) == (["4", "0"], False)
    # With the code the first one still finds what is theirs.
    tablet.post(reverse("waves:next-person", args=[secret]))
    assert tablet.post(start(secret), {"code": code}).status_code == 302
    assert '"answer": "4"' in tablet.get(reverse("waves:own-data", args=[secret])).content.decode()


def test_a_personal_link_has_no_next_person(company: Company) -> None:
    _, (secret, *_) = running(company)
    browser = Client()
    browser.post(start(secret))
    save(secret, "1", browser)
    assert "nächste Person" not in browser.get(page(secret)).content.decode()


def test_who_only_opened_the_first_page_has_not_answered(company: Company, as_alice: Client) -> None:
    wave, _ = running(company)
    secret = room_of(wave)
    tablet = Client()
    for choice in ("", "3", ""):
        tablet.post(start(secret))
        if choice:
            save(secret, choice, tablet)
        tablet.post(reverse("waves:next-person", args=[secret]))
    assert Rater.objects.filter(wave=wave).count() == 3
    (group,) = standing.told(wave, "de").groups
    assert (group.begun, group.finished, group.withdrawn) == (1, 0, 0)
    assert standing.line(wave, "de").answered == 1
    assert as_alice.get(reverse("waves:wave", args=[company.pk, wave.pk])).status_code == 200
