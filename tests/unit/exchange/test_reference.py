"""The page on study files says what the program does."""

import re
from pathlib import Path

from leitplanke.catalogue import compiled
from leitplanke.exchange import resultfile, studyfile

PAGES = Path(__file__).parents[3] / "docs" / "reference"


def test_the_study_file_in_the_document_is_sound() -> None:
    (text,) = re.findall(r"```yaml\n(.*?)```", (PAGES / "study-file.md").read_text(encoding="utf-8"), flags=re.DOTALL)
    inputs = studyfile.read(text, "document.yaml", compiled.read())
    assert len(inputs.answers) == 4
    assert inputs.limits.person_days_per_quarter.staff == 20


def test_every_key_of_a_study_file_is_documented() -> None:
    text = "".join((PAGES / f"{page}.md").read_text(encoding="utf-8") for page in ("study-file", "dependence-keys"))
    schema = resultfile.schema("study")
    names = set(schema["properties"])
    for definition in schema["$defs"].values():
        names |= set(definition["properties"])
    assert sorted(name for name in names if f"`{name}`" not in text and f"`{name}:" not in text) == []


def test_every_main_key_of_a_result_file_is_documented() -> None:
    text = (PAGES / "result-file.md").read_text(encoding="utf-8")
    schema = resultfile.schema("result")
    names = set(schema["properties"]) | set(schema["$defs"]["RiskResult"]["properties"]) | set(schema["$defs"]["Stamp"]["properties"])
    assert sorted(name for name in names if f"`{name}`" not in text) == []
