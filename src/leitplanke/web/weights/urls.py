"""Addresses of the weights of goals."""

from django.urls import path

from leitplanke.web.weights import views

app_name = "weights"
urlpatterns = [
    path("unternehmen/<uuid:company_id>/ziele", views.page, name="page"),
    path("unternehmen/<uuid:company_id>/ziele/<slug:group>", views.save, name="save"),
]
