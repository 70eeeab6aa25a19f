"""Addresses of what a firm adds itself."""

from django.urls import path

from leitplanke.web.added import views

app_name = "added"
urlpatterns = [
    path("unternehmen/<uuid:company_id>/eigenes/neu/<slug:added_kind>", views.add, name="add"),
    path("unternehmen/<uuid:company_id>/eigenes/bild/<slug:span>", views.picture, name="picture"),
    path("unternehmen/<uuid:company_id>/eigenes/<str:own_target>", views.change, name="entry"),
    path("unternehmen/<uuid:company_id>/eigenes/<str:own_target>/loeschen", views.remove, name="remove"),
]
