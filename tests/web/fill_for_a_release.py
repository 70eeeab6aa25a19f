"""Makes the backup that a release leaves to its successors: ``python tests/web/fill_for_a_release.py tests/web/backups/0.6.0.zip``.

One firm, invented from end to end, with one of everything that people store: answers, a round, notes, a file, own figures, goals,
strengths, a logo, an evaluated study. The commands of the release itself fill it and back it up.
"""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

FILL = """
from django.core.files.base import ContentFile
from leitplanke.web.accounts.models import Membership, Organisation, User
from leitplanke.web.catalogue import catalogue, quick_check
from leitplanke.web.companies.models import Company
from leitplanke.web.estimates.models import OwnFigure
from leitplanke.web.look.models import Look
from leitplanke.web.notes.models import Attachment, Comment
from leitplanke.web.strengths.models import StrengthRating
from leitplanke.web.studies.jobs import evaluate, order
from leitplanke.web.survey.models import Rater, Rating
from leitplanke.web.waves import links, turning
from leitplanke.web.waves.models import Invitation
from leitplanke.web.weights.models import GoalWeight

user = User.objects.create_user("änne", password="ein-langes-kennwort-7")
home = Organisation.objects.create(name="Müller & Söhne 'GmbH'")
Membership.objects.create(user=user, organisation=home, role="owner")
Look.objects.create(organisation=home, logo=bytes(range(256)), logo_name="Logo.png")
firm = Company.objects.create(
    organisation=home, name="Alpha & Söhne GmbH", sector="Zerspanung", staff=38.0, turnover_eur=5_200_000.0, liquidity_eur=320_000.0,
    free_cash_flow_eur_per_year=180_000.0, equity_eur=900_000.0, largest_buyer_eur=2_392_000.0,
)
rater = Rater.objects.create(company=firm)
asked = [one.id for _, page in quick_check() for one in page]
rows = [Rating(rater=rater, indicator=one, level=place % 5, catalogue_version=catalogue().version) for place, one in enumerate(asked)]
rows[1].level, rows[1].missing = None, "unknown"
rows[2].level, rows[2].missing, rows[2].reason = None, "not-applicable", "Wir haben keine Maschinen."
Rating.objects.bulk_create(rows)
Comment.objects.create(company=firm, target="unseen.cyber.incident", written_by=user, text="Der Ofen steht still \\u2014 \\U0001f525\\n")
content = b"%PDF-1.7\\n" + bytes(range(256))
Attachment.objects.create(company=firm, target="x", name="Beleg.pdf", kind="pdf", size=len(content), file=ContentFile(content, name="y"))
OwnFigure.objects.create(company=firm, target="unseen.cyber.attack", parameter="rate", low=0.5, high=2.0, reason="gezählt")
StrengthRating.objects.create(company=firm, strength="strength.x", level=4)
GoalWeight.objects.create(company=firm, group="owner", goal="x", weight=10.0)
wave = turning.plan(firm, mode="open", name="Erste Runde")
for label in ("Einkauf", "Werkstatt"):
    Invitation.objects.create(wave=wave, kind="personal", role="staff", label=label, digest=links.digest_of(links.new_secret()))
turning.start(wave)
study = order(firm)
evaluate.call(str(study.pk))
study.refresh_from_db()
assert study.state == "done", study.faults
"""


def call(folder: Path, *words: str) -> None:
    """Run the command line on a data folder."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("LEITPLANKE_", "DJANGO_"))}
    done = subprocess.run(
        [sys.executable, "-m", "leitplanke", *words],
        env=kept | {"LEITPLANKE_VAR": str(folder)},
        capture_output=True,
        text=True,
        check=False,
        timeout=400,
    )
    if done.returncode:
        sys.exit(f"{words[0]}: {done.stdout}{done.stderr}")


def make(path: Path) -> None:
    """Fill an installation and back it up."""
    with tempfile.TemporaryDirectory() as folder:
        var = Path(folder) / "var"
        call(var, "manage", "migrate", "-v0")
        call(var, "manage", "shell", "-v0", "-c", FILL)
        call(var, "backup", str(path.absolute()))


if __name__ == "__main__":
    make(Path(sys.argv[1]))
