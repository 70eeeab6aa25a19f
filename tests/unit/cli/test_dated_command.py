"""``leitplanke catalogue dated``, run as people run it."""

import json

import typed


def run(*arguments: str, lang: str = "de_DE.UTF-8") -> typed.Done:
    return typed.run("catalogue", "dated", *arguments, lang=lang)


def test_people_read_what_runs_changes_and_is_over() -> None:
    lines = {
        line.split()[0]: line.split(maxsplit=1)[1]
        for line in run("--on", "2026-11-22").stdout.replace("\N{NO-BREAK SPACE}", " ").splitlines()
    }
    assert lines["rule.data-act-no-switching-charges"] == "noch nicht; ändert sich am 12. Januar 2027"
    assert lines["programme.bafa-advice"] == "gilt; ändert sich am 1. Januar 2027"
    assert lines["programme.digital-jetzt"] == "vorbei"
    # Checked on 22 November 2026, one of them a day later.
    late = run("--on", "2027-02-22", lang="en_GB.UTF-8").stdout
    assert (late.count("not checked for 92 days"), late.count("not checked for 91 days")) == (22, 1)


def test_machines_read_the_same() -> None:
    rows = {row["id"]: row for row in json.loads(typed.start("catalogue", "dated", "--on", "2027-02-20", "--json").stdout)}
    assert rows["programme.bafa-advice"] == {
        "id": "programme.bafa-advice",
        "status": "open",
        "phase": "over",
        "unchecked": False,
        "age": 90,
        "changes": None,
        "checked_on": "2026-11-22",
    }


def test_the_day_must_be_given_and_be_a_day() -> None:
    assert run().returncode == 2
    assert run("--on", "2026-02-30").returncode == 2
