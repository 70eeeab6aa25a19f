"""Addresses of help; none of them belongs to a firm."""

from django.urls import path

from leitplanke.web.help import views

app_name = "help"
urlpatterns = [
    path("suche", views.find, name="search"),
    path("begriffe", views.show_terms, name="terms"),
    path("begriffe/liste.json", views.list_terms, name="term-list"),
    path("tasten", views.show_shortcuts, name="shortcuts"),
    path("fragebogen", views.paper_page, name="paper-page"),
    path("fragebogen/<str:check>.pdf", views.paper, name="paper"),
]
