"""Addresses of a firm's strengths."""

from django.urls import path

from leitplanke.web.strengths import views

app_name = "strengths"
urlpatterns = [
    path("unternehmen/<uuid:company_id>/staerken", views.page, name="page"),
    path("unternehmen/<uuid:company_id>/staerken/speichern", views.save, name="save"),
]
