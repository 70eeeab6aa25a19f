"""All addresses; what a stranger may open is marked ``login_not_required`` at its view and listed in tests/web."""

from django.urls import include, path

from leitplanke.web import pages
from leitplanke.web.api import service
from leitplanke.web.condition import views as condition
from leitplanke.web.language import views as language
from leitplanke.web.protection import views as protection

urlpatterns = [
    path("", pages.welcome, name="welcome"),
    path("stil", pages.style, name="style"),
    path("gesund", pages.healthy, name="healthy"),
    path("bereit", condition.ready, name="ready"),
    path("metriken", condition.metrics, name="metrics"),
    path("sprache", language.switch, name="language"),
    path("csp", protection.report_breach, name="report-breach"),
    path("", include("leitplanke.web.accounts.urls")),
    path("", include("leitplanke.web.accounts.second")),
    path("", include("leitplanke.web.people.urls")),
    path("", include("leitplanke.web.companies.urls")),
    path("", include("leitplanke.web.survey.urls")),
    path("", include("leitplanke.web.waves.urls")),
    path("", include("leitplanke.web.strengths.urls")),
    path("", include("leitplanke.web.weights.urls")),
    path("", include("leitplanke.web.studies.urls")),
    path("", include("leitplanke.web.plans.urls")),
    path("", include("leitplanke.web.papers.urls")),
    path("", include("leitplanke.web.whatif.urls")),
    path("", include("leitplanke.web.guide.urls")),
    path("", include("leitplanke.web.board.urls")),
    path("", include("leitplanke.web.picture.urls")),
    path("", include("leitplanke.web.own.urls")),
    path("", include("leitplanke.web.added.urls")),
    path("", include("leitplanke.web.intake.urls")),
    path("", include("leitplanke.web.archive.urls")),
    path("", include("leitplanke.web.tables.urls")),
    path("", include("leitplanke.web.workshop.urls")),
    path("", include("leitplanke.web.ledger.urls")),
    path("", include("leitplanke.web.network.urls")),
    path("", include("leitplanke.web.cloud.urls")),
    path("", include("leitplanke.web.audit.urls")),
    path("", include("leitplanke.web.notes.urls")),
    path("", include("leitplanke.web.api.urls")),
    path("api/v1/", service.addresses()),
    path("", include("leitplanke.web.help.urls")),
    path("beispiel/", include("leitplanke.web.examples.urls")),
    path("annahmen/", include("leitplanke.web.assumed.urls")),
    path("scharniertabelle/", include("leitplanke.web.hinge.urls")),
]
handler400 = protection.bad_request
handler403 = protection.forbidden
handler404 = protection.not_found
handler500 = protection.server_fault
handler429 = protection.too_many
"""Django knows no such page; allauth asks for it by this name."""
