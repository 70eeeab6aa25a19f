"""What arrives otherwise than it left is noticed: nothing is moved, and nothing of it stays."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

import small_installation

from databases import FILE, asked, change, new_database, rows_of

SPOIL = """
CREATE FUNCTION spoil() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN NEW.name := NEW.name || '!'; RETURN NEW; END $$;
CREATE FUNCTION lie_in_wait() RETURNS event_trigger LANGUAGE plpgsql AS
$$ DECLARE made record; BEGIN
  FOR made IN SELECT * FROM pg_event_trigger_ddl_commands() LOOP
    IF made.object_identity = 'public.companies_company' AND made.command_tag = 'CREATE TABLE' THEN
      EXECUTE 'CREATE TRIGGER spoil BEFORE INSERT ON companies_company FOR EACH ROW EXECUTE FUNCTION spoil()';
    END IF;
  END LOOP;
END $$;
CREATE EVENT TRIGGER spoiling ON ddl_command_end WHEN TAG IN ('CREATE TABLE') EXECUTE FUNCTION lie_in_wait();
"""
"""The database itself writes another name than it is given."""


def test_a_copy_that_differs_is_refused_by_the_name_of_its_table(
    once_a_run: Callable[[str, Callable[[Path], None]], Path], database_url: str, tmp_path: Path
) -> None:
    url = new_database(database_url)
    change(url, SPOIL)
    with_sqlite = partial(small_installation.call, tmp_path / "var", LEITPLANKE_DATABASE_URL="")
    assert with_sqlite("restore", str(small_installation.kept(once_a_run) / "b.zip")).returncode == 0
    file = tmp_path / "var" / FILE
    before = rows_of(file)
    move = partial(with_sqlite, "move-database", LEITPLANKE_TARGET_DATABASE_URL=url)
    refused = move()
    assert refused.returncode == 2, refused.stderr
    assert "companies.company" in refused.stderr
    assert "Traceback" not in refused.stderr
    assert asked(url, "SELECT count(*) FROM companies_company", "SELECT count(*) FROM survey_rating") == [[(0,)], [(0,)]]
    # Without what spoils it the very same copy is taken.
    change(url, "DROP TRIGGER spoil ON companies_company")
    done = move()
    assert done.returncode == 0, done.stderr
    assert asked(url, "SELECT count(*) FROM survey_rating") == [[(len(before["survey_rating"]),)]]
    assert rows_of(file) == before
