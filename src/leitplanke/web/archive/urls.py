"""Addresses of archives."""

from django.urls import path

from leitplanke.web.archive import views

app_name = "archive"
urlpatterns = [
    path("unternehmen/<uuid:company_id>/daten/archiv.zip", views.take, name="take"),
    path("unternehmen/<uuid:company_id>/loeschen", views.remove, name="remove"),
    path("unternehmen/archiv-einlesen", views.read, name="read"),
]
