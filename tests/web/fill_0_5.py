"""Makes the full installation that release 0.5.0 leaves to its successors, and that release's own backup of it.

``python tests/web/fill_0_5.py PYTHON SOURCE`` runs the code of 0.5.0 and nothing of today's: `PYTHON` has the packages of that release's
``requirements/run.txt``, `SOURCE` is the folder ``src`` of its commit (0ee6c4f1). Every table gets rows: first such with values that hurt,
then firms, invented from end to end, by the functions and commands of the release itself, which also evaluates a study (at few points),
serves pages to somebody who signs in, and backs up what is there.
"""

import http.client
import os
import re
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import tempfile
import zipfile
from contextlib import closing
from pathlib import Path
from urllib.parse import urlencode

HERE = Path(__file__).parent
TO = Path(os.environ.get("TO") or HERE / "installations")
WHICH = "import leitplanke, importlib.metadata as m; print(leitplanke.__version__, leitplanke.__file__)"
EXTREMES = """
import random
from datetime import UTC, date, datetime
import fill_every_table as filling
from django.db import connection
filling.HINTS["waves.wave"] |= {"keep_until": date(9999, 12, 31)}
filling.HINTS["accounts.invite"] = {"expires_at": datetime(2999, 1, 1, tzinfo=UTC)}
filling.HINTS["accounts.passwordlink"] = {"created_at": datetime(2999, 1, 1, 0, 0, 0, 1, tzinfo=UTC)}
# The release gives such names itself; the file of this one is lost.
filling.HINTS["notes.attachment"] = {"file": "0123456789abcdef" * 2}
filling.fill(connection, random.Random(5))
"""
FILL = """
import functools
from datetime import UTC, date, datetime

from django.contrib.auth.models import Group, Permission
from django.core.cache import cache
from django.core.files.base import ContentFile
from django.db import transaction
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount

from leitplanke.company.dependence.channel import Channel
from leitplanke.company.dependence.partner import Relation
from leitplanke.company.dependence.ledger import Ledger
from leitplanke.company.dependence.service import Contract, Service
from leitplanke.exchange import examples, studyfile
from leitplanke.study import run
from leitplanke.study.own import OwnLoss, OwnRate, OwnUnseen
from leitplanke.web.accounts.models import CustomRole, FailedSignIn, Invite, Membership, Organisation, PasswordLink, RoleVerb, User
from leitplanke.web.accounts.models import digest_of
from leitplanke.web.api import tokens
from leitplanke.web.api.models import ExternalId
from leitplanke.web.board import taking
from leitplanke.web.catalogue import catalogue, quick_check
from leitplanke.web.cloud import keeping as cloud
from leitplanke.web.companies.models import Company, CompanyAccess, LinkedFirm
from leitplanke.web.estimates.entries import row_of
from leitplanke.web.estimates.models import Funding, OwnFigure, Stance, StartWindow
from leitplanke.web.guide.models import Mark, Voice
from leitplanke.web.intake.storing import store
from leitplanke.web.ledger.models import Draft, LedgerImport, ListMapping, told
from leitplanke.web.look.models import Look
from leitplanke.web.network.models import NetworkEntry
from leitplanke.web.notes.models import Attachment, Comment
from leitplanke.web.picture.effects import measure_effect
from leitplanke.web.protection.models import PolicyBreach
from leitplanke.web.strengths.models import StrengthRating
from leitplanke.web.studies import jobs, reviewing
from leitplanke.web.studies.models import Study
from leitplanke.web.studies.results import read_result
from leitplanke.web.survey.models import Rater, Rating
from leitplanke.web.waves import links, turning
from leitplanke.web.waves.models import Invitation
from leitplanke.web.weights.models import GoalWeight
from leitplanke.web.whatif import keeping, sharing
from leitplanke.web.whatif.desk import Desk
from leitplanke.web.whatif.setting import Setting
from leitplanke.web.workshop.models import Workbook

FIRE = chr(0x1F525)
LONG = ("Die Fräse \\u201eNr. 7\\u201c steht \\u2013 seit Montag. " * 200)[:4000]
NASTY = f"Zeile eins\\nZeile zwei\\r\\n\\tmit Tab, 'einfach', \\"doppelt\\", \\\\N \\\\t %s {FIRE} e\\u0301"
WHOLE = datetime(2026, 3, 29, 1, 0, tzinfo=UTC)
PART = datetime(2026, 10, 25, 1, 30, 0, 120_000, tzinfo=UTC)
LATE = datetime(2999, 12, 31, 23, 59, 59, 999_999, tzinfo=UTC)

# Few points: what is stored is as long, and soon there.
run.analyse = functools.partial(run.analyse, outer_points=16, histories=2**10)

anna = User.objects.create_user("änne", password="ein-langes-kennwort-7", email="aenne@firma.example")
ben = User.objects.create_user("ben", password="noch-ein-kennwort-8", first_name="Ben", last_name="O\\u2019Neil-Łoś")
cem = User.objects.create_user("cem", is_active=False)
home = Organisation.objects.create(name="Müller & Söhne 'GmbH' \\"Holding\\"")
away = Organisation.objects.create(name="")
role = CustomRole.objects.create(organisation=home, name=f"Buchhaltung {FIRE}")
RoleVerb.objects.bulk_create(RoleVerb(role=role, verb=verb) for verb in ("see", "answer"))
Membership.objects.create(user=anna, organisation=home, role="owner")
Membership.objects.create(user=ben, organisation=home, role="adviser")
Membership.objects.create(user=cem, organisation=home, role="custom", custom_role=role)
Membership.objects.create(user=ben, organisation=away)
Invite.objects.create(organisation=home, label="Uli Ä", role="it", digest=digest_of("uli"), expires_at=LATE)
PasswordLink.objects.create(user=cem, digest=digest_of("cem"))
FailedSignIn.objects.create(digest=digest_of("nobody"), count=2**31 - 1, since=LATE)
EmailAddress.objects.create(user=anna, email="aenne@firma.example", verified=True, primary=True)
Authenticator.objects.create(user=ben, type="recovery_codes", data={"seed": "x", "used_mask": 3})
SocialAccount.objects.create(user=ben, provider="issuer.example", uid="4711", extra_data={"name": "Ben", "email": "ben@issuer.example"})
SocialAccount.objects.create(user=cem, provider="issuer.example", uid="4712")
Group.objects.create(name="Gruppe").permissions.add(Permission.objects.first())
Look.objects.create(
    organisation=home, logo=bytes(range(256)), logo_name="Logo (neu) .png", template=b"PK", template_name="Vorlage \\u2013 1.docx"
)
PolicyBreach.objects.create(directive="script-src", path="/w/" + "Ab3_-" * 8, count=3)
PolicyBreach.objects.create(directive="script-src", path="/unternehmen/", count=2**31 - 1)

firm = Company.objects.create(
    organisation=home, name="Alpha & Söhne GmbH", sector="Zerspanung", region="", staff=38.0, turnover_eur=5_200_000.1,
    liquidity_eur=320_000.0, free_cash_flow_eur_per_year=180_000.0, equity_eur=900_000.0, largest_buyer_eur=2_392_000.0,
    guiding_question="Was, wenn der \\u201eOfen\\u201c für drei Wochen steht?", decide_by=date(2027, 2, 28), owner_led=None,
)
others = [store(home, studyfile.read(examples.text(name), name, catalogue()), name) for name in examples.names()]
hurt = Company.objects.create(
    organisation=away, name=f" {FIRE}\\nx" * 40, staff=5e-324, turnover_eur=1e308, equity_eur=-1e-300, liquidity_eur=-0.0
)
Company.objects.create(organisation=home, deleted_at=PART)
mother = LinkedFirm.objects.create(company=firm, name="Mutter AG", side="above", relation="partner", share_percent=33.3, staff=0.1)
LinkedFirm.objects.create(company=firm, under=mother, name="Schwester", relation="linked", share_percent=100.0, adjacent_markets=True)
CompanyAccess.objects.create(user=ben, company=firm, expires_at=LATE)
adviser = Invite.objects.create(organisation=home, label="B", role="adviser", digest=digest_of("b"), expires_at=LATE)
CompanyAccess.objects.create(invite=adviser, company=firm)
ExternalId.objects.create(organisation=home, company=firm, external_id="ERP 4711/ä")
tokens.make(anna, home, "Waren\\u00adwirtschaft", "write", 365)
tokens.make(ben, home, "ERP", "read", 1)

asked = [one.id for _, page in quick_check() for one in page]
def answer(rater, shift, **more):
    more |= {"rater": rater, "catalogue_version": catalogue().version}
    rows = [Rating(indicator=one, level=(place + shift) % 5, **more) for place, one in enumerate(asked)]
    rows[1].level, rows[1].missing = None, "unknown"
    rows[2].level, rows[2].missing, rows[2].reason = None, "not-applicable", "Wir haben keine \\u201eMaschinen\\u201c.\\nNie."
    Rating.objects.bulk_create(rows)
desk = Rater.objects.create(company=firm)
answer(desk, 0, saved_at=WHOLE)
leader = Rater.objects.create(company=firm, role="it", weight=0.1, created_at=PART)
answer(leader, 2, saved_at=PART)
Workbook.objects.create(rater=leader, name="Mappe 1 \\u2013 Halle.xlsx", digest="0" * 64)

def invited(wave, count=7, answers=0):
    for place in range(count):
        secret = links.new_secret()
        values = {"label": f"Platz {place} ä", "digest": links.digest_of(secret), "answered": place < answers}
        Invitation.objects.create(wave=wave, kind="personal", role="staff", **values)
        if place < answers:
            named = {} if wave.mode == "anonymous" else {"name": "Erika Ö", "agreed_on": date(2026, 11, 1)}
            named |= {"role": "staff", "key": links.key_of(secret), "finished": place % 2 == 0}
            answer(Rater.objects.create(company=firm, wave=wave, **named), place)
turning.plan(firm, mode="open", name="Entwurf")
anonymous = turning.plan(firm, mode="anonymous", name=f"Frühjahr {FIRE}", live=True)
invited(anonymous, answers=6)
turning.start(anonymous)
turning.close(anonymous)
second = turning.second_round(anonymous)
turning.start(second)
opened = turning.plan(others[0], mode="open", name="Offen")
room = Invitation(wave=opened, kind="room", role="staff")
room.digest = links.digest_of(links.room_secret(room.pk))
room.save()
turning.start(opened)
ended = turning.plan(others[0], mode="open", name="Fest")
Invitation.objects.create(
    wave=ended, kind="personal", role="owner", digest=links.digest_of("fest"), cancelled_at=PART, email="w@firma.example",
    reminded_on=date(2026, 11, 2),
)
turning.start(ended)
Rater.objects.create(company=others[0], wave=ended, role="owner", key=links.key_of("fest"), withdrawn=True)
turning.close(ended)
turning.freeze(ended)

about = {"company": firm, "target": "unseen.cyber.incident"}
for one, text, at in ((anna, NASTY, WHOLE), (ben, LONG, PART), (None, "Der Ofen der Bäckerei steht still", LATE)):
    Comment.objects.create(written_by=one, text=text, created_at=at, **about)
files = {"Angebot  vom 3. März (neu) .pdf": b"%PDF-1.7\\n" + bytes(range(256)), "leer.txt": b"", "Übersicht.csv": LONG.encode()}
for name, content in files.items():
    file = ContentFile(content, name="y")
    Attachment.objects.create(written_by=anna, name=name, kind=name[-3:], size=len(content), file=file, **about)
OwnFigure.objects.create(company=firm, target="unseen.cyber.attack", parameter="rate", low=0.1, high=2.0, reason="gezählt")
OwnFigure.objects.create(company=hurt, target="x", parameter="y", low=1e-300, high=0.1, reason=LONG[:2000])
Stance.objects.create(company=hurt, target="measure.x", kind="done", quarter="2026-Q4", reason=NASTY)
Funding.objects.create(company=hurt, target="measure.x", rate=1.0, cap_eur=1e-300, reason="'")
StartWindow.objects.create(company=hurt, target="measure.x", works_from="2027-Q2", reason="\\"")
own = OwnUnseen(
    id="unseen.pack-own.fair", title="Messe", component="component.cross", text="Sie fällt aus.", rate=OwnRate(low=0.1, high=0.5),
    loss=OwnLoss(low=1e3, high=1e4), reason=f"Erfahrung {FIRE}",
)
row_of(firm, own).save()
for place, one in enumerate(catalogue().strengths[:5]):
    StrengthRating.objects.create(company=firm, strength=one.id, level=place)
GoalWeight.objects.create(company=hurt, group="owner", goal="x", weight=0.1)
Mark.objects.create(company=firm, step="linked", kind="skipped")
Voice.objects.create(company=firm, actor="actor.owner", takes_part=None, speaker="Frau Ö")
NetworkEntry(company=firm).keep(Channel(name="Markt", type="b2c", revenue_net_eur=100_000.1))
NetworkEntry(company=firm).keep(Relation(partner="Alpha \\u201eNord\\u201c", role="customer"))
contract = Contract(ends=date(2027, 1, 31), notice_months=1.5)
cloud.keep(firm, Service(id="post", name="Post ä", provider="P", model="saas", contract=contract))
cache.set("Schlüssel", {"ä": 0.1}, None)
year = Ledger(begins=date(2025, 1, 1), ends=date(2025, 12, 31))
LedgerImport.objects.create(company=hurt, name="EXTF ä.csv", begins=year.begins, ends=year.ends, postings=2**31 - 1, document=told(year))
Draft.objects.create(company=hurt, name="Liste.xlsx", content=bytes(range(256)))
ListMapping.objects.create(company=hurt, signature="0" * 64, document="{}")

with transaction.atomic():
    study = jobs.order(firm)
jobs.evaluate.call(str(study.pk))
study.refresh_from_db()
assert study.state == "done", study.faults
reviewing.order(study)
reviewing.review_plan.call(str(study.pk))
measure_effect.call(str(study.pk))
study = Study.objects.get(pk=study.pk)
assert study.review.state == "done", study.review.faults
seat = Desk.of(study.pk, read_result(study.pk), catalogue())
kept = keeping.keep(study, seat, Setting(starts=seat.plan, budget_eur=12_345.0), "Für die Bank", anna, "de")
sharing.share(kept, 14, anna)
gone = sharing.share(kept, 14, anna)
gone.revoked_at = PART
gone.save()
board = taking.take(firm, study, kept)
for place, item in enumerate(board.items.all()):
    item.status, item.person, item.note = ("begun", "done", "stopped", "planned")[place % 4], "Frau Ö", NASTY
    item.begun_on, item.actual_cost_eur = date(2026, 11, 1), 0.1
    item.save()
Study.objects.create(company=firm, inputs=study.inputs, state="cancelled", share=1 / 3)
faults = [{"code": "x", "values": [["given", FIRE]]}]
Study.objects.create(company=firm, inputs=study.inputs, state="failed", faults=faults, seed=2**31 - 1)
anna.user_permissions.add(Permission.objects.first())
anna.groups.add(Group.objects.get(name="Gruppe"))
"""
SETTLE = """
from datetime import timedelta
from django.db import connection
from django.utils import timezone
from leitplanke.web.accounts.models import FailedSignIn
# As if that had been yesterday: whoever signs in next makes the product forget it, however soon a test runs after this.
FailedSignIn.objects.filter(since__lt=timezone.now()).update(since=timezone.now() - timedelta(days=1))
connection.cursor().execute("VACUUM")
"""


class Release:
    """The commands of 0.5.0 on a data folder."""

    def __init__(self, python: Path, source: Path, folder: Path) -> None:
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("LEITPLANKE_", "DJANGO_", "PYTHON"))}
        self.python = str(python)
        self.environment = kept | {"LEITPLANKE_VAR": str(folder), "PYTHONPATH": f"{source}{os.pathsep}{HERE}", "LEITPLANKE_REVIEWS": "ask"}
        version, _, path = self.run("-c", WHICH).strip().partition(" ")
        print(version, path)  # noqa: T201 - it is to be seen that this is no other code
        if version != "0.5.0" or source not in Path(path).parents:
            sys.exit(f"not the code of 0.5.0: {path}")

    def run(self, *words: str) -> str:
        done = subprocess.run(
            [self.python, *words], env=self.environment, capture_output=True, text=True, check=False, timeout=600, cwd="/"
        )
        if done.returncode:
            sys.exit(f"{words[:4]}: {done.stdout}{done.stderr}")
        return done.stdout

    def shell(self, script: str) -> None:
        self.run("-m", "leitplanke", "manage", "shell", "-v0", "-c", script)

    def visit(self) -> None:
        """Serve, and let somebody sign in: once with a wrong password."""
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        command = [self.python, "-m", "leitplanke", "serve", "--port", str(port)]
        with subprocess.Popen(command, env=self.environment, stdout=subprocess.PIPE, text=True, cwd="/") as server:
            assert server.stdout is not None
            assert server.stdout.readline().startswith("Leitplanke: http")
            cookies: dict[str, str] = {}
            page = ask(port, "/anmelden", cookies)[1]
            for password in ("ein-falsches-kennwort", "ein-langes-kennwort-7"):
                token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
                assert token
                form = {"csrfmiddlewaretoken": token[1], "username": "änne", "password": password}
                status, page = ask(port, "/anmelden", cookies, urlencode(form))
            assert status == 302
            assert "Alpha" in ask(port, "/unternehmen/", cookies)[1]
            server.send_signal(signal.SIGINT)
            assert server.wait(60) == 0


def ask(port: int, path: str, cookies: dict[str, str], body: str | None = None) -> tuple[int, str]:
    """Ask a server for a page as a browser does, or send it a form."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    heads = {"Cookie": "; ".join(f"{name}={value}" for name, value in cookies.items())}
    kind = {} if body is None else {"Content-Type": "application/x-www-form-urlencoded"}
    connection.request("GET" if body is None else "POST", path, body, heads | kind)
    answer = connection.getresponse()
    for line in answer.headers.get_all("Set-Cookie") or []:
        name, _, value = line.partition(";")[0].partition("=")
        cookies[name] = value
    return answer.status, answer.read().decode()


def pack(folder: Path, path: Path) -> None:
    """Zip the database, the key and the attachments; what the server would make again, and locks, stay out."""
    with closing(sqlite3.connect(folder / "leitplanke.sqlite3")) as database:
        database.execute("PRAGMA journal_mode = DELETE")
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as packed:
        for one in sorted((folder / "leitplanke.sqlite3", folder / "secret-key", *(folder / "attachments").iterdir())):
            packed.write(one, one.relative_to(folder))


def make(python: Path, source: Path) -> None:
    """Fill an installation, back it up, and keep both."""
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made) / "var"
        release = Release(python, source, folder)
        release.run("-m", "leitplanke", "manage", "migrate", "-v0")
        release.shell(EXTREMES)
        release.shell(FILL)
        release.visit()
        release.shell(SETTLE)
        backup = Path(made) / "backup.zip"
        release.run("-m", "leitplanke", "backup", str(backup))
        pack(folder, TO / "0.5.0-full.zip")
        shutil.copy(backup, TO / "0.5.0-full-backup.zip")


if __name__ == "__main__":
    make(Path(sys.argv[1]), Path(sys.argv[2]).resolve())
