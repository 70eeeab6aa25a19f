"""Addresses of a firm's own figures."""

from django.urls import path

from leitplanke.web.own import views

app_name = "own"
urlpatterns = [
    path("unternehmen/<uuid:company_id>/eigene-zahlen/", views.overview, name="overview"),
    path("unternehmen/<uuid:company_id>/eigene-zahlen/<str:target>", views.entry, name="entry"),
    path("unternehmen/<uuid:company_id>/eigene-zahlen/<str:target>/<slug:parameter>/bild", views.picture, name="picture"),
    path("unternehmen/<uuid:company_id>/eigene-zahlen/<str:target>/entfernen", views.forget, name="forget"),
]
