"""Attachments go along with their rows, and leave nothing behind where an archive is refused."""

import io
import json
import zipfile
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.apps.registry import Apps
from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage
from django.db import connection, models

from leitplanke.primitives.faults import InputFaultsError
from leitplanke.web.accounts.models import User
from leitplanke.web.archive import reading, storing, writing
from leitplanke.web.companies.models import Company
from leitplanke.web.notes.models import Attachment
from leitplanke.web.tables.owned import KEPT, Kept

CONTENT = b"%PDF-1.7 \x00\xff" + bytes(range(256))
DAY = date(2026, 11, 22)


@dataclass
class Shelf:
    """A model with attachments, with its table and its folder."""

    model: Any
    folder: Path

    def names(self) -> list[str]:
        return sorted(str(path.relative_to(self.folder)) for path in self.folder.rglob("*") if path.is_file())


@pytest.fixture
def shelf(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Shelf:
    """Make a model that only this test knows, with a real table, which the test's transaction takes back, and real files."""
    folder = tmp_path / "shelf"

    class Evidence(models.Model):
        company = models.ForeignKey(Company, on_delete=models.CASCADE, related_name="+")
        file = models.FileField(upload_to="notes", storage=FileSystemStorage(folder), max_length=200, blank=True)

        class Meta:
            app_label = "workshop"
            apps = Apps()

        def __str__(self) -> str:
            return str(self.file)

    editor = connection.SchemaEditorClass(connection)
    editor.deferred_sql = []
    with connection.cursor() as cursor:
        cursor.execute(*editor.table_sql(Evidence))
    for module in (writing, storing):
        monkeypatch.setattr(module, "KEPT", (*KEPT, Kept(model=Evidence)))
    return Shelf(Evidence, folder)


def filled(shelf: Shelf, company: Company) -> bytes:
    row = shelf.model(company=company)
    row.file.save("beleg.pdf", ContentFile(CONTENT))
    shelf.model.objects.create(company=company)
    return writing.write(company, DAY)


def test_an_attachment_comes_back_byte_by_byte_under_a_name_of_its_own(shelf: Shelf, company: Company, bob: User) -> None:
    archive = filled(shelf, company)
    with zipfile.ZipFile(io.BytesIO(archive)) as parts:
        assert parts.read("files/notes/beleg.pdf") == CONTENT
        assert [one["file"] for one in json.loads(parts.read("manifest.json"))["files"]] == ["files/notes/beleg.pdf"]
    copy = storing.store(reading.read(archive, "archiv.zip"), bob.organisations.get())
    first, second = shelf.model.objects.filter(company_id=copy.pk).order_by("pk")
    assert first.file.read() == CONTENT
    assert first.file.name != "notes/beleg.pdf"
    assert not second.file
    assert len(shelf.names()) == 2


def test_a_refused_archive_leaves_no_attachment_behind(shelf: Shelf, company: Company, bob: User) -> None:
    archive = reading.read(filled(shelf, company), "archiv.zip")
    wrong = dict(archive.tables)
    name = Kept(model=shelf.model).name
    wrong[name] = (*archive.tables[name], {"id": 99, "company_id": "nobody", "file": ""})
    with pytest.raises(InputFaultsError):
        storing.store(reading.Archive(tables=wrong, files=archive.files), bob.organisations.get())
    assert shelf.names() == ["notes/beleg.pdf"]
    assert Company.objects.count() == 1


def test_a_row_cannot_take_a_file_that_lies_here_already(shelf: Shelf, company: Company, bob: User) -> None:
    archive = reading.read(filled(shelf, company), "archiv.zip")
    with pytest.raises(InputFaultsError) as caught:
        storing.store(reading.Archive(tables=archive.tables, files={}), bob.organisations.get())
    assert [fault.code for fault in caught.value.faults] == ["archive-file-missing"]


@pytest.mark.parametrize("named", ["../../beleg.pdf", "/etc/passwd", "C:\\beleg.pdf", "notes/../../beleg.pdf"])
def test_the_name_in_a_row_never_decides_where_its_file_goes(shelf: Shelf, company: Company, bob: User, named: str) -> None:
    archive = reading.read(filled(shelf, company), "archiv.zip")
    name = Kept(model=shelf.model).name
    rows = tuple({**row, "file": named} if row["file"] else row for row in archive.tables[name])
    forged = reading.Archive(tables={**archive.tables, name: rows}, files={f"files/{named}": CONTENT})
    try:
        storing.store(forged, bob.organisations.get())
    except InputFaultsError:
        assert shelf.names() == ["notes/beleg.pdf"]
    else:
        assert all(one.startswith("notes/") for one in shelf.names())
    assert not (shelf.folder.parent / "beleg.pdf").exists()


@pytest.mark.parametrize(
    ("name", "kind", "content"),
    [
        ("beleg.html", "pdf", b"%PDF-1.7"),
        ("beleg.pdf", "pdf", b"<script>alert(1)</script>"),
        ("beleg.pdf.exe", "pdf", b"%PDF-1.7"),
        ("beleg.pdf", "png", b"%PDF-1.7"),
        ("\u202efdp.exe", "pdf", b"%PDF-1.7"),
        ("beleg.pdf", "pdf", b"%PDF-1.7 and more than the row says"),
    ],
)
def test_an_archive_brings_no_file_that_the_page_would_refuse(name: str, kind: str, content: bytes, company: Company, bob: User) -> None:
    sound = Attachment(company=company, target="unseen.cyber.incident", name="beleg.pdf", kind="pdf", size=8)
    sound.file.save("beleg.pdf", ContentFile(b"%PDF-1.7"))
    assert storing.store(reading.read(writing.write(company, DAY), "archiv.zip"), bob.organisations.get()).attachments.count() == 1
    Attachment.objects.filter(pk=sound.pk).update(name=name, kind=kind)
    Path(sound.file.path).write_bytes(content)
    with pytest.raises(InputFaultsError) as refused:
        storing.store(reading.read(writing.write(company, DAY), "archiv.zip"), bob.organisations.get())
    assert {fault.code for fault in refused.value.faults} == {"archive-content"}
    assert Company.objects.filter(organisation=bob.organisations.get()).count() == 1
