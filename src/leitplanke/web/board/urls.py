"""Addresses of the board."""

from django.urls import path

from leitplanke.web.board import views

app_name = "board"
urlpatterns = [
    path("unternehmen/<uuid:company_id>/plan/", views.show, name="page"),
    path("unternehmen/<uuid:company_id>/plan/uebernehmen", views.take_over, name="take"),
    path("unternehmen/<uuid:company_id>/plan/fortschritt", views.tell, name="tell"),
    path("unternehmen/<uuid:company_id>/plan/fortschritt/zurueck", views.take_back, name="take-back"),
    path("unternehmen/<uuid:company_id>/plan/datei/<str:roadmap_file>", views.download, name="file"),
    path("unternehmen/<uuid:company_id>/plan/<int:item_id>/", views.save, name="item"),
    path("unternehmen/<uuid:company_id>/plan/<int:item_id>/entfernen", views.remove, name="remove"),
]
