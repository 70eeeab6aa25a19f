"""Addresses of the questions."""

from django.urls import path

from leitplanke.web.survey import views

app_name = "survey"
urlpatterns = [
    path("unternehmen/<uuid:company_id>/weiter", views.resume, name="resume"),
    path("unternehmen/<uuid:company_id>/fragen/", views.overview, name="overview"),
    path("unternehmen/<uuid:company_id>/fragen/<slug:component>", views.page, name="page"),
    path("unternehmen/<uuid:company_id>/vertiefung/<slug:component>/<int:part>", views.page, name="deep-page"),
    path("unternehmen/<uuid:company_id>/fragen/<slug:component>/<slug:question>", views.save_answer, name="save-answer"),
]
