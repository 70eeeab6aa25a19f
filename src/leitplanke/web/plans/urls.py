"""Addresses of plans."""

from django.urls import path

from leitplanke.web.plans import views

app_name = "plans"
urlpatterns = [
    path("auswertung/<uuid:study_id>/plan/", views.show, name="page"),
    path("auswertung/<uuid:study_id>/plan/stand", views.state, name="state"),
    path("auswertung/<uuid:study_id>/plan/pruefen", views.order, name="order"),
    path("auswertung/<uuid:study_id>/plan/abbrechen", views.cancel, name="cancel"),
    path("auswertung/<uuid:study_id>/plan/herkunft", views.show_trail, name="trail"),
]
