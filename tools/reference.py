"""Writes the tables of the reference that the code knows better: options of commands, addresses and fields of the interface for programs.

    .venv/bin/python tools/reference.py

(``--print cli`` or ``--print api`` prints one of them instead.)

What stands in the last column of a table of options is written by hand and stays; an option without a row gets its help text. A house
test fails while a table is not what this writes.
"""

import importlib
import inspect
import json
import os
import re
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

REFERENCE = Path(__file__).parents[1] / "docs/reference"
CLI, API = REFERENCE / "cli.md", REFERENCE / "api.md"
HEAD = ("| option | takes | default | meaning |", "|---|---|---|---|")
ROW = re.compile(r"^\| (`-.*?) \|(?:.*\|)? (.*) \|$")
MARKED = re.compile(r"(<!-- (\w+): made by tools/reference.py -->\n).*?(?=<!-- end -->)", flags=re.DOTALL)
LISTED = re.compile(r"`Listed_(.*)_`")
EMPTY = '""'
BOUNDS = {
    "minimum": "from {}",
    "exclusiveMinimum": "above {}",
    "maximum": "to {}",
    "exclusiveMaximum": "below {}",
    "maxLength": "at most {} characters",
    "pattern": "like {}",
}
Json = dict[str, Any]


def commands() -> Iterator[tuple[str, Any]]:
    """Yield every command that has options, with its full name, in English."""
    os.environ["LC_ALL"] = "en_GB.UTF-8"
    from leitplanke.__main__ import COMMANDS  # noqa: PLC0415 - texts of options are chosen at import, by the language set above

    for name, (module, attribute) in COMMANDS.items():
        yield from _inner(name, getattr(importlib.import_module(module), attribute))


def _inner(name: str, command: Any) -> Iterator[tuple[str, Any]]:  # noqa: ANN401 - click is loaded late
    if any(_told(option) for option in command.params):
        yield name, command
    for inner in sorted(getattr(command, "commands", {})):
        yield from _inner(f"{name} {inner}", command.commands[inner])


def _told(parameter: Any) -> bool:  # noqa: ANN401 - as above
    """Say whether a parameter has a row: an option; the language is told once for all commands."""
    return parameter.param_type_name == "option" and "--lang" not in parameter.opts


def cli(text: str) -> str:
    """Return the reference of the command line with its tables of options as the commands have them."""
    for name, command in commands():
        start = re.search(rf"^#+ leitplanke {re.escape(name)}$", text, flags=re.MULTILINE)
        if start is None:
            continue
        end = re.compile(r"^#+ |\Z", flags=re.MULTILINE).search(text, start.end())
        assert end is not None  # noqa: S101 - the end of the text is found at least
        text = text[: start.end()] + options(text[start.end() : end.start()], command) + text[end.start() :]
    return text


def options(section: str, command: Any) -> str:  # noqa: ANN401 - as above
    """Return a section with the table of options of its command: in the place of the old one, else after the first block of code."""
    lines = section.split("\n")
    rows = {place: found for place, line in enumerate(lines) if (found := ROW.match(line))}
    meanings = {name: found[2] for found in rows.values() for name in re.findall(r"--[\w-]+", found[1])}
    told = [option for option in command.params if _told(option)]
    table = [*HEAD, *(_row(option, meanings) for option in told)]
    if rows:
        first, last = min(rows) - 2, max(rows) + 1
    else:
        first = last = next(place for place, line in enumerate(lines) if line == "```") + 1
        table = ["", *table]
    return "\n".join([*lines[:first], *table, *lines[last:]])


def _row(option: Any, meanings: dict[str, str]) -> str:  # noqa: ANN401 - as above
    names = [*option.opts, *option.secondary_opts]
    meaning = next((meanings[name] for name in names if name in meanings), escaped((option.help or "").rstrip(".")))
    return f"| {', '.join(f'`{name}`' for name in names)} | {_takes(option)} | {_default(option)} | {meaning} |"


def escaped(text: str) -> str:
    """Return a text as a cell of a table."""
    return text.replace("|", "\\|")


def _takes(option: Any) -> str:  # noqa: ANN401 - as above
    kind = option.type
    if option.is_flag:
        return "-"
    if hasattr(kind, "choices"):
        found = ", ".join(f"`{choice}`" for choice in kind.choices)
    elif getattr(kind, "min", None) is not None or getattr(kind, "max", None) is not None:
        found = _range(kind, option.metavar)
    else:
        found = f"`{escaped(option.metavar or kind.name.upper())}`"
    return f"{found}{', several times' if option.multiple else ''}{', required' if option.required else ''}"


def _range(kind: Any, unit: str | None) -> str:  # noqa: ANN401 - as above
    low = "" if kind.min is None else f"above {number(kind.min)}" if kind.min_open else number(kind.min)
    high = "" if kind.max is None else f" to {number(kind.max)}"
    return f"{low}{high or ('' if kind.min_open else ' or more')}{f' {unit}' if unit else ''}"


def number(value: float) -> str:
    """Return a bound as people read it."""
    return f"{int(value):,}" if value == int(value) else f"{value:g}"


def _default(option: Any) -> str:  # noqa: ANN401 - as above
    default = option.default
    if option.is_flag or not isinstance(default, str | int | float) or isinstance(default, bool) or default == "" or "/" in str(default):
        return "-"
    return f"`{default:g}`" if isinstance(default, float) else f"`{default}`"


def document() -> Json:
    """Return the OpenAPI document of the interface for programs."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "leitplanke.web.settings")
    import django  # noqa: PLC0415 - only for this table

    django.setup()
    from leitplanke.web.api.service import api  # noqa: PLC0415 - needs Django

    found: Json = json.loads(json.dumps(api.get_openapi_schema(), default=str))
    for path in found["paths"].values():
        for operation in path.values():
            operation["right"] = right(operation["operationId"])
    return found


def right(operation: str) -> str:
    """Return the right that an operation asks for, as its code names it: in the view itself, or in what the view calls in its module."""
    package, _, rest = operation.partition("_api_")
    module = importlib.import_module(f"{package.replace('_', '.')}.api.{rest.partition('_')[0]}")
    source = inspect.getsource(getattr(module, rest.partition("_")[2]))
    called = "".join(inspect.getsource(getattr(module, name)) for name in re.findall(r"\b(_[a-z]\w+)\(", source) if hasattr(module, name))
    named = re.search(r"Verb\.(\w+)", source) or re.search(r"Verb\.(\w+)", called)
    return named[1].lower() if named else "any token"


def api(text: str) -> str:
    """Return the reference of the interface with its tables as the document has them."""
    found = document()
    made = {"addresses": addresses(found), "fields": fields(found)}
    return MARKED.sub(lambda match: f"{match[1]}{made[match[2]]}", text)


def addresses(found: Json) -> str:
    """Return the table of addresses."""
    rows = ["| Address | Method | Right | What it does | Sends | Answers |", "|---|---|---|---|---|---|"]
    for path, operations in found["paths"].items():
        for method, one in operations.items():
            asked = [part["name"] for part in one.get("parameters", []) if part["in"] == "query"]
            address = path.removeprefix("/api/v1") + (f"?{'&'.join(f'{name}=' for name in asked)}" if asked else "")
            sends = _named(one.get("requestBody", {}).get("content", {}))
            good = [(status, answer) for status, answer in one["responses"].items() if status < "300"]
            answers = ", ".join(f"{status} {_named(answer.get('content', {}))}".strip() for status, answer in good)
            rows.append(f"| `{address}` | {method.upper()} | {one['right']} | {one['description'].rstrip('.')} | {sends} | {answers} |")
    return "\n".join(rows) + "\n"


def _named(content: Json) -> str:
    for one in content.values():
        return _type(one.get("schema", {}))
    return ""


def _type(schema: Json) -> str:
    if "$ref" in schema:
        return LISTED.sub(r"list of `\1`", f"`{schema['$ref'].rpartition('/')[2]}`")
    if "anyOf" in schema:
        return " or ".join(_type(one) for one in schema["anyOf"])
    if "const" in schema or "enum" in schema:
        return ", ".join(f"`{value or EMPTY}`" for value in schema.get("enum", [schema.get("const")]))
    if schema.get("type") == "array":
        return f"list of {_type(schema['items'])}"
    if "additionalProperties" in schema and isinstance(schema["additionalProperties"], dict):
        return f"object of {_type(schema['additionalProperties'])}"
    return schema.get("format") or str(schema.get("type", "object"))


def _bounds(schema: Json) -> str:
    bounded = [one for one in (schema, *schema.get("anyOf", [])) if one.keys() & BOUNDS.keys()]
    return " ".join(BOUNDS[name].format(_bound(one[name])) for one in bounded[:1] for name in BOUNDS if name in one)


def _bound(value: float | str) -> str:
    return f"`{value}`" if isinstance(value, str) else number(value)


def fields(found: Json) -> str:
    """Return a table of fields for each kind of object that is sent or answered."""
    tables = []
    for name, schema in found["components"]["schemas"].items():
        if name.startswith("Listed_") or name in {"Part", "Wrong", "Problem"}:
            continue
        rows = [f"### {name}", "", schema.get("description", ""), "", "| Field | Type | Bounds |", "|---|---|---|"]
        needed = set(schema.get("required", [])) if name.endswith("In") else set()
        for field, one in schema["properties"].items():
            rows.append(f"| `{field}`{' (required)' if field in needed else ''} | {_type(one)} | {_bounds(one)} |")
        tables.append("\n".join(rows))
    return "\n\n".join(tables) + "\n"


def main(wanted: str = "") -> None:
    """Write both references anew; with a name print what that one would be."""
    with tempfile.TemporaryDirectory() as folder:
        os.environ["LEITPLANKE_VAR"] = folder
        for path, made in ((CLI, cli), (API, api)):
            text = path.read_text(encoding="utf-8")
            if wanted == path.stem:
                sys.stdout.write(made(text))
            elif not wanted and (new := made(text)) != text:
                path.write_text(new, encoding="utf-8")
                print(f"{path.relative_to(REFERENCE.parents[1])} written anew")


if __name__ == "__main__":
    main(sys.argv[2] if sys.argv[1:2] == ["--print"] else "")
