"""The watch that all other browser tests stand under sees what it is there for."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

pytestmark = [pytest.mark.browser, pytest.mark.looks]


@pytest.mark.parametrize(
    ("deed", "told"),
    [
        ("document.body.setAttribute('style', 'color: red')", "policy on"),
        ("document.body.append(Object.assign(document.createElement('script'), {textContent: '1'}))", "policy on"),
        ("fetch('http://192.0.2.1/').catch(() => 0)", "policy on"),
        ("setTimeout(() => { throw new Error('fault of a page'); })", "fault of a page"),
    ],
)
def test_a_breach_is_seen(reader: Callable[..., Page], watch: object, deed: str, told: str) -> None:
    page = reader()
    page.goto("/")
    page.evaluate(f"() => {{ {deed}; }}")
    # As long as it takes on a busy machine.
    for _ in range(100):
        page.wait_for_timeout(20)
        if any(told in fault for fault in watch.faults):
            break
    page.wait_for_timeout(200)
    seen = list(watch.faults)
    watch.faults.clear()
    assert any(told in fault for fault in seen), seen
