"""Addresses of the way."""

from django.urls import path

from leitplanke.web.guide import views

app_name = "guide"
urlpatterns = [
    path("unternehmen/<uuid:company_id>/", views.home, name="home"),
    path("unternehmen/<uuid:company_id>/schritt/<slug:step>", views.mark, name="mark"),
    path("unternehmen/<uuid:company_id>/leitfrage", views.form_page, {"page": "limits"}, name="limits"),
    path("unternehmen/<uuid:company_id>/leitfrage/speichern", views.save, {"page": "limits"}, name="save-limits"),
    path("unternehmen/<uuid:company_id>/mitspieler", views.actors_page, name="actors"),
    path("unternehmen/<uuid:company_id>/mitspieler/<slug:actor>", views.save_actor, name="save-actor"),
    path("unternehmen/<uuid:company_id>/wiedervorlage", views.form_page, {"page": "review"}, name="review"),
    path("unternehmen/<uuid:company_id>/wiedervorlage/speichern", views.save, {"page": "review"}, name="save-review"),
    path("unternehmen/<uuid:company_id>/wiedervorlage/kalender.ics", views.calendar, name="calendar"),
]
