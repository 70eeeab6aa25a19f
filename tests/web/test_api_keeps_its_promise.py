"""Schemathesis sends the interface what its own document allows, and what it does not: every answer is as the document says.

Bounded and derandomised: the same requests each time. And the walk in the reference does what it says.
"""

import json
import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from pytest_django.live_server_helper import LiveServer
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    ignored_auth,
    response_schema_conformance,
    status_code_conformance,
    unsupported_method,
)

from leitplanke.web.accounts.models import Membership, Organisation, User
from leitplanke.web.api import middleware, tokens
from leitplanke.web.api.models import ExternalId
from leitplanke.web.companies.models import Company
from leitplanke.web.pace.counting import Pace
from leitplanke.web.studies.models import Study
from leitplanke.web.survey.models import Rating
from leitplanke.web.waves.models import Wave

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
    unsupported_method,
    ignored_auth,
]
EXAMPLES = 100 if os.environ.get("LEITPLANKE_TEST_LONG") else 10
"""Requests for each operation."""
OPERATIONS = 17


@pytest.fixture
def known(study: Study) -> dict[str, str]:
    """Rows that exist: without them nearly every request would end at 404."""
    wave = Wave.objects.create(company=study.company, number=1, state="closed")
    ExternalId.objects.create(organisation=study.company.organisation, company=study.company, external_id="K-1")
    return {
        "company_id": str(study.company_id),
        "study_id": str(study.pk),
        "wave_id": str(wave.pk),
        "indicator": "indicator.cloud.core-share",
        "external_id": "K-1",
    }


@pytest.fixture
def one_connection() -> Iterator[None]:
    """Keep requests from closing the connection whose transaction holds the test's rows, as Django's test client does."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


def destruction(operation: schemathesis.APIOperation) -> tuple[int, int]:
    """Order by what is gone afterwards: reading first, deleting last; a firm that was changed may be too incomplete to evaluate."""
    return ("get", "post", "put", "delete").index(operation.method), -len(operation.path)


def statuses_of(operation: schemathesis.APIOperation, known: dict[str, str], headers: dict[str, str]) -> set[int]:
    """Send what the document allows and what it does not, check every answer, and return which statuses came."""
    told: set[int] = set()
    valid = operation.as_strategy(generation_mode=GenerationMode.POSITIVE)
    wrong = operation.as_strategy(generation_mode=GenerationMode.NEGATIVE)

    @settings(
        max_examples=EXAMPLES,
        derandomize=True,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=valid | wrong, real=st.booleans())
    def send(case: schemathesis.Case, real: bool) -> None:  # noqa: FBT001 - hypothesis gives it
        if real:
            case.path_parameters = {name: known.get(name, value) for name, value in (case.path_parameters or {}).items()}
        told.add(case.call_and_validate(headers=headers, checks=CHECKS).status_code)

    send()
    return told


@pytest.mark.usefixtures("one_connection")
def test_every_answer_is_as_the_document_says(study: Study, known: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(middleware, "REQUESTS", Pace("test-requests", 1_000_000, 60.0, batch=1000))
    monkeypatch.setattr(middleware, "MISSES", Pace("test-misses", 1_000_000, 60.0, batch=1000))
    owner = study.company.organisation.members.get()
    headers = {"Authorization": f"Bearer {tokens.make(owner, study.company.organisation, 'ERP', 'write', 1)[1]}"}
    schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", get_wsgi_application())
    operations = sorted((found.ok() for found in schema.get_all_operations()), key=destruction)
    told = {one.label: statuses_of(one, known, headers) for one in operations if one.method != "delete"}
    assert Company.objects.count() > 1
    assert Rating.objects.exists()
    told |= {one.label: statuses_of(one, known, headers) for one in operations if one.method == "delete"}
    assert len(told) == OPERATIONS
    # The requests came through to the rows, and both sides of the rules were tried.
    assert {name: found for name, found in told.items() if min(found) not in {200, 201, 202, 204}} == {}
    assert {422, 404} <= set().union(*told.values())
    assert not Company.objects.filter(pk=known["company_id"]).exists()


@pytest.mark.django_db(transaction=True)
def test_the_walk_of_the_reference_works_as_written(live_server: LiveServer, tmp_path: Path) -> None:
    text = (Path(__file__).parents[2] / "docs/reference/api.md").read_text(encoding="utf-8")
    walk = text.partition("```bash\n")[2].partition("```")[0].replace("http://127.0.0.1:8000", live_server.url)
    organisation = Organisation.objects.create(name="Walkers")
    user = User.objects.create_user("walker")
    Membership.objects.create(user=user, organisation=organisation)
    environment = {"PATH": os.environ["PATH"], "LEITPLANKE_TOKEN": tokens.make(user, organisation, "walk", "write", 1)[1]}
    done = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", walk], check=False, cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=60
    )
    assert done.returncode == 0, done.stderr
    told = {name: json.loads((tmp_path / f"{name}.json").read_text(encoding="utf-8")) for name in ("company", "answer", "study", "state")}
    assert (told["company"]["change"], told["answer"]["change"], told["study"]["state"]) == ("created", "created", "queued")
    assert told["state"] == told["study"]
    assert Company.objects.get().name == "Beta GmbH"
    assert Rating.objects.get().level == 3
