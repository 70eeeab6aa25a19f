"""A running round as its people see it: personal links, a room's link, answers that save themselves."""

from django.test import Client
from django.urls import reverse

from leitplanke.web.companies.models import Company
from leitplanke.web.survey.answering import field_name
from leitplanke.web.survey.models import Rating
from leitplanke.web.waves import links, turning
from leitplanke.web.waves.items import sheets
from leitplanke.web.waves.models import Invitation, Wave


def running(company: Company, *, people: int = 6, role: str = "staff", **fields: object) -> tuple[Wave, list[str]]:
    wave = turning.plan(company, **{"mode": "anonymous"} | fields)
    secrets = [links.new_secret() for _ in range(people)]
    for secret in secrets:
        Invitation.objects.create(wave=wave, kind="personal", role=role, digest=links.digest_of(secret))
    turning.start(wave)
    wave.refresh_from_db()
    return wave, secrets


def room_of(wave: Wave) -> str:
    made = Invitation(wave=wave, kind="room", role="staff")
    secret = links.room_secret(made.pk)
    made.digest = links.digest_of(secret)
    made.save()
    return secret


def start(secret: str) -> str:
    return reverse("waves:start", args=[secret])


def page(secret: str, number: int = 1) -> str:
    return reverse("waves:page", args=[secret, number])


def first() -> str:
    return field_name(sheets("staff")[0].indicators[0].id)


def save(secret: str, choice: str, browser: Client, number: int = 1, **more: str) -> int:
    name = field_name(sheets("staff")[number - 1].indicators[0].id)
    return browser.post(reverse("waves:save-answer", args=[secret, number, name]), {name: choice, **more}).status_code


def stored(wave: Wave) -> list[str]:
    return [row.choice for row in Rating.objects.filter(rater__wave=wave).order_by("pk")]
