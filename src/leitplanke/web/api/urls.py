"""Addresses of one's own tokens; those of the interface itself stand in `service`."""

from django.urls import path

from leitplanke.web.api import views

app_name = "api"
urlpatterns = [
    path("konto/schluessel", views.show, name="tokens"),
    path("konto/schluessel/<int:token_id>/loeschen", views.revoke, name="revoke"),
]
