"""Addresses of studies."""

from django.urls import path

from leitplanke.web.studies import downloads, views

app_name = "studies"
urlpatterns = [
    path("unternehmen/<uuid:company_id>/auswertung", views.start, name="start"),
    path("unternehmen/<uuid:company_id>/ergebnis", views.latest, name="latest"),
    path("auswertung/<uuid:study_id>/", views.result, name="result"),
    path("auswertung/<uuid:study_id>/fortschritt", views.progress, name="progress"),
    path("auswertung/<uuid:study_id>/stand", views.state, name="state"),
    path("auswertung/<uuid:study_id>/abbrechen", views.cancel, name="cancel"),
    path("auswertung/<uuid:study_id>/herkunft", views.show_trail, name="trail"),
    path("auswertung/<uuid:study_id>/datei/<str:kind>", downloads.download, name="file"),
]
