"""Asks who is there, also when a part of a page is fetched after the session has ended."""

from urllib.parse import urlsplit

from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse


class SignInRequired(LoginRequiredMiddleware):
    """Django's rule that every page needs a member; htmx is told to load the sign-in page instead of putting it into a field."""

    def handle_no_permission(self, request: HttpRequest, view_func: object) -> HttpResponse:  # type: ignore[override]
        """Answer somebody who is not signed in; htmx cannot follow the redirect that Django promises."""
        if "HX-Request" not in request.headers:
            return super().handle_no_permission(request, view_func)  # type: ignore[arg-type]
        page = urlsplit(request.headers.get("HX-Current-URL", "/")).path
        return HttpResponse(status=401, headers={"HX-Redirect": redirect_to_login(page).url})
