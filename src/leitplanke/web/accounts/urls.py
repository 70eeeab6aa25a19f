"""Addresses of coming in."""

from django.contrib.auth.views import LoginView, LogoutView
from django.urls import path

from leitplanke.web.accounts import views

app_name = "accounts"
urlpatterns = [
    path("einrichten/<str:secret>", views.set_up, name="set-up"),
    path("anmelden", LoginView.as_view(template_name="accounts/sign-in.html", redirect_authenticated_user=True), name="sign-in"),
    path("abmelden", LogoutView.as_view(), name="sign-out"),
]
