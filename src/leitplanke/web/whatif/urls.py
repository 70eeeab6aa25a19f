"""Addresses of what-if."""

from django.urls import path

from leitplanke.web.whatif import shares, views

app_name = "whatif"
urlpatterns = [
    path("auswertung/<uuid:study_id>/was-waere-wenn/", views.show, name="page"),
    path("auswertung/<uuid:study_id>/was-waere-wenn/antwort", views.answer, name="answer"),
    path("auswertung/<uuid:study_id>/was-waere-wenn/vergleich", views.side_by_side, name="compare"),
    path("szenario/<uuid:scenario_id>/entfernen", views.remove, name="remove"),
    path("szenario/<uuid:scenario_id>/teilen", shares.share, name="share"),
    path("szenario/link/<uuid:share_id>/zuruecknehmen", shares.revoke, name="revoke"),
    path("geteilt/<str:secret>/", shares.shared, name="shared"),
]
