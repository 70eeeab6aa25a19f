"""Addresses of the bookkeeping."""

from django.urls import path

from leitplanke.web.ledger import views

app_name = "ledger"
urlpatterns = [
    path("unternehmen/<uuid:company_id>/buchhaltung", views.page, name="page"),
    path("unternehmen/<uuid:company_id>/buchhaltung/entwurf/<uuid:draft_id>", views.draft, name="draft"),
    path("unternehmen/<uuid:company_id>/buchhaltung/entwurf/<uuid:draft_id>/uebernehmen", views.take_over, name="take-over"),
    path("unternehmen/<uuid:company_id>/buchhaltung/<int:import_id>/loeschen", views.drop, name="drop"),
]
