"""Addresses of the log."""

from django.urls import path

from leitplanke.web.audit import views

app_name = "audit"
urlpatterns = [
    path("unternehmen/<uuid:company_id>/protokoll", views.of_company, name="company"),
    path("unternehmen/<uuid:company_id>/protokoll.<str:form>", views.company_file, name="company-file"),
    path("organisation/<uuid:organisation_id>/protokoll", views.of_organisation, name="organisation"),
    path("organisation/<uuid:organisation_id>/protokoll.<str:form>", views.organisation_file, name="organisation-file"),
]
