"""The backup that a release leaves to its successors holds one of everything that people store, and comes back."""

import os
import sqlite3
import zipfile
from pathlib import Path

import pytest
from fill_for_a_release import call, make

LAST_SMALL = "0.5.0"
"""Releases up to this one left a firm with answers only; what is released stays as it is."""
ONE_OF_EACH = (
    *("accounts_user", "companies_company", "survey_rating", "waves_wave", "waves_invitation", "notes_comment", "notes_attachment"),
    *("studies_study", "studies_storedresult", "estimates_ownfigure", "strengths_strengthrating", "weights_goalweight", "look_look"),
)


@pytest.mark.skipif(not os.environ.get("LEITPLANKE_TEST_LONG"), reason="make test-long makes one and looks at all")
def test_it_holds_one_of_each_and_comes_back(tmp_path: Path) -> None:
    made = tmp_path / "made.zip"
    make(made)
    releases = sorted((Path(__file__).parent / "backups").glob("*.zip"))
    for place, archive in enumerate([made, *(path for path in releases if path.stem > LAST_SMALL)]):
        folder = tmp_path / str(place)
        call(folder, "restore", str(archive))
        connection = sqlite3.connect(folder / "leitplanke.sqlite3")
        held = {name: connection.execute(f"SELECT count(*) FROM {name}").fetchone()[0] for name in ONE_OF_EACH}  # noqa: S608 - names from above
        connection.close()
        assert [name for name, rows in held.items() if not rows] == []
        # What `test_back_up_and_restore.py` counts on with every release.
        assert (held["companies_company"], held["survey_rating"]) == (1, 24)
        assert len(list((folder / "attachments").iterdir())) == held["notes_attachment"]
        with zipfile.ZipFile(archive) as found:
            assert "secret-key" in found.namelist()
