"""Notes and evidence: who may, what comes in, and that no file is ever shown, run or reached by another way."""

import html
import io
import stat
import zipfile
from pathlib import Path

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client
from django.urls import reverse

from leitplanke.web.accounts.models import Membership, User
from leitplanke.web.audit.models import Entry
from leitplanke.web.companies.models import Company
from leitplanke.web.notes import checking
from leitplanke.web.notes.models import Attachment, Comment

UNSEEN = "unseen.cyber.incident"
PDF = b"%PDF-1.7\n<script>alert(1)</script>"
PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 20
PROGRAM = b"MZ\x90\x00\x03\x00"


def office(*parts: str) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as new:
        for part in ("[Content_Types].xml", *parts):
            new.writestr(part, "<a/>")
    return file.getvalue()


def workbook() -> bytes:
    file = io.BytesIO()
    openpyxl.Workbook().save(file)
    return file.getvalue()


def send(browser: Client, company: Company, name: str, content: bytes, target: str = UNSEEN) -> tuple[int, str]:
    data = {"what": "file", "file": SimpleUploadedFile(name, content, "text/html")}
    answer = browser.post(reverse("notes:about", args=[company.pk, target]), data)
    return answer.status_code, html.unescape(answer.content.decode())


def page(browser: Client, company: Company, target: str = UNSEEN) -> str:
    return browser.get(reverse("notes:about", args=[company.pk, target])).content.decode()


def colleague(company: Company, role: str, name: str) -> Client:
    browser, user = Client(), User.objects.create_user(name)
    Membership.objects.create(user=user, organisation=company.organisation, role=role)
    browser.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return browser


@pytest.mark.parametrize("target", [UNSEEN, "indicator.cloud.core-share", "measure.cloud.exit-folder"])
def test_a_comment_is_kept_with_writer_and_time_and_shown_escaped(as_alice: Client, alice: User, company: Company, target: str) -> None:
    text = "Stimmt das?\n<script>alert('x')</script> & Söhne"
    assert as_alice.post(reverse("notes:about", args=[company.pk, target]), {"text": text}).status_code == 302
    row = Comment.objects.get()
    assert (row.text, row.written_by, row.target, row.company) == (text, alice, target, company)
    shown = page(as_alice, company, target)
    assert "<script>alert" not in shown
    assert "&lt;script&gt;alert" in shown
    assert "alice" in shown


def test_the_pages_where_people_answer_lead_to_their_notes(as_alice: Client, company: Company) -> None:
    Comment.objects.create(company=company, target="indicator.cloud.core-share", text="a")
    asked = as_alice.get(reverse("survey:page", args=[company.pk, "cloud"])).content.decode()
    assert reverse("notes:about", args=[company.pk, "indicator.cloud.core-share"]) in asked
    assert "Notizen und Belege (1)" in asked
    for target in (UNSEEN, "measure.cloud.exit-folder"):
        assert (
            reverse("notes:about", args=[company.pk, target])
            in as_alice.get(reverse("own:entry", args=[company.pk, target])).content.decode()
        )
    assert "(1)" in as_alice.get(reverse("notes:overview", args=[company.pk])).content.decode()


@pytest.mark.parametrize("target", ["unseen.none", "source.kmu", "../../etc/passwd", "<script>"])
def test_there_are_no_notes_on_what_is_not_there(as_alice: Client, company: Company, target: str) -> None:
    for method in ("get", "post"):
        assert getattr(as_alice, method)(f"/unternehmen/{company.pk}/notizen/{target}", {"text": "x"}).status_code == 404
    assert not Comment.objects.exists()


@pytest.mark.parametrize(("text", "said"), [("  \n ", "Schreiben Sie"), ("x" * 4001, "zu lang"), ("\0", "Schreiben Sie")])
def test_an_empty_or_endless_comment_is_refused_and_kept_in_the_field(as_alice: Client, company: Company, text: str, said: str) -> None:
    answer = as_alice.post(reverse("notes:about", args=[company.pk, UNSEEN]), {"text": text})
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert text.strip("\0 \n") in answer.content.decode()
    assert not Comment.objects.exists()


@pytest.mark.parametrize(
    ("name", "content", "kind"),
    [
        ("Angebot.PDF", PDF, "pdf"),
        ("bild.png", PNG, "png"),
        ("foto.jpeg", b"\xff\xd8\xff\xe0JFIF", "jpg"),
        ("liste.xlsx", workbook(), "xlsx"),
        ("brief.docx", office("word/document.xml"), "docx"),
        ("notiz.txt", "Größe: 5 €".encode(), "txt"),
        ("alt.csv", "Größe;5".encode("cp1252"), "csv"),
    ],
)
def test_what_may_come_in_leaves_as_the_same_bytes_and_only_as_a_download(
    as_alice: Client, company: Company, var_folder: Path, name: str, content: bytes, kind: str
) -> None:
    assert send(as_alice, company, name, content)[0] == 302
    row = Attachment.objects.get()
    assert (row.name, row.kind, row.size) == (name, kind, len(content))
    kept = Path(row.file.path)
    assert kept.parent == var_folder / "attachments"
    assert len(kept.name) == 32
    assert "." not in kept.name
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    answer = as_alice.get(reverse("notes:download", args=[row.pk]))
    assert b"".join(answer.streaming_content) == content  # type: ignore[attr-defined] - a file is streamed
    assert answer["Content-Type"] == "application/octet-stream"
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert answer["Cache-Control"] == "no-store, private"


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("rechnung.pdf", PROGRAM, "passt nicht zu ihrer Endung"),
        ("rechnung.pdf", b"<html>%PDF-", "passt nicht zu ihrer Endung"),
        ("bild.png", b"<svg onload=alert(1)>", "passt nicht zu ihrer Endung"),
        ("bild.jpg", PNG, "passt nicht zu ihrer Endung"),
        ("liste.xlsx", office("word/document.xml"), "passt nicht zu ihrer Endung"),
        ("liste.xlsx", b"PK\x03\x04 nichts", "passt nicht zu ihrer Endung"),
        ("brief.docx", office("word/document.xml", "../../boese"), "passt nicht zu ihrer Endung"),
        ("liste.xlsx", office("xl/workbook.xml", "xl/vbaProject.bin"), "Makros"),
        ("notiz.txt", PROGRAM, "kein lesbarer Text"),
        ("notiz.csv", "Text".encode("utf-16"), "kein lesbarer Text"),
        ("rechnung.pdf.exe", PDF, "Diese Art von Datei"),
        ("seite.html", b"<script>", "Diese Art von Datei"),
        ("bild.svg", b"<svg/>", "Diese Art von Datei"),
        ("makro.xlsm", workbook(), "Diese Art von Datei"),
        ("pdf", PDF, "Diese Art von Datei"),
        (".pdf", PDF, "beginnt mit einem Punkt"),
        ("leer.txt", b"", "Die Datei ist leer"),
        ("gross.txt", b"x" * (checking.LARGEST_BYTES + 1), "größer als 10 MB"),
    ],
)
def test_a_file_that_lies_or_is_too_big_is_refused_with_its_reason(
    as_alice: Client, company: Company, var_folder: Path, name: str, content: bytes, said: str
) -> None:
    status, shown = send(as_alice, company, name, content)
    assert status == 422
    assert said in shown
    assert not Attachment.objects.exists()
    assert not list((var_folder / "attachments").glob("*"))


@pytest.mark.parametrize("name", ["../../../../tmp/boese.pdf", "..\\..\\boese.pdf", "/etc/boese.pdf", "C:\\Windows\\boese.pdf"])
def test_a_path_in_a_name_leads_nowhere(as_alice: Client, company: Company, var_folder: Path, name: str) -> None:
    """Browsers send no paths; sent by hand, only the last part is kept, and the file's place is random anyway."""
    boundary = "grenze"
    field = f'--{boundary}\r\nContent-Disposition: form-data; name="what"\r\n\r\nfile\r\n--{boundary}\r\n'
    head = f'Content-Disposition: form-data; name="file"; filename="{name}"\r\nContent-Type: application/pdf\r\n\r\n'
    body = (field + head).encode() + PDF + f"\r\n--{boundary}--\r\n".encode()
    media = f"multipart/form-data; boundary={boundary}"
    assert as_alice.post(reverse("notes:about", args=[company.pk, UNSEEN]), body, content_type=media).status_code == 302
    assert Attachment.objects.get().name == "boese.pdf"
    assert [one.parent for one in var_folder.rglob("*") if one.is_file()] == [var_folder / "attachments"]


def test_an_invisible_character_hides_no_ending(as_alice: Client, company: Company) -> None:
    send(as_alice, company, "rechnung\u202efdp.exe.pdf", PDF)
    assert Attachment.objects.get().name == "rechnungfdp.exe.pdf"
    with pytest.raises(checking.RefusedError):
        checking.checked("rechnung\u202efdp.exe.pdf", PDF)


def test_a_form_without_a_file_says_so(as_alice: Client, company: Company) -> None:
    answer = as_alice.post(reverse("notes:about", args=[company.pk, UNSEEN]), {"what": "file"})
    assert answer.status_code == 422
    assert "Wählen Sie zuerst eine Datei" in answer.content.decode()


def test_files_of_a_firm_stay_small_enough_for_its_archive(as_alice: Client, company: Company, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("leitplanke.web.notes.views.MOST_BYTES_OF_A_FIRM", 2 * len(PDF))
    assert [send(as_alice, company, "a.pdf", PDF)[0] for _ in range(3)] == [302, 302, 422]


def test_strangers_and_neighbours_find_nothing(as_alice: Client, as_bob: Client, as_stranger: Client, company: Company) -> None:
    send(as_alice, company, "a.pdf", PDF)
    as_alice.post(reverse("notes:about", args=[company.pk, UNSEEN]), {"text": "geheim"})
    file, comment = Attachment.objects.get(), Comment.objects.get()
    ways = [reverse("notes:about", args=[company.pk, UNSEEN]), reverse("notes:download", args=[file.pk])]
    ends = [reverse("notes:remove", args=[file.pk]), reverse("notes:forget", args=[comment.pk])]
    assert [as_bob.get(way).status_code for way in ways] == [404, 404]
    assert [as_bob.post(end).status_code for end in (*ends, ways[0])] == [404, 404, 404]
    assert {as_stranger.get(way).status_code for way in ways} == {302}
    for path in (f"/static/../attachments/{file.file.name}", f"/static/attachments/{file.file.name}", f"/attachments/{file.file.name}"):
        assert as_alice.get(path).status_code == 404
    assert (Attachment.objects.count(), Comment.objects.count()) == (1, 1)


def test_people_delete_their_own_and_nobody_elses(as_alice: Client, company: Company) -> None:
    send(as_alice, company, "a.pdf", PDF)
    as_alice.post(reverse("notes:about", args=[company.pk, UNSEEN]), {"text": "meins"})
    file, comment = Attachment.objects.get(), Comment.objects.get()
    ends = [reverse("notes:remove", args=[file.pk]), reverse("notes:forget", args=[comment.pk])]
    boss, reader = colleague(company, "owner", "olga"), colleague(company, "reader", "rita")
    for other in (boss, reader):
        assert [other.post(end).status_code for end in ends] == [403, 403]
        assert "Löschen" not in page(other, company)
        assert "meins" in page(other, company)
    assert reader.post(reverse("notes:about", args=[company.pk, UNSEEN]), {"text": "x"}).status_code == 403
    assert "<textarea" not in page(reader, company)
    assert reader.get(reverse("notes:download", args=[file.pk])).status_code == 200
    assert [as_alice.post(end).status_code for end in ends] == [302, 302]
    assert not Comment.objects.exists()


def test_what_somebody_without_account_left_can_be_deleted(as_alice: Client, company: Company) -> None:
    gone = User.objects.create_user("gisela")
    comment = Comment.objects.create(company=company, target=UNSEEN, text="alt", written_by=gone)
    gone.delete()
    assert "Konto nicht mehr vorhanden" in page(as_alice, company)
    assert as_alice.post(reverse("notes:forget", args=[comment.pk])).status_code == 302


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("way", ["row", "firm", "rolled back"])
def test_a_file_goes_with_its_row_and_not_before(as_alice: Client, company: Company, way: str) -> None:
    send(as_alice, company, "a.pdf", PDF)
    row = Attachment.objects.get()
    kept = Path(row.file.path)
    if way == "row":
        as_alice.post(reverse("notes:remove", args=[row.pk]))
    elif way == "firm":
        company.delete()
    else:
        with transaction.atomic():
            row.delete()
            transaction.set_rollback(True)
    assert kept.exists() == (way == "rolled back")


def test_the_log_tells_that_but_not_what(as_alice: Client, company: Company) -> None:
    send(as_alice, company, "Kündigung Uwe.pdf", PDF)
    as_alice.post(reverse("notes:about", args=[company.pk, UNSEEN]), {"text": "Uwe sagt nein."})
    told = Entry.objects.filter(object_type__startswith="notes.")
    assert {one.object_type for one in told} == {"notes.comment", "notes.attachment"}
    assert not [one for one in told if "Uwe" in f"{one.old}{one.new}{one.name}"]
