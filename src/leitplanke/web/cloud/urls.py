"""Addresses of data and services."""

from django.urls import path

from leitplanke.web.cloud import curating, lists, rules, views

app_name = "cloud"
urlpatterns = [
    path("rechtsstand", rules.rules, name="rules"),
    path("unternehmen/<uuid:company_id>/rechtsstand", curating.overview, name="curate"),
    path("unternehmen/<uuid:company_id>/rechtsstand/paket.yaml", curating.pack, name="rules-pack"),
    path("unternehmen/<uuid:company_id>/rechtsstand/<str:rule>", curating.check, name="check"),
    path("unternehmen/<uuid:company_id>/daten-und-dienste", views.page, name="page"),
    path("unternehmen/<uuid:company_id>/daten-und-dienste/liste/<slug:thing>", lists.from_list, name="list"),
    path("unternehmen/<uuid:company_id>/daten-und-dienste/neu/<slug:thing>", views.add, name="add"),
    path("unternehmen/<uuid:company_id>/daten-und-dienste/<slug:thing>/<slug:key>", views.change, name="change"),
    path("unternehmen/<uuid:company_id>/daten-und-dienste/<slug:thing>/<slug:key>/loeschen", views.drop, name="drop"),
    path("unternehmen/<uuid:company_id>/daten-regeln", views.policy, name="policy"),
    path("unternehmen/<uuid:company_id>/daten-regeln/<str:medium>/<slug:subject>", views.cell, name="cell"),
    path("unternehmen/<uuid:company_id>/daten-orte", views.places, name="places"),
    path("unternehmen/<uuid:company_id>/ausstieg/<slug:key>", views.leaving, name="leaving"),
    path("unternehmen/<uuid:company_id>/ausstieg/<slug:key>/mappe.pdf", views.exit_folder, name="folder"),
]
