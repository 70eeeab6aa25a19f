"""Addresses of the examples."""

from django.urls import path

from leitplanke.web.examples import plans, views

app_name = "examples"
urlpatterns = [
    path("", views.show_list, name="list"),
    path("<slug:name>/", views.result, name="result"),
    path("<slug:name>/herkunft", views.show_trail, name="trail"),
    path("<slug:name>/berichte/", views.papers, name="papers"),
    path("<slug:name>/datei/<str:kind>", views.download, name="file"),
    path("<slug:name>/plan/", plans.show, name="plan"),
    path("<slug:name>/plan/stand", plans.state, name="plan-state"),
    path("<slug:name>/plan/herkunft", plans.show_trail, name="plan-trail"),
]
