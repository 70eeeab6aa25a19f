"""A firm with one row of each kind that an address can name."""

import json
from datetime import date

from django.core.files.base import ContentFile
from django.utils import timezone

from leitplanke.catalogue.curation import Curation
from leitplanke.company.dependence.service import Contract, Service
from leitplanke.primitives.plain import plain
from leitplanke.study.own import OwnLoss, OwnRate, OwnUnseen
from leitplanke.web.accounts.models import CustomRole, Invite, Membership, Organisation, User
from leitplanke.web.api import tokens
from leitplanke.web.board.figures import Asked, Days, Room
from leitplanke.web.board.models import Board, Item
from leitplanke.web.cloud import curation, keeping
from leitplanke.web.companies.models import Company, LinkedFirm
from leitplanke.web.estimates.entries import row_of
from leitplanke.web.ledger.models import Draft, LedgerImport
from leitplanke.web.network.models import NetworkEntry
from leitplanke.web.notes.models import Attachment, Comment
from leitplanke.web.studies.models import Study
from leitplanke.web.survey.models import Rater
from leitplanke.web.waves import links
from leitplanke.web.waves.models import Invitation, Wave
from leitplanke.web.whatif.models import Scenario, Share
from leitplanke.web.workshop.models import Workbook

FIGURES = {"staff": 5.0, "turnover_eur": 400_000.0, "balance_sheet_eur": 100_000.0}
NO_DAYS = Days(owner=0.0, management=0.0, it=0.0, staff=0.0)
EMPTY_ROOM = json.dumps(plain(Room(first="2027-Q1", budget_eur=(0.0,), days=NO_DAYS)))
NOTHING_ASKED = json.dumps(plain(Asked(once_eur=0.0, yearly_eur=0.0, days_once=NO_DAYS, days_yearly=NO_DAYS, spread=1, lead=0, held="")))
YEAR = {"begins": date(2025, 1, 1), "ends": date(2025, 12, 31)}
PARTNER = '{"partner": "Alpha", "role": "customer"}'
CHANNEL = '{"name": "Markt", "type": "b2c", "revenue_net_eur": 100000.0}'
LEDGER = json.dumps({name: day.isoformat() for name, day in YEAR.items()})


def rows_of_every_kind(study: Study) -> dict[str, object]:
    """Give the firm of a study one row of each kind that an address names; return what addresses call them."""
    linked = LinkedFirm.objects.create(company=study.company, name="Tochter", relation="linked", share_percent=100.0, **FIGURES)
    board = Board.objects.create(company=study.company, study=study, room=EMPTY_ROOM, taken_at=timezone.now())
    item = Item.objects.create(board=board, measure="measure.cloud.exit-folder", asked=NOTHING_ASKED, start="2027-Q1", dropped=True)
    scenario = Scenario.objects.create(study=study, name="Nur Alpha", figures="{}")
    wave = Wave.objects.create(company=study.company, number=1, state="open")
    room = Invitation(wave=wave, kind="room", role="staff")
    Invitation.objects.bulk_create([room])
    Invitation.objects.filter(pk=room.pk).update(digest=links.digest_of(links.room_secret(room.pk)))
    NetworkEntry.objects.create(company=study.company, kind="channel", name="Markt", document=CHANNEL)
    keeping.keep(study.company, Service(id="post", name="Post", provider="P", model="saas", contract=Contract(notice_months=1.0)))
    curation.keep(study.company.organisation, Curation(id="rule.p2b", checked_on=date(2027, 1, 1), checked_by="K", source="s"))
    return {
        "entry_id": NetworkEntry.objects.create(company=study.company, kind="relation", name="Alpha", document=PARTNER).pk,
        "wave_id": wave.pk,
        "invitation_id": Invitation.objects.create(wave=wave, kind="personal", role="staff", digest="0" * 64).pk,
        "room_id": room.pk,
        "company_id": study.company_id,
        "study_id": study.pk,
        "firm_id": linked.pk,
        "own_target": added_to(study.company),
        "scenario_id": scenario.pk,
        "item_id": item.pk,
        "import_id": LedgerImport.objects.create(company=study.company, name="EXTF.csv", postings=1, document=LEDGER, **YEAR).pk,
        "draft_id": Draft.objects.create(company=study.company, name="EXTF.csv", document=LEDGER).pk,
        "comment_id": Comment.objects.create(company=study.company, target="unseen.cyber.incident", text="Notiz").pk,
        "attachment_id": attachment_of(study.company).pk,
        "rater_id": Workbook.objects.create(rater=Rater.objects.create(company=study.company, role="it"), name="mappe.xlsx").rater_id,
        "organisation_id": study.company.organisation_id,
        "membership_id": member_with(study.company.organisation, "it", "ida").pk,
        "invite_id": Invite.objects.create(organisation=study.company.organisation, label="Uli", role="it", digest="1" * 64).pk,
        "role_id": CustomRole.objects.create(organisation=study.company.organisation, name="Buchhaltung").pk,
        "token_id": tokens.make(study.company.organisation.members.first(), study.company.organisation, "ERP", "read", 30)[0].pk,
        "share_id": Share.objects.create(scenario=scenario, digest="0" * 64).pk,
    }


def attachment_of(company: Company) -> Attachment:
    file = ContentFile(b"%PDF-1.7", "beleg.pdf")
    return Attachment.objects.create(company=company, target="unseen.cyber.incident", file=file, name="beleg.pdf", kind="pdf", size=8)


def added_to(company: Company) -> str:
    own = OwnUnseen(
        id="unseen.pack-own.fair",
        title="Messe",
        component="component.cross",
        text="Sie fällt aus.",
        rate=OwnRate(low=0.1, high=0.5),
        loss=OwnLoss(low=1e3, high=1e4),
        reason="Erfahrung",
    )
    row_of(company, own).save()
    return own.id


def member_with(organisation: Organisation, role: str, name: str) -> Membership:
    return Membership.objects.create(user=User.objects.create_user(name), organisation=organisation, role=role)
