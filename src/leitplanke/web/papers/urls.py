"""Addresses of papers."""

from django.urls import path

from leitplanke.web.papers import views

app_name = "papers"
urlpatterns = [
    path("auswertung/<uuid:study_id>/berichte/", views.centre, name="centre"),
    path("unternehmen/<uuid:company_id>/aussehen", views.look, name="look"),
]
