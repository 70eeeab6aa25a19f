"""The picture of a wave in a real browser: open to everybody, within its window, and on the projector following the answers by itself."""

import itertools
from collections.abc import Callable, Iterator

import pytest
from django.conf import settings
from django.db import transaction
from django.test import Client
from playwright.sync_api import Browser, Page
from pytest_django.live_server_helper import LiveServer

from leitplanke.web.accounts.models import Membership, Organisation, User
from leitplanke.web.catalogue import catalogue
from leitplanke.web.companies.models import Company
from leitplanke.web.survey.models import Rater, Rating
from leitplanke.web.waves import pictures, turning
from leitplanke.web.waves.models import Wave

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SKILL = "indicator.cloud.own-skill"


@pytest.fixture
def owner() -> User:
    user = User.objects.create_user("alice")
    Membership.objects.create(user=user, organisation=Organisation.objects.create(name="Alpha"))
    return user


@pytest.fixture
def company(owner: User) -> Company:
    return Company.objects.create(organisation=owner.organisations.get(), name="Alpha GmbH", sector="Zerspanung")


@pytest.fixture
def window(live_server: LiveServer, chromium: Browser, owner: User) -> Iterator[Callable[[str], Page]]:
    """Return what opens a window of the owner in a language; it fails on errors, breaches of the policy and foreign requests."""
    browser, contexts = Client(), []
    faults: list[str] = []
    browser.force_login(owner, backend="django.contrib.auth.backends.ModelBackend")

    def opened(language: str) -> Page:
        context = chromium.new_context(base_url=live_server.url, viewport={"width": 1280, "height": 900}, reduced_motion="reduce")
        name = settings.SESSION_COOKIE_NAME
        cookies = {name: browser.cookies[name].value, "leitplanke-language": language}
        context.add_cookies([{"name": name, "value": value, "url": live_server.url} for name, value in cookies.items()])
        contexts.append(context)
        page = context.new_page()
        # A breach of the page's policy is an error on the console too.
        page.on("console", lambda message: faults.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: faults.append(str(error)))
        context.on("request", lambda request: None if request.url.startswith((live_server.url, "data:")) else faults.append(request.url))
        return page

    yield opened
    for context in contexts:
        context.close()
    assert faults == []


def answered(company: Company, number: int, **fields: object) -> Wave:
    """Return a closed wave in which eleven people of four roles answered the questions of two components."""
    wave = Wave.objects.create(company=company, number=number, state="open", **{"mode": "open"} | fields)
    asked = [one.id for one in catalogue().indicators if one.component in {"component.cloud", "component.employees"}]
    for person, role in enumerate(("owner", "it", "it", "management", *("staff",) * 7)):
        rater = Rater.objects.create(company=company, wave=wave, role=role)
        rows = [((place * 7 + person * (place % 3) + number) % 5, name) for place, name in enumerate(asked)]
        Rating.objects.bulk_create(Rating(rater=rater, indicator=name, level=level, catalogue_version="1") for level, name in rows)
    turning.close(wave)
    return wave


@pytest.mark.looks
def test_each_page_is_open_to_everybody(company: Company, window: Callable[[str], Page], hold: Callable[[Page, str], None]) -> None:
    first, second = answered(company, 1), answered(company, 2, mode="anonymous")
    answered(company, 3)
    paths = (
        f"/bild/{first.pk}/",
        f"/bild/{second.pk}/",
        f"/bild/{first.pk}/leinwand",
        f"/bild/{first.pk}/leinwand?frage={SKILL}",
        f"/unternehmen/{company.pk}/bild",
    )
    windows = {language: window(language) for language in ("de", "en")}
    for path, (language, page) in itertools.product(paths, windows.items()):
        page.goto(path)
        for closed in page.locator("details:not([open]) > summary").all():
            if closed.is_visible():
                closed.click()
        hold(page, language)


def test_the_projector_follows_the_answers_by_itself(company: Company, window: Callable[[str], Page]) -> None:
    wave = Wave.objects.create(company=company, number=1, state="open", mode="anonymous", live=True)

    def answer(levels: tuple[int, ...]) -> None:
        for level in levels:
            rater = Rater.objects.create(company=company, wave=wave, role="staff")
            Rating.objects.create(rater=rater, indicator=SKILL, level=level, catalogue_version="1")
        with transaction.atomic():
            pictures.make(wave)

    page = window("de")
    page.goto(f"/bild/{wave.pk}/leinwand?frage={SKILL}")
    page.get_by_text("Zu dieser Frage ist noch nichts zu zeigen.").wait_for()
    answer((0, 0, 1, 2))
    page.wait_for_timeout(2500)
    assert page.locator(".spread-bar rect").count() == 0
    answer((4,))
    page.get_by_text("5 Antworten.").wait_for(timeout=10_000)
    # Two, one, one and one of five: the widths that are seen, in pixels.
    widths = [box["width"] for one in page.locator(".spread").first.locator("rect").all() if (box := one.bounding_box()) is not None]
    assert [round(width / sum(widths), 2) for width in widths] == [0.4, 0.2, 0.2, 0.2]
    page.keyboard.press("ArrowRight")
    page.get_by_text("Zu dieser Frage ist noch nichts zu zeigen.").wait_for()
    page.keyboard.press("PageUp")
    page.get_by_text("5 Antworten.").wait_for()
