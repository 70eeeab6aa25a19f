"""Addresses of the picture of answers."""

from django.urls import path

from leitplanke.web.picture import files, views

app_name = "picture"
urlpatterns = [
    path("unternehmen/<uuid:company_id>/bild", views.company, name="company"),
    path("bild/<uuid:wave_id>/", views.wave, name="wave"),
    path("bild/<uuid:wave_id>/euro", views.euro, name="euro"),
    path("bild/<uuid:wave_id>/leinwand", views.stage, name="stage"),
    path("bild/<uuid:wave_id>/leinwand/stand", views.live, name="live"),
    path("bild/<uuid:wave_id>/datei/<str:picture_file>", files.download, name="file"),
]
