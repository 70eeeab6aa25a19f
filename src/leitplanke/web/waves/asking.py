"""Pages for people who answer by a link: what it is for, the questions, the end, and what they may do with their own answers."""

import json
from collections.abc import Mapping
from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from leitplanke.reports.words import Language, say
from leitplanke.web.language.middleware import reader_language
from leitplanke.web.survey import answering
from leitplanke.web.survey.answering import Question
from leitplanke.web.survey.models import Rater, Rating
from leitplanke.web.waves import links, pictures, raters
from leitplanke.web.waves.coming import BEGUN, BEGUN_ALONE, by_link, forget_device, miss, remember_device, to_start, too_late
from leitplanke.web.waves.items import Sheet, minutes_for, sheets
from leitplanke.web.waves.links import Visit
from leitplanke.web.waves.models import Wave


@require_http_methods(["GET", "POST"])
@by_link
def start(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Say what the round is for and who sees what; begin, or go on where the reader left off."""
    rater, wave = raters.rater_of(visit), visit.wave
    if request.method == "POST" and visit.takes_code and "code" in request.POST:
        return _come_back(request, visit)
    if not visit.takes_answers or (rater is not None and rater.withdrawn):
        return too_late(request, visit)
    errors: list[tuple[str, str]] = []
    if request.method == "POST":
        language = reader_language(request)
        if wave.is_anonymous or rater or request.POST.get("agreed") == "yes":
            return _begin(request, visit, language)
        errors = [("agreed", say(language, "waves.agree-missing"))]
    context = _context(visit, rater) | {"errors": errors, "minutes": minutes_for(visit.invitation.role)}
    return render(request, "waves/start.html", context, status=422 if errors else 200)


def _begin(request: HttpRequest, visit: Visit, language: Language) -> HttpResponse:
    """Begin, with a new code for the device if more than one person knows the link; then lead to the first open page."""
    code = visit.code
    if visit.takes_code and raters.rater_of(visit) is None:
        if visit.is_taken:
            context = _context(visit, None) | {"errors": [], "minutes": minutes_for(visit.invitation.role)}
            return render(request, "waves/start.html", context, status=409)
        if not (BEGUN if visit.is_room else BEGUN_ALONE).allows(str(visit.invitation.pk)):
            return render(request, "waves/closed.html", {"slow": True}, status=429)
        code = links.new_code()
        visit = links.with_code(visit, code)
    rater = raters.begin(visit, language, request.POST.get("name", ""))
    response = redirect(_address(visit, _first_open(rater)))
    return remember_device(response, visit, code) if code else response


def _come_back(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Go on at another device with the code of the first one; when the round is over, with one's own data."""
    again = links.with_code(visit, links.read_code(request.POST["code"]))
    rater = raters.rater_of(again) if again.code else None
    if rater is None:
        refused = miss(request)
        if refused.status_code != 404:  # noqa: PLR2004 - not found
            return refused
        errors = [("code", say(reader_language(request), "waves.code-unknown"))]
        context = _context(visit, None) | {"errors": errors, "minutes": minutes_for(visit.invitation.role)}
        return render(request, "waves/start.html" if visit.takes_answers else "waves/over.html", context, status=422)
    number = _first_open(rater) if visit.takes_answers else 0
    return remember_device(redirect(_address(again, number)), again, again.code)


@require_http_methods(["GET", "POST"])
@by_link
def page(request: HttpRequest, visit: Visit, number: int) -> HttpResponse:
    """Show the questions of one page; keep what was answered and go on."""
    rater = raters.rater_of(visit)
    if rater is None:
        return to_start(visit)
    sheet, all_sheets = _sheet(visit, number), sheets(rater.role)
    if request.method == "POST":
        raters.save(visit, request.POST.dict(), sheet.indicators)
        if visit.wave.is_anonymous:
            # No reason is asked for, so none can be missing.
            return redirect(_address(visit, number + 1))
    elif not visit.takes_answers or rater.withdrawn:
        return too_late(request, visit)
    questions = asked(visit, rater, sheet, reader_language(request), strict=request.method == "POST")
    errors = [(f"{one.question.name}-reason", one.question.reason_message) for one in questions if one.question.reason_message]
    if request.method == "POST" and not errors:
        return redirect(_address(visit, number + 1))
    answered = set(Rating.objects.filter(rater=rater).values_list("indicator", flat=True))
    left = [sum(one.id not in answered for one in sheet.indicators) for sheet in all_sheets]
    context = _context(visit, rater) | {
        "sheet": sheet,
        "asked": questions,
        "errors": errors,
        "step": number,
        "steps": tuple("now" if one.number == number else "" if count else "done" for one, count in zip(all_sheets, left, strict=True)),
        "minutes": answering.minutes(sum(left)),
        "previous": _address(visit, number - 1),
    }
    return render(request, "waves/page.html", context, status=422 if errors else 200)


@require_POST
@by_link
def save_answer(request: HttpRequest, visit: Visit, number: int, question: str) -> HttpResponse:
    """Keep one answer at once and say so."""
    one = tuple(found for found in _sheet(visit, number).indicators if answering.field_name(found.id) == question)
    if not one:
        raise Http404
    posted = {name: request.POST[name] for name in (question, f"{question}-reason", f"{question}-because") if name in request.POST}
    kept = raters.save(visit, posted, one)
    return render(
        request, "waves/saved.html", {"kept": kept, "name": question, "anonymous": visit.wave.is_anonymous, "now": timezone.now()}
    )


@require_http_methods(["GET", "POST"])
@by_link
def end(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Show what is open, let the reader finish, and thank."""
    rater = raters.rater_of(visit)
    if rater is None:
        return to_start(visit)
    if not visit.takes_answers or rater.withdrawn:
        return too_late(request, visit)
    if request.method == "POST":
        raters.finish(visit)
        return redirect("waves:end", visit.secret)
    answered = set(Rating.objects.filter(rater=rater).values_list("indicator", flat=True))
    rows = [(sheet, sum(one.id not in answered for one in sheet.indicators)) for sheet in sheets(rater.role)]
    return render(request, "waves/end.html", _context(visit, rater) | {"rows": rows, "left": sum(left for _, left in rows)})


@require_http_methods(["GET", "POST"])
@by_link
def withdraw(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Take all answers back while the round is open, after asking once more."""
    rater = raters.rater_of(visit)
    if rater is None:
        return to_start(visit)
    if rater.withdrawn or not visit.wave.takes_answers:
        return too_late(request, visit)
    if request.method == "POST":
        raters.withdraw(visit)
        return redirect("waves:start", visit.secret)
    return render(request, "waves/withdraw.html", _context(visit, rater))


@require_http_methods(["GET", "POST"])
@by_link
def erase(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Delete everything stored of the reader, at any time, after asking once more."""
    rater = raters.rater_of(visit)
    if visit.is_taken and not raters.own_rows(visit):
        return to_start(visit)
    if request.method == "POST":
        raters.erase(visit)
        return redirect("waves:start", visit.secret)
    return render(request, "waves/withdraw.html", _context(visit, rater) | {"erase": True})


@require_POST
@by_link
def next_person(request: HttpRequest, visit: Visit) -> HttpResponse:  # noqa: ARG001 - as every page of a link
    """Forget at this device who has answered by the link of a room; the answers stay, and their code leads back to them."""
    return forget_device(to_start(visit), visit)


@require_GET
@by_link
def own_data(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Give everything that is stored of the reader as a file."""
    content = json.dumps(raters.own_data(visit), ensure_ascii=False, indent=2)
    response = HttpResponse(content, content_type="application/json; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{say(reader_language(request), "waves.own-file")}.json"'
    return response


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A question as it is asked in a wave.

    Parameters
    ----------
    spread
        In a second round the answers of the group to it, seven counts with the longest bar's; empty if nothing may be shown.
    before
        The reader's own answer of the round before, as the form names it.
    because
        What the reader has said of a change.
    reasons
        In an open wave what others said of theirs.
    """

    question: Question
    spread: tuple[int, ...] = ()
    before: str = ""
    because: str = ""
    reasons: tuple[str, ...] = ()


def asked(visit: Visit, rater: Rater, sheet: Sheet, language: Language, *, strict: bool) -> list[Asked]:
    """Return the questions of a page with the reader's answers, and in a second round what the first one showed."""
    kept = {row.indicator: row for row in Rating.objects.filter(rater=rater)}
    strict = strict and not visit.wave.is_anonymous
    found = [answering.question(one, kept.get(one.id), "", language, strict=strict) for one in sheet.indicators]
    first = visit.wave.follows
    if first is None:
        return [Asked(question=one) for one in found]
    spreads, before = pictures.cells_of(first), _before(visit)
    reasons = _reasons(visit.wave, rater)
    return [
        Asked(
            question=one,
            spread=spreads[one.indicator.id, rater.role].counts if (one.indicator.id, rater.role) in spreads else (),
            before=before.get(one.indicator.id, ""),
            because=kept[one.indicator.id].revised_because if one.indicator.id in kept else "",
            reasons=reasons.get(one.indicator.id, ()),
        )
        for one in found
    ]


def _before(visit: Visit) -> Mapping[str, str]:
    """Return the reader's own answers of the round before."""
    return {row.indicator: row.choice for row in Rating.objects.filter(rater__wave=visit.wave.follows_id, rater__key__in=_keys(visit))}


def _keys(visit: Visit) -> list[str]:
    return [key for _, key in visit.rounds if key]


def _reasons(wave: Wave, rater: Rater) -> Mapping[str, tuple[str, ...]]:
    """Return what others of the group said of their changes in an open wave; in an anonymous one nobody reads that."""
    if wave.is_anonymous:
        return {}
    found: dict[str, tuple[str, ...]] = {}
    rows = Rating.objects.filter(rater__wave=wave, rater__role=rater.role).exclude(rater=rater).exclude(revised_because="")
    for row in rows.order_by("pk"):
        found[row.indicator] = (*found.get(row.indicator, ()), row.revised_because)
    return found


def _sheet(visit: Visit, number: int) -> Sheet:
    found = sheets(visit.invitation.role)
    if not 1 <= number <= len(found):
        raise Http404
    return found[number - 1]


def _first_open(rater: Rater) -> int:
    """Return the number of the first page with an open question; behind the last if there is none."""
    answered = set(Rating.objects.filter(rater=rater).values_list("indicator", flat=True))
    pages = sheets(rater.role)
    return next((sheet.number for sheet in pages if any(one.id not in answered for one in sheet.indicators)), len(pages) + 1)


def _address(visit: Visit, number: int) -> str:
    """Return where a page is; before the first one the start, after the last one the end."""
    if number < 1:
        return reverse("waves:start", args=[visit.secret])
    if number > len(sheets(visit.invitation.role)):
        return reverse("waves:end", args=[visit.secret])
    return reverse("waves:page", args=[visit.secret, number])


def _context(visit: Visit, rater: Rater | None) -> dict[str, object]:
    return {
        "visit": visit,
        "wave": visit.wave,
        "firm": visit.wave.company.name,
        "rater": rater,
        "code": links.shown_code(visit.code),
        "own_language": visit.invitation.language,
    }
