"""Addresses of waves: the firm's pages, and those that people open by a link."""

from django.urls import path

from leitplanke.web.waves import asking, inviting, views

app_name = "waves"
FIRM = "unternehmen/<uuid:company_id>/runden/"
WAVE = f"{FIRM}<uuid:wave_id>/"
LINK = "w/<str:secret>/"
urlpatterns = [
    path(FIRM, views.overview, name="list"),
    path(WAVE, views.wave_page, name="wave"),
    path(f"{WAVE}einstellungen", views.change, name="change"),
    path(f"{WAVE}stand/<slug:turn>", views.turn, name="turn"),
    path(f"{WAVE}einladen", inviting.invite, name="invite"),
    path(f"{WAVE}raum", inviting.make_room, name="make-room"),
    path(f"{WAVE}einladung/<uuid:room_id>/aushang", inviting.poster, name="poster"),
    path(f"{WAVE}einladung/<uuid:invitation_id>/neu", inviting.renew, name="renew"),
    path(f"{WAVE}einladung/<uuid:invitation_id>/absagen", inviting.cancel, name="cancel"),
    path(f"{WAVE}erinnern", inviting.remind, name="remind"),
    path(f"{FIRM}unterlagen/<slug:paper>", views.paper, name="paper"),
    path(LINK, asking.start, name="start"),
    path(f"{LINK}<int:number>", asking.page, name="page"),
    path(f"{LINK}<int:number>/<slug:question>", asking.save_answer, name="save-answer"),
    path(f"{LINK}ende", asking.end, name="end"),
    path(f"{LINK}zurueckziehen", asking.withdraw, name="withdraw"),
    path(f"{LINK}loeschen", asking.erase, name="erase"),
    path(f"{LINK}weiter", asking.next_person, name="next-person"),
    path(f"{LINK}meine-daten", asking.own_data, name="own-data"),
]
