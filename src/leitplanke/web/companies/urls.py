"""Addresses of firms."""

from django.urls import path

from leitplanke.web.companies import views

app_name = "companies"
urlpatterns = [
    path("mein-unternehmen", views.enter, name="enter"),
    path("unternehmen/", views.show_list, name="list"),
    path("unternehmen/neu", views.create, name="create"),
    path("unternehmen/<uuid:company_id>/profil", views.profile, {"page": "profile"}, name="profile"),
    path("unternehmen/<uuid:company_id>/weiteres", views.profile, {"page": "further"}, name="further"),
    path("unternehmen/<uuid:company_id>/verbundene", views.linked, name="linked"),
    path("unternehmen/<uuid:company_id>/verbundene/<int:firm_id>", views.linked, name="change-linked"),
    path("unternehmen/<uuid:company_id>/verbundene/<int:firm_id>/entfernen", views.unlink, name="unlink"),
    path("unternehmen/<uuid:company_id>/fruehere-jahre", views.earlier, name="earlier"),
    path("unternehmen/<uuid:company_id>/profil/speichern", views.save_field, {"page": "profile"}, name="save-profile"),
    path("unternehmen/<uuid:company_id>/weiteres/speichern", views.save_field, {"page": "further"}, name="save-further"),
]
