"""Addresses of the workbook for workshops."""

from django.urls import path

from leitplanke.web.workshop import views

app_name = "workshop"
urlpatterns = [
    path("unternehmen/<uuid:company_id>/mappe", views.page, name="page"),
    path("unternehmen/<uuid:company_id>/mappe/uebernehmen", views.take_over, name="take-over"),
    path("unternehmen/<uuid:company_id>/mappe/stimmen/<int:rater_id>/loeschen", views.drop, name="drop"),
    path("unternehmen/<uuid:company_id>/mappe/<str:questions>.xlsx", views.workbook, name="workbook"),
]
