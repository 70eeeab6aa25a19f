"""Addresses of the hinge table."""

from django.urls import path

from leitplanke.web.hinge import views

app_name = "hinge"
urlpatterns = [
    path("", views.show_table, name="table"),
    path("<str:entry_id>", views.show_entry, name="entry"),
]
