"""A page of own figures shows first what matters most, and no more digits than anybody knows."""

import re

from django.test import Client
from django.urls import reverse

from leitplanke.study.adaptable import adaptable
from leitplanke.web.catalogue import catalogue
from leitplanke.web.companies.models import Company
from leitplanke.web.own.picture import draw
from leitplanke.web.studies.gathering import gather

ATTACK = "unseen.cyber.incident"


def page_of(company: Company, target: str) -> str:
    return reverse("own:entry", args=[company.pk, target])


def test_what_follows_from_answers_and_finer_points_are_folded_until_own(answered: Company, as_alice: Client) -> None:
    def folds(target: str) -> list[tuple[str, list[str]]]:
        page = as_alice.get(page_of(answered, target)).content.decode()
        parts = re.split(r'<details class="fold own-group"( open)?>', page)
        return [("", re.findall(r'id="figure-([a-z_-]+)-title"', parts[0]))] + [
            ((parts[place] or "").strip(), re.findall(r'id="figure-([a-z_-]+)-title"', parts[place + 1]))
            for place in range(1, len(parts), 2)
        ]

    lasting = "unseen.iot.product-substituted"
    finer = ["coping_max", "severity_factor"]
    assert [names for _, names in folds(ATTACK)] == [["rate", "severity"], ["exposure", "sensitivity"], finer]
    assert [names for _, names in folds(lasting)] == [["rate", "severity", "duration"], ["exposure", "sensitivity"], finer]
    assert [state for state, _ in folds(ATTACK)] == ["", "", ""]
    wrong = as_alice.post(page_of(answered, ATTACK), {"exposure-low": "viel", "exposure-high": "40", "exposure-reason": "x"})
    assert wrong.content.decode().count('<details class="fold own-group" open>') == 1
    as_alice.post(page_of(answered, ATTACK), {"exposure-low": "10", "exposure-high": "40", "exposure-reason": "Prüfung"})
    assert [state for state, _ in folds(ATTACK)] == ["", "open", ""]


def test_what_nobody_typed_has_two_digits(answered: Company) -> None:
    """The mean of a wide figure is not known to a per mille; what somebody typed stays as typed."""
    inputs = gather(answered)
    rate = next(one for one in adaptable(catalogue(), inputs, ATTACK) if one.parameter == "rate")
    words = draw(rate, (0.1234, 1.777), "en").words
    told_figures = re.findall(r"\d+(?:\.\d+)?", words)
    assert told_figures
    assert all(len(one.replace(".", "").strip("0")) <= 2 for one in told_figures)
