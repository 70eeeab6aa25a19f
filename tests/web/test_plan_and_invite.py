"""A firm plans a round, invites, opens, closes, freezes it; links are shown once, for a room as a QR code."""

import re
import socketserver
import threading
from collections.abc import Iterator
from datetime import timedelta
from email import message_from_bytes, policy

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django.fixtures import Settings

from leitplanke.web.companies.models import Company
from leitplanke.web.survey.answering import field_name
from leitplanke.web.survey.models import Rater
from leitplanke.web.waves import links, turning
from leitplanke.web.waves.items import sheets
from leitplanke.web.waves.models import Invitation, Shown, Wave

NONCE = "6f1c9d5e-1111-4222-8333-444455556666"


def of(name: str, wave: Wave, *more: object) -> str:
    return reverse(f"waves:{name}", args=[wave.company_id, wave.pk, *more])


@pytest.fixture
def wave(company: Company) -> Wave:
    return turning.plan(company, mode="anonymous")


def made(shown: str) -> list[str]:
    return re.findall(r'<code class="wrap">http://testserver(/w/[^<]+)</code>', shown)


def invite(browser: Client, wave: Wave, **fields: str) -> str:
    return browser.post(of("invite", wave), {"role": "staff", "language": "de", "nonce": NONCE, **fields}).content.decode()


def test_a_round_is_planned(company: Company, as_alice: Client) -> None:
    last = timezone.localdate() + timedelta(days=10)
    address = reverse("waves:list", args=[company.pk])
    assert "Noch keine Runde" in as_alice.get(address).content.decode()
    posted = {"name": " Frühjahr  2027 ", "mode": "anonymous", "closes_on": last.strftime("%d.%m.%Y"), "live": "yes"}
    location = as_alice.post(address, posted)["Location"]
    row = Wave.objects.get()
    assert location == of("wave", row)
    assert (row.name, row.mode, row.state, row.live, row.threshold, row.number) == ("Frühjahr 2027", "anonymous", "draft", True, 5, 1)
    assert row.closes_at is not None
    assert timezone.localtime(row.closes_at - timedelta(seconds=1)).date() == last
    assert "Frühjahr 2027" in as_alice.get(address).content.decode()


@pytest.mark.parametrize(
    ("fields", "at"),
    [({"mode": "secret"}, "mode"), ({"closes_on": "31.2.2027"}, "closes_on"), ({"closes_on": "2020-01-01"}, "closes_on")],
)
def test_a_wrong_plan_is_refused_at_its_field(fields: dict[str, str], at: str, company: Company, as_alice: Client) -> None:
    answer = as_alice.post(reverse("waves:list", args=[company.pk]), {"mode": "open", **fields})
    assert answer.status_code == 422
    assert f'href="#{at}"' in answer.content.decode()
    assert not Wave.objects.exists()


def test_a_firm_of_four_is_offered_an_open_round(company: Company, as_alice: Client) -> None:
    Company.objects.update(staff=4.0)
    shown = as_alice.get(reverse("waves:list", args=[company.pk])).content.decode()
    assert 'value="open" checked' in shown
    assert "weniger als fünf" in shown


def test_personal_links_are_shown_once_and_never_stored(wave: Wave, as_alice: Client) -> None:
    shown = invite(as_alice, wave, people="Anna Berg; anna@firma.example\nben@firma.example\n\nCem", count="2")
    found = made(shown)
    assert len(set(found)) == 5
    rows = {(row.label, row.email) for row in Invitation.objects.all()}
    assert rows == {("Anna Berg", "anna@firma.example"), ("", "ben@firma.example"), ("Cem", ""), ("", "")}
    secrets = [address.split("/")[2] for address in found]
    assert {links.digest_of(secret) for secret in secrets} == set(Invitation.objects.values_list("digest", flat=True))
    assert not any(secret in str(list(Invitation.objects.values())) for secret in secrets)
    assert made(as_alice.get(of("wave", wave)).content.decode()) == []


def test_a_form_sent_twice_invites_once(wave: Wave, as_alice: Client) -> None:
    for _ in range(2):
        invite(as_alice, wave, people="Anna\nBen")
    assert Invitation.objects.count() == 2


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({}, "mindestens eine Person"),
        ({"people": "anna@"}, "Zeile 1"),
        ({"people": "Anna\nx@y z@q"}, "Zeile 2"),
        ({"count": "0"}, "ganze Zahl von 1 bis 200"),
        ({"count": "²"}, "ganze Zahl von 1 bis 200"),
        ({"count": "201"}, "höchstens 200"),
        ({"count": "5", "role": "owner"}, "eine Gruppe"),
    ],
)
def test_wrong_invitations_are_refused_and_none_is_made(fields: dict[str, str], told: str, wave: Wave, as_alice: Client) -> None:
    shown = invite(as_alice, wave, **fields)
    assert told in shown
    assert not Invitation.objects.exists()


def test_a_renewed_link_ends_the_old_one_but_not_after_an_answer(wave: Wave, as_alice: Client, as_stranger: Client) -> None:
    first = made(invite(as_alice, wave, count="5"))
    turning.start(wave)
    row = Invitation.objects.get(digest=links.digest_of(first[0].split("/")[2]))
    (second,) = made(as_alice.post(of("renew", wave, row.pk)).content.decode())
    assert as_stranger.get(first[0]).status_code == 404
    assert as_stranger.get(second).status_code == 200
    Invitation.objects.filter(pk=row.pk).update(answered=True)
    refused = as_alice.post(of("renew", wave, row.pk))
    assert refused.status_code == 409
    assert "zweimal" in refused.content.decode()
    assert as_stranger.get(second).status_code == 200
    as_alice.post(of("cancel", wave, row.pk))
    assert "Dieser Link ist abgesagt" in as_stranger.get(second).content.decode()


def test_a_room_has_a_poster_that_can_be_shown_again(wave: Wave, as_alice: Client, as_stranger: Client) -> None:
    address = as_alice.post(of("make-room", wave), {"role": "staff", "language": "en"})["Location"]
    again = as_alice.post(of("make-room", wave), {"role": "staff", "language": "en"})["Location"]
    assert address == again
    shown = as_alice.get(address).content.decode()
    (link,) = re.findall(r"<strong class=\"wrap\">http://testserver(/w/[^<]+)</strong>", shown)
    assert "<svg" in shown
    assert 'style="' not in shown
    turning.start(wave)
    assert as_stranger.get(link).status_code == 200
    assert link.split("/")[2] not in str(list(Invitation.objects.values()))


def test_the_code_on_the_poster_is_read_as_the_address() -> None:
    from leitplanke.web.waves.qrcode import QUIET, draw  # noqa: PLC0415 - only here

    drawing = draw("HTTPS://LEITPLANKE.EXAMPLE/W/1")
    dark = {(int(x), int(y)) for x, y in re.findall(r"M(\d+) (\d+)h1v1h-1z", drawing.path)}
    # The three finder patterns of ISO/IEC 18004 in their corners, and the quiet zone around all.
    last = drawing.size - QUIET - 7
    for left, top in ((QUIET, QUIET), (last, QUIET), (QUIET, last)):
        ring = {(left + x, top + y) for x in range(7) for y in range(7) if max(abs(x - 3), abs(y - 3)) != 2}
        white = {(left + x, top + y) for x in range(7) for y in range(7) if max(abs(x - 3), abs(y - 3)) == 2}
        assert ring <= dark
        assert not white & dark
    assert all(QUIET <= x < drawing.size - QUIET and QUIET <= y < drawing.size - QUIET for x, y in dark)


def test_a_round_goes_from_draft_to_frozen(wave: Wave, as_alice: Client) -> None:
    refused = as_alice.post(of("turn", wave, "oeffnen"))
    assert refused.status_code == 409
    assert "nie ein Bild" in refused.content.decode()
    invite(as_alice, wave, count="5")
    states = []
    for turn in ("oeffnen", "schliessen", "wieder-oeffnen", "schliessen", "einfrieren", "wieder-oeffnen", "oeffnen"):
        as_alice.post(of("turn", wave, turn))
        wave.refresh_from_db()
        states.append(wave.state)
    assert states == ["open", "closed", "open", "closed", "frozen", "frozen", "frozen"]
    assert as_alice.post(of("turn", wave, "verbrennen")).status_code == 404


def test_a_second_round_is_planned_once_and_an_opened_round_stays(wave: Wave, as_alice: Client) -> None:
    invite(as_alice, wave, count="5")
    for turn in ("oeffnen", "schliessen", "zweite-runde", "zweite-runde"):
        as_alice.post(of("turn", wave, turn))
    second = Wave.objects.get(follows=wave)
    assert (second.state, second.mode, second.number) == ("draft", "anonymous", 2)
    assert as_alice.post(of("turn", wave, "loeschen")).status_code == 409
    as_alice.post(of("turn", second, "loeschen"))
    assert list(Wave.objects.all()) == [wave]


def test_the_threshold_only_rises_and_the_mode_stays_once_it_runs(wave: Wave, as_alice: Client) -> None:
    fields = {"name": "", "mode": "anonymous", "closes_on": "", "keep_until": "", "works_council_agreed_on": "2026-11-02"}
    assert as_alice.post(of("change", wave), fields | {"threshold": "7"}).status_code == 302
    for wrong in ("6", "4", "0", "-7", "7.5", "", "51", "x"):
        answer = as_alice.post(of("change", wave), fields | {"threshold": wrong})
        assert answer.status_code == 422
        assert 'href="#threshold"' in answer.content.decode()
    invite(as_alice, wave, count="7")
    as_alice.post(of("turn", wave, "oeffnen"))
    as_alice.post(of("change", wave), fields | {"threshold": "8", "mode": "open"})
    wave.refresh_from_db()
    assert (wave.threshold, wave.mode, str(wave.works_council_agreed_on)) == (8, "anonymous", "2026-11-02")


def test_the_database_itself_refuses_a_threshold_below_five(wave: Wave) -> None:
    from django.db import IntegrityError, transaction  # noqa: PLC0415 - only here

    with pytest.raises(IntegrityError), transaction.atomic():
        Wave.objects.filter(pk=wave.pk).update(threshold=4)


def test_a_picture_is_never_edited(wave: Wave) -> None:
    row = Shown.objects.create(wave=wave, indicator="i", group="staff", counts=[5, 0, 0, 0, 0, 0, 0])
    row.counts = [4, 0, 0, 0, 0, 0, 0]
    with pytest.raises(ValueError, match="never edited"):
        row.save()


def test_the_page_tells_people_and_no_answer(wave: Wave, as_alice: Client, as_stranger: Client) -> None:
    found = made(invite(as_alice, wave, count="6"))
    as_alice.post(of("turn", wave, "oeffnen"))
    question = field_name(sheets("staff")[0].indicators[0].id)
    for place, address in enumerate(found[:4]):
        as_stranger.post(address)
        if place:
            as_stranger.post(f"{address}1", {question: "4"})
    shown = as_alice.get(of("wave", wave)).content.decode()
    assert re.search(r'Belegschaft</th><td class="number">6</td><td class="number">3</td><td class="number">0</td>', shown)
    assert not any(str(key) in shown for key in Rater.objects.values_list("key", flat=True))


def test_papers_for_the_works_council_name_the_firm(company: Company, as_alice: Client) -> None:
    for paper, says in (("purpose", "freiwillig"), ("council", "BetrVG"), ("agreement", "wird vereinbart")):
        shown = as_alice.get(reverse("waves:paper", args=[company.pk, paper])).content.decode()
        assert says in shown
    assert "Alpha &amp; Söhne GmbH" in shown
    assert as_alice.get(reverse("waves:paper", args=[company.pk, "other"])).status_code == 404


class Post(socketserver.StreamRequestHandler):
    """As much of RFC 5321 as a client needs to hand over a mail."""

    def handle(self) -> None:
        self.wfile.write(b"220 here\r\n")
        for line in self.rfile:
            if line.upper().startswith(b"DATA"):
                self.wfile.write(b"354 go on\r\n")
                mail = b"".join(iter(self.rfile.readline, b".\r\n"))
                self.server.box.append(message_from_bytes(mail, policy=policy.default))  # type: ignore[attr-defined]
            elif line.upper().startswith(b"QUIT"):
                self.wfile.write(b"221 bye\r\n")
                return
            self.wfile.write(b"250 ok\r\n")


@pytest.fixture
def post_office(settings: Settings) -> Iterator[list[object]]:
    """Return the box of a real mail server on this machine."""
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Post) as server:
        server.box = []  # type: ignore[attr-defined]
        threading.Thread(target=server.serve_forever, daemon=True).start()
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = server.server_address
        settings.DEFAULT_FROM_EMAIL = "runde@firma.example"
        yield server.box  # type: ignore[attr-defined]
        server.shutdown()


def test_mails_carry_the_link_and_reminders_a_new_one(
    wave: Wave, as_alice: Client, as_stranger: Client, post_office: list[dict[str, str]]
) -> None:
    people = "\n".join(f"person{place}@firma.example" for place in range(5))
    found = made(invite(as_alice, wave, people=people, send="yes"))
    as_alice.post(of("turn", wave, "oeffnen"))
    assert sorted(mail["To"] for mail in post_office) == [f"person{place}@firma.example" for place in range(5)]
    assert all(mail["From"] == "runde@firma.example" for mail in post_office)
    for mail, address in zip(post_office, found, strict=True):
        assert f"http://testserver{address}" in mail.get_content()  # type: ignore[attr-defined]
    as_stranger.post(found[0])
    name = re.search(r'name="([a-z-]+)" value="3"', as_stranger.get(f"{found[0]}1").content.decode())
    assert name
    as_stranger.post(f"{found[0]}1", {name[1]: "3"})
    post_office.clear()
    for _ in range(2):
        as_alice.post(of("remind", wave))
    assert sorted(mail["To"] for mail in post_office) == [f"person{place}@firma.example" for place in range(1, 5)]
    assert as_stranger.get(found[0]).status_code == 200
    assert as_stranger.get(found[1]).status_code == 404


def test_without_a_mail_server_the_text_can_be_copied(wave: Wave, as_alice: Client) -> None:
    shown = invite(as_alice, wave, people="anna@firma.example", send="yes")
    (address,) = made(shown)
    letter = re.search(r'<p class="letter">(.+?)</p>', shown, flags=re.DOTALL)
    assert letter
    assert f"http://testserver{address}" in letter[1]
    assert "mindestens 5 Menschen" in letter[1]
    assert "verschickt" not in shown


def test_a_broken_mail_server_loses_no_link(wave: Wave, as_alice: Client, settings: Settings) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", 9, 2
    settings.DEFAULT_FROM_EMAIL = "runde@firma.example"
    shown = invite(as_alice, wave, people="anna@firma.example", send="yes")
    assert len(made(shown)) == 1
    assert Invitation.objects.count() == 1
