"""What there is before the faults: a firm with a round that anybody may answer by link, firms to evaluate, an archive to import."""

import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from faults_people import Page, Rater
from faults_server import command, read_json

ROLES = ("staff", "it", "management")
SCRIPT = r"""
import json, os
from datetime import timedelta
from pathlib import Path
from django.core.files.base import ContentFile
from django.utils import timezone
from leitplanke.exchange import examples
from leitplanke.web.accounts.setup import local_owner
from leitplanke.web.archive import writing
from leitplanke.web.catalogue import catalogue
from leitplanke.web.companies.models import Company
from leitplanke.web.examples.store import result_of
from leitplanke.web.assumed.weighing import weighed
from leitplanke.web.intake.storing import store
from leitplanke.web.notes.models import Attachment
from leitplanke.web.survey.answering import field_name
from leitplanke.web.survey.models import Rater, Rating
from leitplanke.web.waves import links, turning
from leitplanke.web.waves.items import sheets
from leitplanke.web.waves.models import Invitation

home = local_owner().organisations.get()
firm = Company.objects.create(organisation=home, name="Muster GmbH", sector="Zerspanung")
wave = turning.plan(firm, mode="open")
rooms, pages = {}, {}
for role in os.environ["FAULTS_ROLES"].split(","):
    room = Invitation(wave=wave, kind="room", role=role)
    rooms[role] = links.room_secret(room.pk)
    room.digest = links.digest_of(rooms[role])
    room.save()
    pages[role] = [[sheet.number, [[field_name(one.id), one.id] for one in sheet.indicators]] for sheet in sheets(role)]
turning.start(wave)
closed = turning.plan(firm, mode="anonymous", state="closed", keep_until=timezone.localdate() + timedelta(days=180))
Rater.objects.bulk_create([Rater(company=firm, wave=closed, role="it", key=f"closed{number}") for number in range(12)])
inputs = examples.read("machine-builder", catalogue())
firms = [str(store(home, inputs, f"Firma {number}").pk) for number in range(3)]
packed = store(home, inputs, "Archiv")
Company.objects.filter(pk=packed.pk).update(name="Archiv GmbH")
asked = [one["id"] for one in [{"id": found[1]} for page in pages["it"] for found in page[1]]]
for number in range(60):
    rater = Rater.objects.create(company=packed, role="it", key=f"k{number}")
    Rating.objects.bulk_create(
        [Rating(rater=rater, indicator=one, level=number % 5, catalogue_version=catalogue().edition) for one in asked]
    )
for number in range(20):
    content = f"Beleg {number}\n".encode() * 900
    Attachment.objects.create(
        company=packed, target="x", name=f"Beleg {number}.txt", kind="txt", size=len(content), file=ContentFile(content, name="y")
    )
archive = Path(os.environ["FAULTS_ARCHIVE"])
archive.write_bytes(writing.write(Company.objects.get(pk=packed.pk), timezone.localdate()))
if os.environ["FAULTS_WHOLE"]:
    for name in examples.names():
        result_of(name)
    weighed()
print(json.dumps({"rooms": rooms, "pages": pages, "firms": firms}))
"""


@dataclass(frozen=True, slots=True)
class Prepared:
    """A data folder with everything, its links and questions."""

    template: Path
    archive: Path
    rooms: dict[str, str]
    pages: dict[str, list[tuple[int, list[tuple[str, str]]]]]
    firms: Sequence[str]

    def copied(self, folder: Path, database_url: str) -> "Prepared":
        """Return the same in a folder of its own, or in another database."""
        shutil.copytree(self.template, folder)
        if not database_url:
            return self
        (folder / "leitplanke.sqlite3").unlink()
        shutil.rmtree(folder / "attachments", ignore_errors=True)
        return _fill(folder, self.archive.with_name("again.zip"), database_url, whole=False)

    def people(self, answers: int) -> list[Rater]:
        """Return as many people as it takes to give so many answers."""
        found: list[Rater] = []
        while answers > 0:
            role = ROLES[len(found) % len(ROLES)]
            pages: list[Page] = [(number, tuple(name for name, _ in asked)) for number, asked in self.pages[role]]
            found.append(Rater(len(found), self.rooms[role], (), name=f"p{len(found)}", pages=pages))
            answers -= sum(len(names) for _, names in pages)
        return found

    @property
    def ids(self) -> dict[str, str]:
        """Ids of the questions by form name."""
        return {name: one for pages in self.pages.values() for _, asked in pages for name, one in asked}


def prepare(folder: Path, examples: Path | None, *, whole: bool) -> Prepared:
    """Make the data folder, with what a worker computes of the examples if it is there or `whole`, so that none does so in each copy."""
    if examples:
        shutil.copytree(examples, folder / "examples")
    return _fill(folder, folder.with_suffix(".zip"), "", whole=whole)


def _fill(folder: Path, archive: Path, database_url: str, *, whole: bool) -> Prepared:
    command(folder, "manage", "migrate", "-v0", database_url=database_url)
    more = {"FAULTS_ROLES": ",".join(ROLES), "FAULTS_ARCHIVE": str(archive), "FAULTS_WHOLE": "1" if whole else ""}
    told = read_json(command(folder, "manage", "shell", "-v0", "-c", SCRIPT, database_url=database_url, **more))
    return Prepared(folder, archive, told["rooms"], told["pages"], told["firms"])  # type: ignore[arg-type]
