"""The board's page: take a plan over, keep each entry, tell the next analysis, take files along."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.text import slugify
from django.views.decorators.http import require_GET, require_POST

from leitplanke.web.accounts.rights import Verb
from leitplanke.web.audit.recording import record_export
from leitplanke.web.board import files, items, page, progress
from leitplanke.web.board.models import Board, Item
from leitplanke.web.board.taking import take
from leitplanke.web.companies.access import company_for
from leitplanke.web.companies.models import Company
from leitplanke.web.language.middleware import reader_language
from leitplanke.web.studies.results import is_outdated, latest_done
from leitplanke.web.whatif.engine import OtherStateError


@require_GET
def show(request: HttpRequest, company_id: UUID) -> HttpResponse:
    """Show the roadmap, or which plans can be taken over."""
    company = company_for(request, company_id)
    return shown(request, company)


def shown(request: HttpRequest, company: Company, status: int = 200, **more: object) -> HttpResponse:
    """Return the page; `more` replaces parts of it."""
    language = reader_language(request)
    study = latest_done(company.pk, request.user)
    board = Board.objects.select_related("company", "study").filter(company=company).first()
    context: dict[str, object] = {
        "company": company,
        "firm": page.title_of(company, language),
        "study": study,
        "outdated": study is not None and is_outdated(study),
        "offers": page.offers(study, language),
        "open_item": request.GET.get("offen", ""),
        "back": request.GET.get("zurueck", ""),
        "section": "companies",
    }
    if board is not None:
        context |= page.build(board, language, timezone.localdate())
    return render(request, "board/page.html", context | more, status=status)


def board_of(request: HttpRequest, company_id: UUID, verb: Verb | None = None) -> Board:
    """Return the reader's board of a firm, or answer 404 as if it did not exist."""
    company = company_for(request, company_id, verb)
    return get_object_or_404(Board.objects.select_related("company", "study"), company=company)


def item_of(request: HttpRequest, company_id: UUID, item_id: int) -> Item:
    """Return a measure of the reader's board, or answer 404."""
    board = board_of(request, company_id)
    return get_object_or_404(Item.objects.select_related("board"), board=board, pk=item_id)


@require_POST
def take_over(request: HttpRequest, company_id: UUID) -> HttpResponse:
    """Make the newest result's plan, or that of one of its scenarios, the firm's roadmap."""
    company = company_for(request, company_id)
    study = latest_done(company.pk, request.user)
    if study is None:
        return redirect("board:page", company.pk)
    chosen = request.POST.get("scenario", "")
    scenario = next((one for one in study.scenarios.all() if str(one.pk) == chosen), None)
    if chosen and scenario is None:
        raise Http404
    try:
        take(company, study, scenario)
    except OtherStateError:
        return shown(request, company, 422, outdated=True)
    return redirect("board:page", company.pk)


@require_POST
def save(request: HttpRequest, company_id: UUID, item_id: int) -> HttpResponse:
    """Keep what changed on one card; answer with what follows from it."""
    item, language = item_of(request, company_id, item_id), reader_language(request)
    fields = items.keep(item, request.POST.dict(), language)
    wrong = [one for one in fields if one.message]
    today = timezone.localdate()
    if request.headers.get("HX-Request"):
        context = page.live(item.board, language, today) | {
            "company": item.board.company,
            "card": page.card(item, fields, page.names_in(item.board.company, language)),
            "changed": [one for one in fields if one.changed],
            "wrong": wrong,
            "now": timezone.now(),
        }
        return render(request, "board/saved.html", context)
    if not wrong:
        return redirect(card_address(company_id, item))
    context = page.build(item.board, language, today, {item.pk: fields})
    return shown(request, item.board.company, 422, **context, errors=[(one.id, one.message) for one in wrong])


def card_address(company_id: UUID, item: Item) -> str:
    """Return where a card is seen open."""
    return f"{reverse('board:page', args=[company_id])}?offen={item.pk}#item-{item.pk}"


@require_POST
def remove(request: HttpRequest, company_id: UUID, item_id: int) -> HttpResponse:
    """Take a measure off that the plan has no more."""
    item = item_of(request, company_id, item_id)
    if item.dropped:
        item.delete()
    return redirect("board:page", company_id)


@require_POST
def tell(request: HttpRequest, company_id: UUID) -> HttpResponse:
    """Tell the next analysis how far the roadmap is."""
    progress.feed(board_of(request, company_id), reader_language(request))
    return redirect(f"{reverse('board:page', args=[company_id])}#progress")


@require_POST
def take_back(request: HttpRequest, company_id: UUID) -> HttpResponse:
    """Put back what the firm had said before the board spoke."""
    progress.undo(board_of(request, company_id))
    return redirect(f"{reverse('board:page', args=[company_id])}?zurueck=1#progress")


@require_GET
def download(request: HttpRequest, company_id: UUID, roadmap_file: str) -> HttpResponse:
    """Hand the roadmap out as workbook or calendar."""
    board = board_of(request, company_id, Verb.EXPORT)
    if roadmap_file not in files.KINDS:
        raise Http404
    names = page.names_in(board.company, reader_language(request))
    if roadmap_file.endswith(".xlsx"):
        content: bytes | str = files.workbook(board, names, timezone.localdate())
    else:
        content = files.calendar(board, names, timezone.now(), lambda item: request.build_absolute_uri(card_address(company_id, item)))
    name = "-".join(part for part in ("leitplanke", slugify(board.company.name)[:60], roadmap_file) if part)
    record_export(board.company, roadmap_file)
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(content, content_type=files.KINDS[roadmap_file], headers=headers)
