"""Address of the way in."""

from django.urls import path

from leitplanke.web.intake import views

app_name = "intake"
urlpatterns = [path("unternehmen/einlesen", views.read, name="read")]
