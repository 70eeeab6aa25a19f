"""The firm's pages: list, profile in two steps, live saving of single fields."""

from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.contrib.auth import login
from django.contrib.auth.decorators import login_not_required
from django.db import transaction
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from leitplanke.web.accounts import setup
from leitplanke.web.accounts.affiliation import affiliation_of, organisation_for_firms
from leitplanke.web.accounts.backends import LOCAL_BACKEND
from leitplanke.web.accounts.models import Membership, User
from leitplanke.web.accounts.rights import Role
from leitplanke.web.catalogue import quick_check
from leitplanke.web.companies.access import company_for, create_company
from leitplanke.web.companies.drawing import drawn, summary
from leitplanke.web.companies.forms import FirstForm, FurtherForm, ProfileForm
from leitplanke.web.companies.models import Company, CompanyAccess, LinkedFirm
from leitplanke.web.companies.ownership import SPECIAL, EarlierForm, TiedForm
from leitplanke.web.companies.status import listed, size_status
from leitplanke.web.language.middleware import reader_language

PAGES: dict[str, type[ProfileForm]] = {"profile": FirstForm, "further": FurtherForm}
MINUTES = {"profile": 18, "further": 14}
"""What people need from this page to the end; from the questions on it is counted."""
STEPS = {"profile": "companies:further", "further": "survey:resume"}


@login_not_required
@require_POST
def enter(request: HttpRequest) -> HttpResponse:
    """Answer "Mein Unternehmen": in the local mode sign the owner in, elsewhere ask who is there; then go on where one left off."""
    if settings.LOCAL and not request.user.is_authenticated:
        login(request, setup.local_owner(), backend=LOCAL_BACKEND)
    if not isinstance(request.user, User):
        return redirect("companies:list")
    with transaction.atomic():
        User.objects.select_for_update().get(pk=request.user.pk)
        companies = list(Company.objects.for_user(request.user)[:2])
        if not companies and affiliation_of(request).creates_firms:
            companies = [create_company(request)]
    if len(companies) != 1:
        return redirect("companies:list")
    return redirect("guide:home" if companies[0].has_result else "survey:resume", companies[0].pk)


@require_GET
def show_list(request: HttpRequest) -> HttpResponse:
    """Show the firms of the organisation where the reader is, and whether they have a result."""
    here = affiliation_of(request).current
    known = Company.objects.known_to(request.user).filter(organisation=here.organisation if here else None)
    companies = Company.objects.for_user(request.user).filter(pk__in=known)
    context = {
        "companies": companies.annotate(results=Count("studies", filter=Q(studies__state="done"))),
        "pictures": known.exclude(pk__in=companies),
        "ends": _ends(here),
        "today": timezone.localdate(),
        "section": "companies",
    }
    return render(request, "companies/list.html", context)


def _ends(here: Membership | None) -> dict[UUID, datetime]:
    """Return when an adviser's access to each firm ends, as far as it does."""
    if here is None or here.role != Role.ADVISER:
        return {}
    rows = CompanyAccess.objects.open().filter(user=here.user_id, expires_at__isnull=False)
    return {company: end for company, end in rows.values_list("company", "expires_at") if end is not None}


@require_POST
def create(request: HttpRequest) -> HttpResponse:
    """Begin a firm; a second click while one is still empty opens that one."""
    organisation = organisation_for_firms(request)
    empty = Company.objects.for_user(request.user).filter(organisation=organisation, name="", staff=None).first()
    company = empty or create_company(request)
    return redirect("companies:profile", company.pk)


@require_http_methods(["GET", "POST"])
def profile(request: HttpRequest, company_id: UUID, page: str) -> HttpResponse:
    """Show one page of the profile; keep what is right, explain what is wrong, then go on."""
    company = company_for(request, company_id)
    language = reader_language(request)
    form = PAGES[page](company, language, request.POST.dict() if request.method == "POST" else None)
    if request.method == "POST":
        form.keep()
        if form.is_valid():
            return redirect(STEPS[page], company.pk)
    fields = drawn(form)
    context = {
        "company": company,
        "page": page,
        "fields": fields,
        "save_url": reverse(f"companies:save-{page}", args=[company.pk]),
        "step": list(PAGES).index(page) + 1,
        "steps": range(len(PAGES) + len(quick_check())),
        "minutes": MINUTES[page],
        "errors": summary(fields),
        "status": size_status(company, language),
        "section": "companies",
    }
    return render(request, "companies/profile.html", context, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "POST"])
def linked(request: HttpRequest, company_id: UUID, firm_id: int | None = None) -> HttpResponse:
    """Show owners and holdings; add one, or change the one of `firm_id`."""
    company = company_for(request, company_id)
    language = reader_language(request)
    firm = get_object_or_404(LinkedFirm, company=company, pk=firm_id) if firm_id else None
    form = TiedForm(company, language, request.POST.dict() if request.method == "POST" else None, firm=firm)
    if form.is_valid():
        form.write()
        return redirect("companies:linked", company.pk)
    fields = drawn(form)
    special = [field for field in fields if field.name in SPECIAL]
    context = {
        "company": company,
        "firms": listed(company, language),
        "fields": [field for field in fields if field.name not in SPECIAL],
        "special": special,
        "special_open": any(field.message or field.value not in {"", "enterprise"} for field in special),
        "changed": firm,
        "errors": summary(fields),
        "status": size_status(company, language),
        "page": "profile",
        "section": "companies",
    }
    return render(request, "companies/linked.html", context, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "POST"])
def earlier(request: HttpRequest, company_id: UUID) -> HttpResponse:
    """Show the earlier years that the two-year rule asks for; keep what is right."""
    company = company_for(request, company_id)
    language = reader_language(request)
    form = EarlierForm(company, language, request.POST.dict() if request.method == "POST" else None)
    if request.method == "POST":
        form.keep()
        if form.is_valid():
            return redirect("companies:linked", company.pk)
    fields = drawn(form)
    context = {
        "company": company,
        "fields": fields,
        "errors": summary(fields),
        "status": size_status(company, language),
        "page": "profile",
        "section": "companies",
    }
    return render(request, "companies/earlier.html", context, status=422 if form.is_bound else 200)


@require_POST
def unlink(request: HttpRequest, company_id: UUID, firm_id: int) -> HttpResponse:
    """Take a firm off the list."""
    company = company_for(request, company_id)
    get_object_or_404(LinkedFirm, company=company, pk=firm_id).delete()
    return redirect("companies:linked", company.pk)


@require_POST
def save_field(request: HttpRequest, company_id: UUID, page: str) -> HttpResponse:
    """Keep the fields that changed since the page was shown; answer with the time and the size status."""
    company = company_for(request, company_id)
    language = reader_language(request)
    form = PAGES[page](company, language, request.POST.dict())
    form.keep()
    changed = [field for field in drawn(form) if form.was_changed(field.name)]
    context = {
        "company": company,
        "page": page,
        "changed": changed,
        "wrong": any(field.message for field in changed),
        "status": size_status(company, language),
    }
    return render(request, "companies/live.html", context)
