"""What notes can be about: the questions, Unseens and measures of the catalogue, and what the firm has added itself."""

import json
from collections import Counter
from collections.abc import Mapping
from typing import TYPE_CHECKING

from django.urls import reverse

from leitplanke.reports.words import Language
from leitplanke.web.companies.models import Company
from leitplanke.web.hinge.table import entries_by_id
from leitplanke.web.survey.pages import page_asking

if TYPE_CHECKING:
    from leitplanke.catalogue.entries import Entry

KINDS = ("indicator.", "unseen.", "measure.")


def title_of(company: Company, target: str, language: Language) -> str:
    """Return what a target is called; empty: there is no such target."""
    entry: Entry | None = entries_by_id().get(target)
    if entry is not None:
        asked = getattr(entry, "question", None)
        return str(getattr(asked or entry.title, language)) if target.startswith(KINDS) else ""
    own = company.own_entries.filter(target=target).first()
    return str(json.loads(own.document).get("title", target)) if own else ""


def address_of(company: Company, target: str) -> str:
    """Return the page where a target is answered or set."""
    if not target.startswith("indicator."):
        return reverse("own:entry", args=[company.pk, target])
    page = page_asking(target)
    return f"{page.address(company.pk)}#{target.removeprefix('indicator.').replace('.', '-')}" if page else ""


def counts(company: Company) -> Mapping[str, int]:
    """Return how many comments and files each target has; targets without any are not in it."""
    one, other = (rows.order_by().values_list("target", flat=True) for rows in (company.comments, company.attachments))
    return Counter(one.union(other, all=True))
