"""A round from the firm's page to the rater's phone: both hands on one real server, without breach of policy or barrier."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

LANGUAGES = ("de", "en")
Reader = Callable[..., Page]
Access = Callable[..., list[str]]


def settle(page: Page, access: Access) -> None:
    """Hold a page against axe-core and, in both widths, against running over its window."""
    for width in (1280, 390):
        page.set_viewport_size({"width": width, "height": 900})
        assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    # Only words differ from language to language.
    german = page.locator("html").get_attribute("lang") == "de"
    assert access(page, structure=german, colours=german) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_round_is_planned_answered_elsewhere_and_closed(language: str, reader: Reader, access: Access, firm: object) -> None:
    owner = reader(language=language, state=firm.state)  # type: ignore[attr-defined]
    owner.goto(firm.pages["profile"].replace("/profil", "/runden/"))  # type: ignore[attr-defined]
    settle(owner, access)
    owner.locator("main form .actions button").last.click()
    expect(owner).to_have_url(re.compile(r"/runden/[0-9a-f-]{36}/$"))
    round_page = owner.url
    owner.locator("#count").fill("5")
    owner.locator("form[action$=einladen] button").click()
    expect(owner.locator("code.wrap")).to_have_count(5)
    settle(owner, access)
    links = owner.locator("code.wrap").all_inner_texts()
    owner.locator("form[action$=raum] button").click()
    expect(owner.locator("svg.qr")).to_be_visible()
    settle(owner, access)
    owner.goto(round_page)
    owner.locator("form[action$=oeffnen] button").click()

    rater = reader(language=language)
    rater.goto(links[0])
    settle(rater, access)
    rater.locator("main .actions .button").first.click()
    expect(rater).to_have_url(re.compile(r"/1$"))
    settle(rater, access)
    first = rater.locator("fieldset.question").first
    with rater.expect_response(lambda answer: answer.request.method == "POST") as saved:
        first.locator(".choices > .choice input").nth(2).check()
    assert saved.value.status == 200
    rater.reload()
    expect(rater.locator("fieldset.question").first.locator(".choices > .choice input").nth(2)).to_be_checked()
    rater.goto(f"{links[0]}ende")
    settle(rater, access)
    rater.locator("main .actions .button").first.click()
    settle(rater, access)
    rater.goto(f"{links[0]}zurueckziehen")
    settle(rater, access)

    owner.goto(round_page)
    settle(owner, access)
    owner.locator("form[action$=schliessen] button").click()
    settle(owner, access)
    # What is still open on the phone is not lost without a word.
    rater.goto(f"{links[0]}1")
    settle(rater, access)
    owner.goto(firm.pages["profile"].replace("/profil", "/runden/unterlagen/agreement"))  # type: ignore[attr-defined]
    settle(owner, access)


def test_an_answer_that_comes_after_closing_leads_to_a_page_that_says_so(reader: Reader, firm: object) -> None:
    owner, rater = reader(state=firm.state), reader()  # type: ignore[attr-defined]
    owner.goto(firm.pages["profile"].replace("/profil", "/runden/"))  # type: ignore[attr-defined]
    owner.locator("main form .actions button").last.click()
    owner.locator("#count").fill("5")
    owner.locator("form[action$=einladen] button").click()
    link = owner.locator("code.wrap").first.inner_text()
    owner.locator("form[action$=oeffnen] button").click()
    rater.goto(link)
    rater.locator("main .actions .button").first.click()
    owner.locator("form[action$=schliessen] button").click()
    expect(owner.locator("form[action$=wieder-oeffnen] button")).to_be_visible()
    # Not `check`: the page that comes has no such box to look at again.
    rater.locator("fieldset.question").first.locator(".choices > .choice input").nth(1).click(no_wait_after=True)
    expect(rater.get_by_role("heading", name="Die Runde ist zu Ende")).to_be_visible()


def test_a_tablet_goes_round_and_its_back_button_shows_nothing_of_the_last_person(reader: Reader, access: Access, firm: object) -> None:
    owner, tablet = reader(state=firm.state), reader()  # type: ignore[attr-defined]
    owner.goto(firm.pages["profile"].replace("/profil", "/runden/"))  # type: ignore[attr-defined]
    owner.locator("main form .actions button").last.click()
    round_page = owner.url
    owner.locator("form[action$=raum] button").click()
    link = owner.locator("strong.wrap").inner_text()
    owner.goto(round_page)
    owner.locator("form[action$=oeffnen] button").click()

    tablet.goto(link)
    tablet.locator("main .actions .button").first.click()
    choice = tablet.locator("fieldset.question").first.locator(".choices > .choice input").nth(3)
    with tablet.expect_response(lambda answer: answer.request.method == "POST"):
        choice.check()
    code = re.search(r"[A-Z2-9]{3}-[A-Z2-9]{3}-[A-Z2-9]{3}", tablet.locator("main").inner_text())
    assert code
    settle(tablet, access)
    tablet.goto(f"{link}ende")
    settle(tablet, access)
    tablet.get_by_role("button", name="Weiter an die nächste Person").click()
    expect(tablet.get_by_role("button", name="Beginnen")).to_be_visible()
    for _ in range(4):
        tablet.go_back()
        assert code[0] not in tablet.content()
        assert tablet.locator("fieldset.question input:checked").count() == 0
    tablet.goto(link)
    settle(tablet, access)
    tablet.get_by_role("button", name="Beginnen").click()
    expect(tablet.locator("fieldset.question").first).to_be_visible()
    assert tablet.locator("fieldset.question input:checked").count() == 0
    assert code[0] not in tablet.content()
