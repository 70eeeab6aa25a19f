"""Addresses of an organisation's people and roles."""

from django.urls import path

from leitplanke.web.people import persons, roles, views

app_name = "people"
urlpatterns = [
    path("organisation/<uuid:organisation_id>/personen", views.show, name="list"),
    path("organisation/<uuid:organisation_id>/name", views.rename, name="rename"),
    path("organisation/<uuid:organisation_id>/einladen", views.invite, name="invite"),
    path("organisation/<uuid:organisation_id>/einladung/<int:invite_id>/zuruecknehmen", views.withdraw, name="withdraw"),
    path("organisation/<uuid:organisation_id>/personen/<int:membership_id>", persons.show, name="person"),
    path("organisation/<uuid:organisation_id>/personen/<int:membership_id>/rolle", persons.change_role, name="change-role"),
    path("organisation/<uuid:organisation_id>/personen/<int:membership_id>/unternehmen", persons.open_firms, name="open-firms"),
    path("organisation/<uuid:organisation_id>/personen/<int:membership_id>/entfernen", persons.remove, name="remove"),
    path("organisation/<uuid:organisation_id>/personen/<int:membership_id>/passwort", persons.new_password, name="new-password"),
    path(
        "organisation/<uuid:organisation_id>/personen/<int:membership_id>/zweiter-schritt",
        persons.drop_second_factor,
        name="drop-second-factor",
    ),
    path("organisation/<uuid:organisation_id>/rollen", roles.show, name="roles"),
    path("organisation/<uuid:organisation_id>/rollen/neu", roles.save, name="new-role"),
    path("organisation/<uuid:organisation_id>/rollen/<int:role_id>", roles.save, name="save-role"),
    path("organisation/<uuid:organisation_id>/rollen/<int:role_id>/entfernen", roles.remove, name="remove-role"),
]
