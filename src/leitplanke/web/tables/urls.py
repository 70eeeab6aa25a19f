"""Addresses of everything a firm can take along."""

from django.urls import path

from leitplanke.web.tables import views

app_name = "tables"
urlpatterns = [
    path("unternehmen/<uuid:company_id>/daten", views.page, name="page"),
    path("unternehmen/<uuid:company_id>/daten/tabellen.xlsx", views.workbook, name="workbook"),
    path("unternehmen/<uuid:company_id>/daten/tabellen.zip", views.every, name="every"),
    path("unternehmen/<uuid:company_id>/daten/<str:table>.csv", views.single, name="single"),
]
