"""Address of the list of assumptions."""

from django.urls import path

from leitplanke.web.assumed import views

app_name = "assumed"
urlpatterns = [path("", views.show_list, name="list")]
