"""Who runs a server for others can say so: legal notice and privacy notice stand at the foot of every page."""

import pytest
from django.test import Client, override_settings

from leitplanke.web import environment

pytestmark = pytest.mark.no_database
PAGES = (("imprint", "https://kammer.example/impressum"), ("privacy", "https://kammer.example/datenschutz?a=1&b=2"))


@pytest.mark.parametrize(("language", "labels"), [("de", ("Impressum", "Datenschutz")), ("en", ("Legal notice", "Privacy"))])
@pytest.mark.django_db
@override_settings(OPERATORS_PAGES=PAGES)
def test_strangers_find_both_at_the_foot(language: str, labels: tuple[str, str]) -> None:
    browser = Client()
    browser.cookies["leitplanke-language"] = language
    for address in ("/", "/anmelden", "/w/nirgends"):
        page = browser.get(address, follow=True).content.decode()
        foot = page.partition("site-foot")[2].partition("</footer>")[0]
        assert f'href="https://kammer.example/impressum" rel="noreferrer">{labels[0]}</a>' in foot
        assert f'href="https://kammer.example/datenschutz?a=1&amp;b=2" rel="noreferrer">{labels[1]}</a>' in foot


@pytest.mark.django_db
def test_without_them_nothing_stands_there() -> None:
    assert "Impressum" not in Client().get("/").content.decode()


def test_they_come_from_outside(monkeypatch: pytest.MonkeyPatch) -> None:
    for (_, address), variable in zip(PAGES, ("LEITPLANKE_IMPRINT_URL", "LEITPLANKE_PRIVACY_URL"), strict=True):
        monkeypatch.setenv(variable, f" {address} ")
    assert environment.operators_pages() == PAGES
    monkeypatch.setenv("LEITPLANKE_IMPRINT_URL", "")
    assert environment.operators_pages() == PAGES[1:]


@pytest.mark.parametrize("said", ["javascript:alert(1)", "impressum", "//kammer.example", "ftp://kammer.example", "https:///x"])
def test_what_is_no_web_address_is_refused_at_the_start(said: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LEITPLANKE_PRIVACY_URL", said)
    with pytest.raises(ValueError, match="LEITPLANKE_PRIVACY_URL"):
        environment.operators_pages()
