"""Addresses of the examples."""

from django.urls import path

from leitplanke.web.examples import views

app_name = "examples"
urlpatterns = [
    path("", views.show_list, name="list"),
    path("<slug:name>/", views.result, name="result"),
    path("<slug:name>/herkunft", views.show_trail, name="trail"),
    path("<slug:name>/datei/<str:kind>", views.download, name="file"),
]
