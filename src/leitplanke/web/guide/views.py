"""A firm's own start page and the small pages of its way: question and limits, actors, day of review."""

from datetime import date
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from leitplanke.exchange import calendarfile
from leitplanke.exchange.calendarfile import DayEvent
from leitplanke.reports.sentences import headline
from leitplanke.reports.words import Language, say
from leitplanke.web.board.reminding import overview_of
from leitplanke.web.companies.access import company_for
from leitplanke.web.companies.drawing import drawn, summary
from leitplanke.web.companies.forms import LimitsForm, ProfileForm, ReviewForm
from leitplanke.web.companies.models import Company
from leitplanke.web.estimates.entries import catalogue_in
from leitplanke.web.guide import actors
from leitplanke.web.guide.models import Mark
from leitplanke.web.guide.standing import standing_of
from leitplanke.web.guide.steps import BY_ID
from leitplanke.web.language.middleware import reader_language
from leitplanke.web.studies.models import Study
from leitplanke.web.studies.results import is_outdated, is_stale, latest_done, read_result

FORMS: dict[str, type[ProfileForm]] = {"limits": LimitsForm, "review": ReviewForm}
MONTHS_AHEAD = (3, 6, 12)
"""When to look again is proposed so many months from today."""
_LAST_SAFE_DAY = 28
"""A day that every month has."""


@require_GET
def home(request: HttpRequest, company_id: UUID) -> HttpResponse:
    """Show where the firm is on its way, the next step, the last result and when to look again."""
    company, language = company_for(request, company_id), reader_language(request)
    standing, study = standing_of(company), latest_done(company_id, request.user)
    context = {
        "company": company,
        "standing": standing,
        "next": standing.following(),
        "last": last_result(study, language) if study else None,
        "due": is_due(company),
        "roadmap": overview_of(company, language, timezone.localdate()),
        "section": "companies",
    }
    return render(request, "guide/home.html", context)


def last_result(study: Study, language: Language) -> dict[str, object]:
    """Return what the start page says of the newest result."""
    sentence = headline(read_result(study.pk), catalogue_in(study.inputs), language)[0]
    return {"study": study, "sentence": sentence, "stale": is_stale(study) or is_outdated(study)}


def is_due(company: Company) -> bool:
    """Say whether the day of the review has come."""
    return company.review_on is not None and company.review_on <= timezone.localdate()


@require_POST
def mark(request: HttpRequest, company_id: UUID, step: str) -> HttpResponse:
    """Take a step as it is, leave it out, or take that back; then show the way again at that step."""
    company, kind = company_for(request, company_id), request.POST.get("kind", "")
    if step not in BY_ID:
        raise Http404
    allowed = {"skipped": not BY_ID[step].needed, "done": BY_ID[step].proposed}
    if allowed.get(kind):
        Mark.objects.update_or_create(company=company, step=step, defaults={"kind": kind})
    else:
        Mark.objects.filter(company=company, step=step).delete()
    return redirect(f"{reverse('guide:home', args=[company.pk])}#step-{step}")


@require_http_methods(["GET", "POST"])
def form_page(request: HttpRequest, company_id: UUID, page: str) -> HttpResponse:
    """Show one of the small forms; keep what is right, explain what is wrong, then go on to the next step."""
    company, language = company_for(request, company_id), reader_language(request)
    posted = proposed(request.POST.dict()) if request.method == "POST" else None
    form = FORMS[page](company, language, posted)
    if request.method == "POST":
        form.keep()
        if form.is_valid():
            return go_on(company, "question" if page == "limits" else page)
    fields = drawn(form)
    context = {
        "company": company,
        "page": page,
        "fields": fields,
        "save_url": reverse(f"guide:save-{page}", args=[company.pk]),
        "months": MONTHS_AHEAD,
        "due": is_due(company),
        "errors": summary(fields),
        "section": "companies",
    }
    return render(request, f"guide/{page}.html", context, status=422 if form.is_bound else 200)


def proposed(posted: dict[str, str]) -> dict[str, str]:
    """Return what was posted, with the day a button proposes in the place of the typed one."""
    months = posted.get("months", "")
    if not months.isascii() or not months.isdigit() or int(months) not in MONTHS_AHEAD:
        return posted
    return posted | {"review_on": months_ahead(timezone.localdate(), int(months)).isoformat()}


def months_ahead(day: date, months: int) -> date:
    """Return the same day some months later, at the latest the 28th: every month has one.

    Examples
    --------
    >>> months_ahead(date(2026, 11, 30), 3)
    datetime.date(2027, 2, 28)
    """
    years, month = divmod(day.month - 1 + months, 12)
    return date(day.year + years, month + 1, min(day.day, _LAST_SAFE_DAY))


def go_on(company: Company, step: str) -> HttpResponse:
    """Lead on to the next step that is left, or to the start page once none is."""
    following = standing_of(company).following(step)
    return redirect(following.address if following else reverse("guide:home", args=[company.pk]))


@require_POST
def save(request: HttpRequest, company_id: UUID, page: str) -> HttpResponse:
    """Keep the fields that changed since the page was shown, and say when."""
    company, language = company_for(request, company_id), reader_language(request)
    form = FORMS[page](company, language, request.POST.dict())
    form.keep()
    changed = [field for field in drawn(form) if form.was_changed(field.name)]
    context = {"company": company, "changed": changed, "wrong": any(field.message for field in changed), "page": page}
    return render(request, "guide/live.html", context)


@require_http_methods(["GET", "POST"])
def actors_page(request: HttpRequest, company_id: UUID) -> HttpResponse:
    """Show who has a part in the firm's change; keep what was said and go on."""
    company, language = company_for(request, company_id), reader_language(request)
    if request.method == "POST":
        actors.keep(company, request.POST.dict())
        Mark.objects.update_or_create(company=company, step="actors", defaults={"kind": Mark.Kind.DONE})
        return go_on(company, "actors")
    context = {
        "company": company,
        "rows": actors.rows(company, language),
        "parts": [(part, say(language, f"guide.part.{part or 'none'}")) for part in ("", "yes", "no")],
        "section": "companies",
    }
    return render(request, "guide/actors.html", context)


@require_POST
def save_actor(request: HttpRequest, company_id: UUID, actor: str) -> HttpResponse:
    """Keep what was said of one actor at once, and say when."""
    company = company_for(request, company_id)
    if not actors.keep_one(company, actor, request.POST.dict()):
        raise Http404
    return render(request, "strengths/saved.html", {"kept": True, "now": timezone.now()})


@require_GET
def calendar(request: HttpRequest, company_id: UUID) -> HttpResponse:
    """Give the day of the review as a calendar entry; without a day, ask for it."""
    company, language = company_for(request, company_id), reader_language(request)
    if company.review_on is None:
        return redirect("guide:review", company.pk)
    address = request.build_absolute_uri(reverse("guide:home", args=[company.pk]))
    event = DayEvent(
        uid=f"review-{company.pk}@leitplanke",
        day=company.review_on,
        title=say(language, "guide.review.event", firm=company.name),
        text=say(language, "guide.review.event-text"),
        url=address,
    )
    content = calendarfile.write((event,), stamp=timezone.now())
    response = HttpResponse(content, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="leitplanke.ics"'
    return response
