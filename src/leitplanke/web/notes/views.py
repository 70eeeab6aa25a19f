"""The notes of a firm: an overview, one page a target, and the files, which only leave as downloads."""

from dataclasses import dataclass
from uuid import UUID

from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from django.db.models import Sum
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from leitplanke.reports.words import say
from leitplanke.web.accounts.models import User
from leitplanke.web.accounts.rights import NotAllowedError, Verb
from leitplanke.web.accounts.setup import LOCAL_OWNER
from leitplanke.web.audit.recording import record_export
from leitplanke.web.companies.access import company_for, row_for
from leitplanke.web.companies.models import Company
from leitplanke.web.language.middleware import reader_language
from leitplanke.web.notes import targets
from leitplanke.web.notes.checking import LARGEST_BYTES, MOST_BYTES_OF_A_FIRM, Refusal, RefusedError, checked
from leitplanke.web.notes.models import MOST_TEXT, Attachment, Comment, Note

SANDBOX = "default-src 'none'; sandbox"


@dataclass(frozen=True, slots=True)
class Shown:
    """A comment or file as the page shows it."""

    row: Note
    who: str
    mine: bool


@require_GET
def overview(request: HttpRequest, company_id: UUID) -> HttpResponse:
    """List what has notes."""
    company, language = company_for(request, company_id, Verb.SEE), reader_language(request)
    counts = targets.counts(company)
    rows = [(target, targets.title_of(company, target, language) or target, number) for target, number in sorted(counts.items())]
    kinds = [(kind[:-1], [row for row in rows if row[0].startswith(kind)]) for kind in targets.KINDS]
    return render(request, "notes/overview.html", {"company": company, "kinds": kinds, "section": "companies"})


def about(request: HttpRequest, company_id: UUID, target: str) -> HttpResponse:
    """Show the notes of a target, or take a comment or a file."""
    company = company_for(request, company_id)
    title = targets.title_of(company, target, reader_language(request))
    if not title:
        raise Http404
    if request.method == "POST":
        return _take(request, company, target, title)
    return _page(request, company, target, title)


def _take(request: HttpRequest, company: Company, target: str, title: str) -> HttpResponse:
    """Keep a comment or a file; what is wrong with it is said at its field."""
    upload, text = request.FILES.get("file"), request.POST.get("text", "").replace("\0", "").strip()
    try:
        if request.POST.get("what") == "file":
            _keep_file(request, company, target, upload if isinstance(upload, UploadedFile) else None)
        else:
            _keep_text(request, company, target, text)
    except RefusedError as error:
        field = "text" if error.refusal.startswith("comment") else "file"
        message = say(reader_language(request), f"notes.fault.{error.refusal}")
        return _page(request, company, target, title, errors=[(field, message)], text=text, status=422)
    return redirect("notes:about", company.pk, target)


def _keep_text(request: HttpRequest, company: Company, target: str, text: str) -> None:
    if not text:
        raise RefusedError(Refusal.COMMENT_EMPTY)
    if len(text) > MOST_TEXT:
        raise RefusedError(Refusal.COMMENT_LONG)
    Comment.objects.create(company=company, target=target, text=text, written_by=_user(request))


def _keep_file(request: HttpRequest, company: Company, target: str, upload: "UploadedFile[bytes] | None") -> None:
    if upload is None:
        raise RefusedError(Refusal.MISSING)
    content = upload.read(LARGEST_BYTES + 1)
    name, kind = checked(upload.name or "", content)
    there = company.attachments.aggregate(all=Sum("size"))["all"] or 0
    if there + len(content) > MOST_BYTES_OF_A_FIRM:
        raise RefusedError(Refusal.FULL)
    row = Attachment(company=company, target=target, name=name, kind=kind, size=len(content), written_by=_user(request))
    row.file.save(name, ContentFile(content), save=False)
    try:
        row.save()
    except BaseException:
        row.file.delete(save=False)
        raise


def _page(
    request: HttpRequest,
    company: Company,
    target: str,
    title: str,
    *,
    errors: list[tuple[str, str]] | None = None,
    text: str = "",
    status: int = 200,
) -> HttpResponse:
    comments = company.comments.filter(target=target).select_related("written_by")
    files = company.attachments.filter(target=target).select_related("written_by")
    context = {
        "company": company,
        "target": target,
        "title": title,
        "back": targets.address_of(company, target),
        "comments": [_shown(request, row) for row in comments],
        "files": [_shown(request, row) for row in files],
        "errors": errors or [],
        "messages": dict(errors or []),
        "text": text,
        "section": "companies",
    }
    return render(request, "notes/about.html", context, status=status)


@require_GET
def download(request: HttpRequest, attachment_id: UUID) -> FileResponse:
    """Answer with a file that the browser saves: it is never shown, and could run nothing if it were."""
    row = row_for(request, Attachment.objects.all(), attachment_id, Verb.SEE)
    try:
        stream = row.file.open("rb")
    except FileNotFoundError:
        raise Http404 from None
    # What people call the file may name somebody: the log says what it is about.
    record_export(row.company, f"{row.target}.{row.kind}")
    answer = FileResponse(stream, as_attachment=True, filename=row.name, content_type="application/octet-stream")
    answer["Content-Security-Policy"] = SANDBOX
    answer["X-Content-Type-Options"] = "nosniff"
    return answer


@require_POST
def forget(request: HttpRequest, comment_id: int) -> HttpResponse:
    """Delete a comment of one's own."""
    return _delete(request, row_for(request, Comment.objects.all(), comment_id, Verb.EDIT))


@require_POST
def remove(request: HttpRequest, attachment_id: UUID) -> HttpResponse:
    """Delete a file of one's own."""
    return _delete(request, row_for(request, Attachment.objects.all(), attachment_id, Verb.EDIT))


def _delete(request: HttpRequest, row: Comment | Attachment) -> HttpResponse:
    if not _is_mine(request, row):
        raise NotAllowedError(Verb.EDIT)
    row.delete()
    return redirect("notes:about", row.company_id, row.target)


def _is_mine(request: HttpRequest, row: Note) -> bool:
    """Say whether a reader may delete a note: their own, or one whose writer has no account here any more."""
    return row.written_by is None or row.written_by == request.user


def _shown(request: HttpRequest, row: Note) -> Shown:
    name = row.written_by.get_username() if row.written_by else ""
    key = "notes.you" if name == LOCAL_OWNER else "" if name else "notes.gone"
    return Shown(row, say(reader_language(request), key) if key else name, _is_mine(request, row))


def _user(request: HttpRequest) -> User | None:
    return request.user if isinstance(request.user, User) else None
