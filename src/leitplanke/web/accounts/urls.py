"""Addresses of coming in, of people and of roles."""

from django.contrib.auth.views import LogoutView
from django.urls import path

from leitplanke.web.accounts import account, joining, people, persons, roles, views

app_name = "accounts"
urlpatterns = [
    path("einrichten/<str:secret>", views.set_up, name="set-up"),
    path("anmelden", views.SignIn.as_view(), name="sign-in"),
    path("abmelden", LogoutView.as_view(), name="sign-out"),
    path("einladung/<str:secret>", joining.join, name="join"),
    path("passwort/<str:secret>", joining.set_password, name="set-password"),
    path("konto", account.show, name="account"),
    path("organisation/wechseln", people.switch, name="switch"),
    path("organisation/<uuid:organisation_id>/personen", people.show, name="people"),
    path("organisation/<uuid:organisation_id>/name", people.rename, name="rename"),
    path("organisation/<uuid:organisation_id>/einladen", people.invite, name="invite"),
    path("organisation/<uuid:organisation_id>/einladung/<int:invite_id>/zuruecknehmen", people.withdraw, name="withdraw"),
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
