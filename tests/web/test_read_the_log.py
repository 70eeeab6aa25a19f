"""The log as people read it: in words, by filters, as files, and only by those who may."""

import csv
import html
import io
import json
from datetime import timedelta

from django.test import Client
from django.urls import reverse
from django.utils import timezone

from leitplanke.web.accounts.models import Membership, User
from leitplanke.web.audit import acting
from leitplanke.web.audit.keys import shown
from leitplanke.web.audit.models import Entry
from leitplanke.web.companies.models import Company
from leitplanke.web.estimates.models import Stance
from leitplanke.web.survey.models import Rater, Rating
from leitplanke.web.waves.models import Wave


def page(browser: Client, company: Company, **query: str) -> str:
    answer = browser.get(reverse("audit:company", args=[company.pk]), query)
    assert answer.status_code == 200
    return html.unescape(answer.content.decode())


def test_the_page_tells_a_change_in_words(as_alice: Client, alice: User, company: Company) -> None:
    with acting.by(alice.pk):
        Company.objects.filter(pk=company.pk).update(turnover_eur=5_300_000, owner_led=True, decide_by="2027-01-31")
        Stance.objects.create(company=company, target="unseen.cyber.incident", kind="not-relevant", reason="<b>fett</b>")
    shown = page(as_alice, company)
    for text in ("Umsatz im Jahr", "5.200.000", "5.300.000", "31.01.2027", "betrifft uns nicht", "alice", "Entscheidung"):
        assert text in shown
    assert "<b>fett" not in as_alice.get(reverse("audit:company", args=[company.pk])).content.decode()
    as_alice.cookies["leitplanke-language"] = "en"
    assert "5,300,000" in page(as_alice, company)


def test_the_filters_choose_by_object_action_day_and_person(as_alice: Client, alice: User, company: Company) -> None:
    with acting.by(alice.pk):
        Stance.objects.create(company=company, target="unseen.hand", kind="running")
    Stance.objects.create(company=company, target="unseen.machine", kind="running")
    today = timezone.localdate()

    def finds(**query: str) -> set[str]:
        shown = page(as_alice, company, art="estimates.stance", **query)
        return {one for one in ("unseen.hand", "unseen.machine") if f"<strong>{one}" in shown}

    assert finds() == {"unseen.hand", "unseen.machine"}
    assert finds(person=alice.actor.key) == {"unseen.hand"}
    assert finds(person="niemand") == {"unseen.machine"}
    assert finds(objekt=shown("estimates.stance", str(Stance.objects.get(target="unseen.hand").pk))) == {"unseen.hand"}
    assert finds(aktion="delete") == set()
    assert finds(von=today.isoformat(), bis=today.strftime("%d.%m.%Y")) == {"unseen.hand", "unseen.machine"}
    assert finds(von=(today + timedelta(days=1)).isoformat()) == set()
    assert finds(bis=(today - timedelta(days=1)).isoformat()) == set()
    assert "nicht lesbar" in page(as_alice, company, von="gestern")
    assert finds(seite="-7", von="31.13.2027") == {"unseen.hand", "unseen.machine"}
    assert "keine Einträge" in page(as_alice, company, person="' OR 1=1 --")


def test_answers_of_anonymous_waves_appear_on_the_next_day(as_alice: Client, company: Company) -> None:
    wave = Wave.objects.create(company=company, number=1, name="Herbst", mode="anonymous", state="open")
    Rater.objects.create(company=company, wave=wave, role="staff", key="k" * 64)
    assert "Antworten gespeichert" not in page(as_alice, company)
    day = timezone.now().replace(hour=0, minute=0, second=0, microsecond=0) - timedelta(days=1)
    values = {"object_type": "waves.wave", "object_id": wave.pk.hex, "name": "Herbst", "action": "answers"}
    Entry.objects.create(at=day, exact=False, organisation=company.organisation_id, company=company.pk, **values)
    shown = page(as_alice, company, aktion="answers")
    assert "Eine Angabe" in shown
    assert "im Lauf des Tages" in shown
    for form in ("csv", "json"):
        file = as_alice.get(reverse("audit:company-file", args=[company.pk, form]), {"aktion": "answers"}).content.decode()
        assert f"{day:%Y-%m-%d}" in file
        assert f"{day:%Y-%m-%d}T" not in file


def test_files_hold_every_field_and_run_no_formula(as_alice: Client, company: Company) -> None:
    Stance.objects.create(company=company, target="unseen.x", kind="running", reason="=HYPERLINK(1)")
    query = {"art": "estimates.stance"}
    listed = as_alice.get(reverse("audit:company-file", args=[company.pk, "json"]), query)
    found = json.loads(listed.content)
    assert listed["Content-Disposition"].startswith("attachment")
    assert [one["new"] for one in found if one["field"] == "reason"] == ["=HYPERLINK(1)"]
    told_csv = as_alice.get(reverse("audit:company-file", args=[company.pk, "csv"]), query).content
    assert told_csv.startswith(b"\xef\xbb\xbf")
    read = list(csv.DictReader(io.StringIO(told_csv.decode("utf-8-sig"))))
    assert [one["new"] for one in read if one["field"] == "reason"] == ["'=HYPERLINK(1)"]
    assert len(read) == len(found) == Entry.objects.filter(object_type="estimates.stance").count()
    assert Entry.objects.filter(action="export", company=company.pk).count() == 2
    assert as_alice.get(reverse("audit:company-file", args=[company.pk, "exe"])).status_code == 404


def test_the_log_of_an_organisation_has_its_deleted_firms_and_no_others(
    as_alice: Client, as_bob: Client, bob: User, company: Company
) -> None:
    organisation = company.organisation_id
    company.delete()
    Company.objects.create(organisation=bob.organisations.get(), name="Bobs Geheimnis")
    address = reverse("audit:organisation", args=[organisation])
    shown = html.unescape(as_alice.get(address, {"aktion": "delete"}).content.decode())
    assert "Alpha & Söhne GmbH" in shown
    assert "Bobs Geheimnis" not in as_alice.get(address).content.decode()
    assert as_bob.get(address).status_code == 404


def test_a_reader_sees_the_log_of_a_firm_and_takes_nothing(company: Company) -> None:
    reader = Client()
    rita = User.objects.create_user("rita")
    Membership.objects.create(user=rita, organisation=company.organisation, role="reader")
    reader.force_login(rita, backend="django.contrib.auth.backends.ModelBackend")
    assert "audit" not in reader.get(reverse("audit:company", args=[company.pk])).content.decode().partition("<main")[0]
    assert reader.get(reverse("audit:company-file", args=[company.pk, "json"])).status_code == 403
    assert reader.get(reverse("audit:organisation", args=[company.organisation_id])).status_code == 403


def test_a_deleted_account_is_a_key_on_the_page(as_alice: Client, company: Company) -> None:
    gone = User.objects.create_user("gisela")
    with acting.by(gone.pk):
        Company.objects.filter(pk=company.pk).update(staff=1)
    key = gone.actor.key
    assert "gisela" in page(as_alice, company)
    gone.delete()
    shown = page(as_alice, company)
    assert "gisela" not in shown
    assert f"gelöschtes Konto ({key[:6]})" in shown


def test_nothing_shown_counts_the_answers_of_anonymous_waves(as_alice: Client, company: Company) -> None:
    """Two firms that differ in anonymous answers only have the same log, but for codes that nobody can order."""
    wave = Wave.objects.create(company=company, number=1, name="Herbst", mode="anonymous", state="open")
    address = reverse("audit:company-file", args=[company.pk, "json"])
    before = json.loads(as_alice.get(address).content)
    for number in range(7):
        rater = Rater.objects.create(company=company, wave=wave, role="staff", key=f"{number:064}")
        Rating.objects.create(rater=rater, indicator="indicator.cloud.core-share", level=number % 5, catalogue_version="1")
    assert [one for one in json.loads(as_alice.get(address).content) if one["action"] != "export"] == before
    desk = Rater.objects.create(company=company)
    rating = Rating.objects.create(rater=desk, indicator="indicator.cloud.core-share", level=3, catalogue_version="1")
    answers = [one for one in json.loads(as_alice.get(address).content) if one["object_type"].startswith("survey.")]
    told = {value for one in answers for value in (one["object_id"], one["old"], one["new"]) if one["field"] not in {"level", "weight"}}
    assert not {str(desk.pk), str(rating.pk)} & told
    assert {one["new"] for one in answers if one["field"] == "rater"} == {
        one["object_id"] for one in answers if one["object_type"] == "survey.rater"
    }
    assert f'objekt={rating.pk}"' not in page(as_alice, company)
