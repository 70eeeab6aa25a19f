"""The first administrator comes in by a link, everybody else by name and password."""

from allauth.account.internal.flows.login import perform_password_login
from allauth.account.models import Login
from django.conf import settings
from django.contrib.auth import login
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.forms import AuthenticationForm
from django.contrib.auth.views import LoginView
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from leitplanke.web.accounts import guard, setup
from leitplanke.web.accounts.backends import LOCAL_BACKEND
from leitplanke.web.accounts.forms import AccountForm
from leitplanke.web.accounts.models import SetupLink
from leitplanke.web.language.middleware import reader_language

BACKEND = "django.contrib.auth.backends.ModelBackend"


class SignIn(LoginView):
    """Name and password; whoever guesses is slowed down. In the local mode there is no password: the owner only goes on."""

    template_name = "accounts/sign-in.html"
    redirect_authenticated_user = True

    def post(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        """Check name and password, unless too many wrong ones came before; in the local mode let the owner of this machine in."""
        if settings.LOCAL:
            login(request, setup.local_owner(), backend=LOCAL_BACKEND)
            return redirect(self.get_success_url())
        if guard.is_closed(request):
            return render(request, self.template_name, {"form": self.get_form_class()(), "closed": True}, status=429)
        return super().post(request, *args, **kwargs)

    def form_invalid(self, form: AuthenticationForm) -> HttpResponse:
        """Count the failure."""
        guard.count_failure(self.request)
        return super().form_invalid(form)

    def form_valid(self, form: AuthenticationForm) -> HttpResponse:
        """Forget earlier failures and sign in; whoever has a second factor is asked for it next."""
        guard.forget(self.request)
        entry = Login(user=form.get_user(), redirect_url=self.get_success_url())
        response: HttpResponse = perform_password_login(self.request, {"username": form.cleaned_data["username"]}, entry)
        return guard.remember(self.request, response)


@login_not_required
@require_http_methods(["GET", "POST"])
@sensitive_post_parameters("password")
def set_up(request: HttpRequest, secret: str) -> HttpResponse:
    """Create the administrator from the link on the terminal; a used or old link is no page at all."""
    if not SetupLink.is_valid(secret):
        raise Http404
    form = AccountForm(request.POST or None)
    form.language = reader_language(request)
    if request.method == "POST" and form.is_valid():
        user = setup.administrator(secret, form.cleaned_data["username"], form.cleaned_data["password"])
        if user is None:
            raise Http404
        login(request, user, backend=BACKEND)
        return redirect("companies:list")
    errors = [(name, message) for name, messages in form.errors.items() for message in messages]
    return render(request, "accounts/set-up.html", {"form": form, "errors": errors}, status=422 if errors else 200)
