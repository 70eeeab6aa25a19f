"""Addresses of notes."""

from django.urls import path

from leitplanke.web.notes import views

app_name = "notes"
urlpatterns = [
    path("unternehmen/<uuid:company_id>/notizen/", views.overview, name="overview"),
    path("unternehmen/<uuid:company_id>/notizen/<str:target>", views.about, name="about"),
    path("notiz/<int:comment_id>/loeschen", views.forget, name="forget"),
    path("beleg/<uuid:attachment_id>", views.download, name="download"),
    path("beleg/<uuid:attachment_id>/loeschen", views.remove, name="remove"),
]
