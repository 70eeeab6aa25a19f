"""Addresses of the value network."""

from django.urls import path

from leitplanke.web.network import statements, ties, views

app_name = "network"
urlpatterns = [
    path("unternehmen/<uuid:company_id>/netz", views.page, name="page"),
    path("unternehmen/<uuid:company_id>/netz/brief", views.letter, name="letter"),
    path("unternehmen/<uuid:company_id>/netz/wege", views.ways, name="ways"),
    path("unternehmen/<uuid:company_id>/netz/angaben", statements.page, name="statements"),
    path("unternehmen/<uuid:company_id>/netz/eintrag/<int:entry_id>/daten", ties.page, name="ties"),
    path("unternehmen/<uuid:company_id>/netz/partner/neu", views.add_partner, name="add-partner"),
    path("unternehmen/<uuid:company_id>/netz/kanal/neu/<slug:type>", views.add_channel, name="add-channel"),
    path("unternehmen/<uuid:company_id>/netz/eintrag/<int:entry_id>", views.entry, name="entry"),
    path("unternehmen/<uuid:company_id>/netz/eintrag/<int:entry_id>/loeschen", views.drop, name="drop"),
]
