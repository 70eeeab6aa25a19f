"""The log: every write of every model of a firm, by whatever way, and nobody takes anything back out of it."""

import time
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.apps import apps
from django.db import DatabaseError, connection, transaction
from django.db.models import F
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from leitplanke.web.accounts.models import Membership, Organisation, PasswordLink, User
from leitplanke.web.audit import acting, triggers
from leitplanke.web.audit.logged import LOGGED, NOT_LOGGED
from leitplanke.web.audit.models import Actor, Entry
from leitplanke.web.audit.recording import record
from leitplanke.web.companies.models import Company, LinkedFirm
from leitplanke.web.estimates.models import FileAnswers, OwnFigure, Stance
from leitplanke.web.studies.models import Study
from leitplanke.web.survey.models import Rater, Rating
from leitplanke.web.waves.models import Invitation, Wave
from leitplanke.web.whatif.models import Scenario, Share

SECONDS_MORE = 0.005


def told(**wanted: object) -> list[tuple[str, str, str, str]]:
    found = Entry.objects.filter(**wanted).order_by("pk")
    return [(one.action, one.field, one.old, one.new) for one in found]


def test_every_model_is_logged_or_says_why_not() -> None:
    there = {model._meta.label_lower for model in apps.get_models(include_auto_created=True)}
    assert there == LOGGED.keys() | NOT_LOGGED.keys()
    assert not LOGGED.keys() & NOT_LOGGED.keys()


@pytest.mark.parametrize("label", sorted(LOGGED))
def test_what_is_said_of_a_model_is_about_fields_it_has(label: str) -> None:
    logged, names = LOGGED[label], {one.name for one in apps.get_model(label)._meta.concrete_fields}
    assert logged.hidden <= names
    assert not logged.left or logged.left & names
    assert not logged.name or logged.name in names


def test_secrets_and_documents_are_never_told() -> None:
    words = (
        "digest",
        "key",
        "password",
        "secret",
        "data",
        "email",
        "document",
        "moments",
        "inputs",
        "figures",
        "logo",
        "template",
        "extra",
    )
    for label, logged in LOGGED.items():
        for one in apps.get_model(label)._meta.concrete_fields:
            if any(word in one.name for word in words) and not one.name.endswith("_name"):
                assert one.name in logged.hidden | logged.left, (label, one.name)


def test_every_logged_table_has_its_triggers() -> None:
    assert set(triggers.installed(connection)) == {one.name for one in triggers.wanted(connection)}


def refused(write: Callable[[], object]) -> bool:
    try:
        with transaction.atomic():
            write()
    except DatabaseError as error:
        return "append-only" in str(error)
    return False


def raw(sql: str) -> Callable[[], object]:
    def run() -> object:
        with connection.cursor() as cursor:
            return cursor.execute(sql)

    return run


def test_nobody_changes_or_deletes_an_entry(company: Company) -> None:
    entry = Entry.objects.filter(company=company.pk).first()
    assert entry is not None
    before = Entry.objects.count()
    entry.new = "anders"
    assert refused(entry.save)
    assert refused(entry.delete)
    assert refused(lambda: Entry.objects.update(actor_key=""))
    assert refused(lambda: Entry.objects.all().delete())
    assert refused(lambda: Entry.objects.bulk_update([entry], ["new"]))
    assert refused(raw("UPDATE audit_entry SET new = 'anders'"))
    assert refused(raw("DELETE FROM audit_entry"))
    if connection.vendor == "postgresql":
        assert refused(raw("TRUNCATE audit_entry"))
    else:
        assert refused(raw("INSERT OR REPLACE INTO audit_entry SELECT * FROM audit_entry"))
    assert Entry.objects.count() == before
    assert not Entry.objects.filter(new="anders").exists()


def test_a_change_on_a_page_tells_who_when_what_old_and_new(as_alice: Client, alice: User, company: Company) -> None:
    before = timezone.now() - timedelta(seconds=1)
    as_alice.post(reverse("companies:save-profile", args=[company.pk]), {"staff": "40"}, headers={"HX-Request": "true"})
    entry = Entry.objects.get(object_type="companies.company", object_id=company.pk.hex, field="staff", action="change")
    assert (entry.old, entry.new, entry.name) == ("38", "40", company.name)
    assert (entry.company, entry.organisation) == (company.pk, company.organisation_id)
    assert Actor.objects.get(key=entry.actor_key).user == alice
    assert before <= entry.at <= timezone.now()
    assert entry.exact


def test_no_way_of_writing_goes_past_it(company: Company) -> None:
    rows = Stance.objects.bulk_create(Stance(company=company, target=f"unseen.{name}", kind="running") for name in "abc")
    a, b, c = (str(one.pk) for one in rows)
    assert ("create", "kind", "", "running") in told(object_id=a, object_type="estimates.stance")
    Stance.objects.filter(company=company).update(kind="not-relevant")
    assert told(object_id=b, object_type="estimates.stance", action="change") == [("change", "kind", "running", "not-relevant")]
    rows[2].kind = "done"
    Stance.objects.bulk_update(rows[2:], ["kind"])
    assert told(object_id=c, object_type="estimates.stance", action="change")[-1] == ("change", "kind", "not-relevant", "done")
    raw("UPDATE estimates_stance SET reason = 'von Hand'")()
    assert told(object_id=a, field="reason", object_type="estimates.stance") == [("change", "reason", "", "von Hand")]
    Stance.objects.filter(pk=rows[0].pk)._raw_delete("default")
    assert ("delete", "kind", "not-relevant", "") in told(object_id=a, object_type="estimates.stance")
    Company.objects.filter(pk=company.pk).update(staff=F("staff") * 2)
    assert told(field="staff", action="change") == [("change", "staff", "38", "76")]
    Stance.objects.update_or_create(company=company, target="unseen.b", defaults={"kind": "done"})
    assert told(object_id=b, object_type="estimates.stance", field="kind")[-1] == ("change", "kind", "not-relevant", "done")


def test_what_is_rolled_back_was_not_done(company: Company) -> None:
    with transaction.atomic():
        Company.objects.filter(pk=company.pk).update(staff=1)
        transaction.set_rollback(True)
    assert told(field="staff", action="change") == []


def test_writing_what_was_there_tells_nothing(company: Company) -> None:
    before = Entry.objects.count()
    company.save()
    assert Entry.objects.count() == before


def test_the_log_of_a_deleted_firm_stays(company: Company) -> None:
    LinkedFirm.objects.create(company=company, name="Tochter")
    Rating.objects.create(
        rater=Rater.objects.create(company=company), indicator="indicator.cloud.core-share", level=3, catalogue_version="1"
    )
    key, organisation = company.pk, company.organisation_id
    company.delete()
    gone = Entry.objects.filter(company=key, action="delete", field="")
    assert {one.object_type for one in gone} == {"companies.company", "companies.linkedfirm", "survey.rater", "survey.rating"}
    assert {one.organisation for one in gone} == {organisation}
    assert ("delete", "turnover_eur", "5200000", "") in told(object_type="companies.company", action="delete")


def test_erasing_a_person_leaves_the_log_without_them(alice: User, company: Company) -> None:
    with acting.by(alice.pk):
        Company.objects.filter(pk=company.pk).update(staff=1)
    entry = Entry.objects.get(field="staff", action="change")
    assert Actor.objects.get(key=entry.actor_key).user == alice
    name, count = alice.username, Entry.objects.count()
    alice.delete()
    assert not Actor.objects.filter(key=entry.actor_key).exists()
    assert Entry.objects.count() >= count
    every = "\n".join(
        f"{one.name} {one.old} {one.new} {one.object_id}" for one in Entry.objects.filter(object_type__startswith="accounts.")
    )
    assert name not in every.replace(f"{name}s firm", "")


def test_work_in_the_background_is_nobodys(company: Company) -> None:
    Company.objects.filter(pk=company.pk).update(staff=1)
    assert Entry.objects.get(field="staff", action="change").actor_key == ""


def test_a_new_password_link_is_told_in_every_organisation_of_its_owner(alice: User) -> None:
    other = Organisation.objects.create(name="Zweite")
    Membership.objects.create(user=alice, organisation=other, role="it")
    PasswordLink.objects.create(user=alice, digest="geheim")
    alice.set_password("ein ganz neues Passwort")
    alice.save()
    for organisation in alice.organisations.all():
        mine = Entry.objects.filter(organisation=organisation.pk)
        assert mine.filter(object_type="accounts.passwordlink", action="create").exists()
        assert mine.filter(object_type="accounts.user", field="password", old="", new="").count() == 1
    assert not Entry.objects.filter(new__contains="geheim").exists()


def wave_of(company: Company, mode: str) -> tuple[Wave, Rater]:
    wave = Wave.objects.create(company=company, number=1, name="Herbst", mode=mode, state="open")
    return wave, Rater.objects.create(company=company, wave=wave, role="staff", key="k" * 64, name="Uwe Klein")


def test_an_anonymous_answer_leaves_its_day_and_nothing_else(alice: User, company: Company) -> None:
    before = set(Entry.objects.values_list("pk", flat=True))
    wave, rater = wave_of(company, "anonymous")
    with acting.by(alice.pk):
        rating = Rating.objects.create(rater=rater, indicator="indicator.cloud.core-share", level=3, catalogue_version="1")
        Rating.objects.filter(pk=rating.pk).update(level=1, reason="weil")
        Rating.objects.filter(pk=rating.pk).update(counted="1")
        rater.finished = True
        rater.save()
        rating.delete()
        rater.delete()
    left = [one for one in Entry.objects.exclude(pk__in=before) if not (one.object_type == "waves.wave" and one.action == "create")]
    today = timezone.now().replace(hour=0, minute=0, second=0, microsecond=0)
    shape = {(one.at, one.exact, one.actor_key, one.object_type, one.object_id, one.action, one.field, one.old, one.new) for one in left}
    assert shape == {(today, False, "", "waves.wave", wave.pk.hex, "answers", "", "", "")}
    assert {one.name for one in left} == {"Herbst"}
    assert {one.company for one in left} == {company.pk}
    assert len(left) == 1


def test_an_open_answer_is_told_without_its_value(alice: User, company: Company) -> None:
    _, rater = wave_of(company, "open")
    with acting.by(alice.pk):
        rating = Rating.objects.create(rater=rater, indicator="indicator.cloud.core-share", level=3, catalogue_version="1")
        Rating.objects.filter(pk=rating.pk).update(level=1)
    found = Entry.objects.filter(object_type="survey.rating").order_by("pk")
    assert [(one.action, one.field, one.old, one.new, one.actor_key, one.exact) for one in found] == [
        ("create", "", "", "", "", True),
        ("change", "", "", "", "", True),
    ]
    assert not Entry.objects.filter(new__contains="Uwe").exists()


def test_an_answer_at_the_desk_is_told_in_full(alice: User, company: Company) -> None:
    rater = Rater.objects.create(company=company)
    with acting.by(alice.pk):
        rating = Rating.objects.create(rater=rater, indicator="indicator.cloud.core-share", level=3, catalogue_version="1")
        Rating.objects.filter(pk=rating.pk).update(level=1)
    entry = Entry.objects.get(object_type="survey.rating", action="change")
    assert (entry.field, entry.old, entry.new, entry.name) == ("level", "3", "1", "indicator.cloud.core-share")
    assert entry.actor_key == alice.actor.key


def test_addresses_digests_and_documents_do_not_appear(company: Company, study: Study) -> None:
    wave = Wave.objects.create(company=company, number=7)
    Invitation.objects.create(wave=wave, kind="personal", role="staff", digest="d" * 64, email="uwe@example.org", label="Uwe Klein")
    scenario = Scenario.objects.create(study=study, name="Ohne Cloud", figures='{"geheim": 1}')
    Share.objects.create(scenario=scenario, digest="e" * 64)
    FileAnswers.objects.create(company=company, name="studie.yaml", moments='{"geheim": 2}')
    values = "\n".join(f"{one.name} {one.old} {one.new}" for one in Entry.objects.all())
    for secret in ("d" * 64, "e" * 64, "uwe@example.org", "Uwe Klein", "geheim"):
        assert secret not in values
    assert Entry.objects.filter(object_type="whatif.share", action="create", company=company.pk).exists()
    assert Entry.objects.filter(object_type="estimates.fileanswers", field="moments", old="", new="").exists()


def test_values_read_the_same_on_both_databases(company: Company) -> None:
    Company.objects.filter(pk=company.pk).update(owner_led=True, decide_by="2027-01-31", turnover_eur=0.1, newly_founded=True)
    Company.objects.filter(pk=company.pk).update(owner_led=None)
    found = {(one.field, one.old, one.new) for one in Entry.objects.filter(object_type="companies.company", action="change")}
    assert found == {
        ("owner_led", "", "true"),
        ("owner_led", "true", ""),
        ("decide_by", "", "2027-01-31"),
        ("turnover_eur", "5200000", "0.1"),
        ("newly_founded", "false", "true"),
    }
    OwnFigure.objects.create(company=company, target="unseen.x", parameter="rate", low=1e-7, high=3e9, reason="x" * 900)
    assert {one.new for one in Entry.objects.filter(object_type="estimates.ownfigure", field__in=["low", "high"])} == {
        "1e-07",
        "3000000000",
    }
    assert len(Entry.objects.get(object_type="estimates.ownfigure", field="reason").new) == 500


def test_what_is_no_write_can_be_recorded(alice: User, company: Company) -> None:
    with acting.by(alice.pk):
        record("export", "companies.company", company.pk.hex, organisation=company.organisation_id, company=company.pk, name="Archiv")
    entry = Entry.objects.get(action="export")
    assert (entry.actor_key, entry.company, entry.name) == (alice.actor.key, company.pk, "Archiv")


def test_a_saved_answer_costs_less_than_five_milliseconds_more(company: Company) -> None:
    rater = Rater.objects.create(company=company)
    rating = Rating.objects.create(rater=rater, indicator="indicator.cloud.core-share", level=0, catalogue_version="1")

    def seconds() -> float:
        taken = []
        for level in range(60):
            begun = time.perf_counter()
            Rating.objects.filter(pk=rating.pk).update(level=level % 5)
            taken.append(time.perf_counter() - begun)
        return sorted(taken)[len(taken) // 2]

    with_log = seconds()
    triggers.remove(connection)
    try:
        without = seconds()
    finally:
        triggers.install(connection)
    assert with_log - without < SECONDS_MORE
