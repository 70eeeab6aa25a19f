"""The result page and the way of each number."""

import re
from datetime import date
from html import unescape
from urllib.parse import parse_qs, urlsplit

from django.test import Client
from django.urls import reverse
from pytest_django.fixtures import DjangoAssertNumQueries

from leitplanke.exchange import resultfile
from leitplanke.reports.numbers import euro
from leitplanke.web.studies.models import StoredResult, Study


def test_the_page_shows_the_stored_figures(study: Study, as_alice: Client) -> None:
    found = resultfile.load(StoredResult.objects.get().document)
    page = unescape(as_alice.get(reverse("studies:result", args=[study.pk])).content.decode())
    assert "<h1>Alpha & Söhne GmbH</h1>" in page
    for figure in (found.risk.expected_annual_loss_eur.mid, found.risk.cvar95_eur.mid, found.risk.adaptive_capacity_value_eur.mid):
        assert euro(figure, "de") in page


def test_every_trail_link_of_the_page_leads_somewhere(study: Study, as_alice: Client) -> None:
    page = as_alice.get(reverse("studies:result", args=[study.pk])).content.decode()
    links = sorted({unescape(link) for link in re.findall(r'href="([^"]*/herkunft\?[^"]*)"', page)})
    assert len(links) >= 10
    known = {node.id for node in resultfile.load(StoredResult.objects.get().document).trace}
    assert {parse_qs(urlsplit(link).query)["node"][0] for link in links} <= known
    for link in links[:: len(links) // 10]:
        assert as_alice.get(link).status_code == 200, link


def test_the_trail_ends_at_a_given_figure(study: Study, as_alice: Client) -> None:
    page = as_alice.get(reverse("studies:trail", args=[study.pk]), {"node": "company.liquidity_eur"}).content.decode()
    assert "320.000" in page


def test_an_unknown_number_has_no_trail(study: Study, as_alice: Client) -> None:
    for node in ("", "nothing/at-all", "../../etc/passwd", "<script>"):
        assert as_alice.get(reverse("studies:trail", args=[study.pk]), {"node": node}).status_code == 404


def test_the_page_asks_the_database_little(study: Study, as_alice: Client, django_assert_max_num_queries: DjangoAssertNumQueries) -> None:
    address = reverse("studies:result", args=[study.pk])
    with django_assert_max_num_queries(27):
        as_alice.get(address)


def test_an_unfinished_study_shows_its_progress(study: Study, as_alice: Client) -> None:
    StoredResult.objects.all().delete()
    Study.objects.update(state=Study.State.RUNNING, share=0.4)
    for name in ("result", "trail"):
        assert as_alice.get(reverse(f"studies:{name}", args=[study.pk]))["Location"] == reverse("studies:progress", args=[study.pk])
    assert "Rechnet: 40 %" in as_alice.get(reverse("studies:progress", args=[study.pk])).content.decode()
    assert as_alice.get(reverse("studies:file", args=[study.pk, "bericht.pdf"])).status_code == 404


def test_the_guiding_question_stands_above_the_answer(study: Study, as_alice: Client) -> None:
    address = reverse("studies:result", args=[study.pk])
    assert "Leitfrage" not in as_alice.get(address).content.decode()
    study.company.guiding_question = "Sollen wir <Plattform X> verlassen?"
    study.company.decide_by = date(2027, 3, 31)
    study.company.save()
    head = unescape(as_alice.get(address).content.decode()).partition("most-important")[0]
    assert "Leitfrage:</strong> Sollen wir <Plattform X> verlassen?" in head
    assert "Zu entscheiden bis 31.\u00a0März 2027." in head
    assert "<Plattform X>" not in as_alice.get(address).content.decode()
