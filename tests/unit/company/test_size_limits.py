"""The limits in code are those that the cited publications state."""

import re
from dataclasses import replace

from leitplanke.catalogue import compiled
from leitplanke.company import sme
from leitplanke.company.profile import Company


def numbers(source: str) -> list[float]:
    statement = next(entry.statement.de for entry in compiled.read().sources if entry.id == source)
    return [float(number) for number in re.findall(r"\d+", statement)]


def test_eu_limits_are_those_of_the_recommendation() -> None:
    (micro, small, medium), million = sme.EU_CEILINGS, 1e6
    assert micro[2] == micro[3]
    assert small[2] == small[3]
    limits = [micro[1], micro[2] / million, small[1], small[2] / million, medium[1], medium[2] / million, medium[3] / million]
    assert limits == numbers("source.sme-recommendation")


def test_ifm_limits_are_those_it_publishes() -> None:
    stated = numbers("source.ifm-sme")
    for staff, million, size in zip(stated[::2], stated[1::2], ("micro", "small", "medium"), strict=True):
        limit = Company(name="Probe", sector="Holz", region="", legal_form="GmbH", owner_led=True, staff=staff, turnover_eur=million * 1e6)
        assert sme.ifm_size(limit) == size
        assert sme.ifm_size(replace(limit, staff=staff + 1.0)) != size
        assert sme.ifm_size(replace(limit, turnover_eur=million * 1e6 + 1.0)) != size
