"""Who may only look at a firm is told so in one sentence, and no page offers them a field or button that would be refused."""

from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit

import pytest
from django.test import Client
from django.urls import reverse

from leitplanke.web.accounts.models import Membership, User
from leitplanke.web.studies.models import Study

SENTENCE = "Sie dürfen dieses Unternehmen ansehen, aber nicht ändern."
VOID = {"input", "br", "meta", "link", "img", "hr", "path", "rect", "circle", "use", "line", "source", "wbr", "col"}
MOST_PAGES = 45


@dataclass
class Found(HTMLParser):
    """Links of a page, and where its living forms and fields send to."""

    address: str
    links: set[str] = field(default_factory=set)
    sends: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        super().__init__()
        self._still: list[bool] = [False]
        self._form = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        still = self._still[-1] or (tag == "fieldset" and "disabled" in values)
        if tag not in VOID:
            self._still.append(still)
        if tag == "a" and values.get("href"):
            self.links.add(urlsplit(urljoin(self.address, values["href"])).path)
        if tag == "form" and values.get("method") == "post":
            self._form = values.get("action") or self.address
        touched = tag in {"button", "select", "textarea"} or (tag == "input" and values.get("type") != "hidden")
        sends = values.get("hx-post") or (touched and self._form)
        if sends and not still:
            self.sends.add(urlsplit(urljoin(self.address, sends)).path)

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._form = ""
        if tag not in VOID:
            self._still.pop()


@pytest.fixture
def rita(study: Study) -> Client:
    """Return the browser of a reader of Alpha GmbH."""
    rita = User.objects.create_user("rita")
    Membership.objects.create(user=rita, organisation=study.company.organisation, role="reader")
    browser = Client()
    browser.force_login(rita, backend="django.contrib.auth.backends.ModelBackend")
    return browser


def walk(browser: Client, study: Study) -> dict[str, Found]:
    """Return every page of the firm that links lead to."""
    waiting, seen = [reverse("guide:home", args=[study.company_id])], {}
    while waiting and len(seen) < MOST_PAGES:
        address = waiting.pop(0)
        answer = browser.get(address)
        if address in seen or answer.status_code != 200 or "html" not in answer["Content-Type"]:
            continue
        seen[address] = Found(address)
        seen[address].feed(answer.content.decode())
        here = sorted(one for one in seen[address].links if str(study.company_id) in one or str(study.pk) in one)
        waiting += [one for one in here if one not in seen]
    return seen


def test_no_page_offers_a_reader_what_would_be_refused(study: Study, rita: Client) -> None:
    pages = walk(rita, study)
    assert len(pages) > 15
    sends = {address: page.sends for address, page in pages.items()}
    refused = {target for targets in sends.values() for target in targets if rita.post(target).status_code == 403}
    wrong = [f"{address} sends to {target}" for address, targets in sends.items() for target in sorted(targets & refused)]
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("name", ["companies:profile", "weights:page", "strengths:page", "own:overview", "survey:overview"])
def test_it_is_said_once_to_the_reader_and_never_to_the_owner(name: str, study: Study, rita: Client, as_alice: Client) -> None:
    address = reverse(name, args=[study.company_id])
    assert rita.get(address).content.decode().count(SENTENCE) == 1
    assert SENTENCE not in as_alice.get(address).content.decode()


def test_the_owner_s_fields_are_alive(study: Study, as_alice: Client) -> None:
    address = reverse("companies:profile", args=[study.company_id])
    page = Found(address)
    page.feed(as_alice.get(address).content.decode())
    assert page.sends
