"""A data folder full of everything that 0.5.0 kept comes up with this release: every row with every value, files, key and copy.

``installations/0.5.0-full.zip`` was filled by 0.5.0 itself (``fill_0_5.py``), and ``0.5.0-full-backup.zip`` is that release's backup of it;
``test_upgrade_on_postgresql.py`` does the same on PostgreSQL.
"""

import re
import zipfile
from pathlib import Path
from urllib.parse import urlencode
from uuid import UUID

import pytest
from fill_0_5 import ask
from kept_rows import ADDED, CHANGED, as_restored, assert_kept, assert_listed, assert_same, plain_document, upgraded
from small_installation import without_examples
from test_back_up_and_restore import archived
from test_upgrade_an_installation import KEPT, copies, restored, running

from databases import Held, Row, held

pytestmark = pytest.mark.no_database  # the folder holds SQLite's database, whatever the others use
FULL, BACKUP = KEPT / "0.5.0-full.zip", KEPT / "0.5.0-full-backup.zip"
LOST = "0123456789abcdef" * 2
"""What some rows call a file that was lost before."""
SIGNED_IN = frozenset({"audit_entry", "django_session"})
"""Tables that get a row when somebody signs in."""
FEWEST_ROWS = 3250
"""What the folder is known to hold; tests that read nothing would find nothing missing."""
NOT_ARCHIVED = frozenset({"django_session", "django_migrations", "shared_cache", "sqlite_sequence"})


def prepared(folder: Path, *, database: bool = True) -> Path:
    """Unpack the folder of 0.5.0, so that a server on it does nothing but what this is about."""
    with zipfile.ZipFile(FULL) as packed:
        packed.extractall(folder, [one for one in packed.namelist() if database or not one.endswith(".sqlite3")])
    without_examples(folder)
    # A clock that cannot be believed: what time deletes, it deletes of every installation, upgraded or not.
    (folder / "clock.json").write_text('{"latest": 0.0}')
    return folder


def firm_of(rows: Held) -> tuple[str, str]:
    """Return the keys of the firm that has everything, and of its evaluated study."""
    (firm,) = (row["id"] for row in rows["companies_company"] if row["name"] == "Alpha & Söhne GmbH")
    (study,) = (row["id"] for row in rows["studies_study"] if row["company_id"] == firm and row["state"] == "done")
    return str(UUID(str(firm))), str(UUID(str(study)))


def look_around(port: int, rows: Held) -> None:
    """Sign in with the password of then, and read what was there."""
    firm, study = firm_of(rows)
    cookies: dict[str, str] = {}
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', ask(port, "/anmelden", cookies)[1])
    assert token
    form = {"csrfmiddlewaretoken": token[1], "username": "änne", "password": "ein-langes-kennwort-7"}
    assert ask(port, "/anmelden", cookies, urlencode(form))[0] == 302
    for path, text in (
        ("/unternehmen/", "Alpha &amp; Söhne GmbH"),
        (f"/unternehmen/{firm}/notizen/unseen.cyber.incident", "Der Ofen der Bäckerei steht still"),
        (f"/unternehmen/{firm}/notizen/unseen.cyber.incident", "Angebot  vom 3. März (neu) .pdf"),
        (f"/auswertung/{study}/", "Alpha &amp; Söhne GmbH"),
        (f"/auswertung/{study}/plan/", "Alpha &amp; Söhne GmbH"),
    ):
        status, page = ask(port, path, cookies)
        assert (path, status) == (path, 200)
        assert text in page, path


def signed_in(before: Held, after: Held) -> Held:
    """Return what was there before, changed as signing in changes it."""
    (then,) = (row for row in before["accounts_user"] if row["username"] == "änne")
    (now,) = (row for row in after["accounts_user"] if row["username"] == "änne")
    # When that person was last there.
    assert str(now["last_login"]) > str(then["last_login"])
    users = [row | {"last_login": now["last_login"]} if row is then else row for row in before["accounts_user"]]
    # Wrong passwords that hold nobody up any more are forgotten whenever somebody signs in; one is of the year 2999.
    wrong = [row for row in before["accounts_failedsignin"] if str(row["since"]) > "2900"]
    assert 0 < len(wrong) < len(before["accounts_failedsignin"])
    return before | {"accounts_user": users, "accounts_failedsignin": wrong}


def assert_everything_is_there(before: Held, after: Held, folder: Path) -> None:
    assert sum(map(len, before.values())) > FEWEST_ROWS
    assert [name for name, rows in before.items() if not rows and name not in NOT_ARCHIVED] == []
    assert_kept(signed_in(before, after), after, SIGNED_IN)
    assert_listed(after)
    assert [len(after[name]) - len(before[name]) for name in sorted(SIGNED_IN)] == [1, 1]
    assert_same_files(after, folder)


def assert_restored(before: Held, back: Held, folder: Path) -> None:
    """Fail unless what came back from a copy of before the upgrade holds what an upgrade of it does."""
    kept = {name: rows for name, rows in before.items() if name not in NOT_ARCHIVED}
    assert_same(as_restored(upgraded(kept)), as_restored(back))
    assert_listed(back)
    assert_same_files(back, folder)


def assert_same_files(rows: Held, folder: Path) -> None:
    """Fail unless attachments and key are those of then, to the byte."""
    files = {f"attachments/{row['file']}" for row in rows["notes_attachment"]} - {f"attachments/{LOST}"}
    with zipfile.ZipFile(FULL) as packed:
        assert {*files, "secret-key"} == set(packed.namelist()) - {"leitplanke.sqlite3"}
        for name in (*files, "secret-key"):
            assert (folder / name).read_bytes() == packed.read(name), name


def assert_copied(folder: Path) -> Path:
    """Fail unless the copy of before the upgrade holds what the backup does that 0.5.0 made itself; return the copy."""
    (copy,) = copies(folder)
    then, now = archived(BACKUP), archived(copy)
    assert then.keys() == now.keys()
    for table, rows in then.items():
        assert described(now[table]) == described(rows), table
    return copy


def described(rows: list[Row]) -> list[str]:
    """Return rows of a backup as texts that tell 1 from 1.0; but in documents there is only one kind of number."""
    return [repr({name: plain_document(one) if isinstance(one, dict | list) else one for name, one in row.items()}) for row in rows]


def test_a_full_installation_comes_up_with_every_row(tmp_path: Path) -> None:
    folder = prepared(tmp_path / "var")
    before = held(folder)
    assert CHANGED.keys() <= before.keys()
    with running(folder, local=False) as port:
        assert_kept(before, held(folder))
        look_around(port, before)
    assert_everything_is_there(before, held(folder), folder)
    for archive in (assert_copied(folder), BACKUP):
        back = restored(archive, tmp_path / f"back-{archive.stem}")
        assert_restored(before, held(back), back)


def test_the_comparison_notices_each_value_and_each_row(tmp_path: Path) -> None:
    rows = upgraded(held(prepared(tmp_path / "var")))
    for table, kept in rows.items():
        for column in kept[0] if kept else ():
            other = kept[0] | {column: repr(kept[0][column])}
            with pytest.raises(AssertionError, match=table):
                assert_same({table: kept}, {table: [other, *kept[1:]]})
        if kept:
            with pytest.raises(AssertionError, match=table):
                assert_same({table: kept}, {table: kept[1:]})
        if kept and table not in ADDED:
            with pytest.raises(AssertionError, match=table):
                assert_same({table: kept}, {table: [*kept, kept[0]]})
