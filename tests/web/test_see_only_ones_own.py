"""Lists show only one's own, a refusal names what is missing, and an ended session says so."""

import pytest
from django.test import Client
from django.urls import reverse

from leitplanke.web.accounts.models import Membership, User
from leitplanke.web.companies.models import Company
from leitplanke.web.studies.models import Study


@pytest.mark.usefixtures("study")
def test_lists_show_only_the_readers_own(as_bob: Client, as_alice: Client) -> None:
    assert "Alpha" in as_alice.get(reverse("companies:list")).content.decode()
    assert "Alpha" not in as_bob.get(reverse("companies:list")).content.decode()


def test_creating_a_firm_never_opens_a_foreign_empty_one(study: Study, as_bob: Client) -> None:
    foreign = Company.objects.create(organisation=study.company.organisation)
    location = as_bob.post(reverse("companies:create"))["Location"]
    assert str(foreign.pk) not in location
    assert as_bob.get(location).status_code == 200


def test_a_part_of_a_page_after_the_session_ended_leads_to_sign_in(company: Company, as_stranger: Client) -> None:
    page = f"http://testserver/unternehmen/{company.pk}/profil"
    response = as_stranger.post(
        reverse("companies:save-profile", args=[company.pk]), headers={"HX-Request": "true", "HX-Current-URL": page}
    )
    assert response.status_code == 401
    assert response["HX-Redirect"] == f"{reverse('accounts:sign-in')}?next=/unternehmen/{company.pk}/profil"


def test_a_refusal_names_the_missing_right(study: Study) -> None:
    rita = User.objects.create_user("rita")
    Membership.objects.create(user=rita, organisation=study.company.organisation, role="reader")
    browser = Client()
    browser.force_login(rita, backend="django.contrib.auth.backends.ModelBackend")
    refused = browser.post(reverse("studies:start", args=[study.company_id]))
    assert refused.status_code == 403
    assert "Auswertungen starten" in refused.content.decode()
    assert (
        "Sie dürfen dieses Unternehmen ansehen, aber nicht ändern."
        in browser.get(reverse("companies:profile", args=[study.company_id])).content.decode()
    )
