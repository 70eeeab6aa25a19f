"""The SQL that tells of one write of one row: one INSERT into the log for each way of telling it."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from django.db import models

from leitplanke.web.audit.acting import FUNCTION, SETTING
from leitplanke.web.audit.logged import Logged
from leitplanke.web.audit.models import MOST_NAME, MOST_VALUE

if TYPE_CHECKING:
    from django.db.models.fields import Field

Operation = Literal["insert", "update", "delete"]
ACTIONS = {"insert": "create", "update": "change", "delete": "delete"}
ANSWERS = "answers"
_COLUMNS = "at, exact, actor_key, organisation, company, object_type, object_id, name, action, field, old, new"


@dataclass(frozen=True, slots=True)
class Dialect:
    """Where the two databases differ."""

    now: str
    today: str
    user: str
    differs: str
    number: str
    key: str


SQLITE = Dialect(
    now="strftime('%Y-%m-%d %H:%M:%f', 'now')",
    today="strftime('%Y-%m-%d 00:00:00', 'now')",
    user=f"{FUNCTION}()",
    differs="IS NOT",
    number="printf('%.15g', {0})",
    key="CAST({0} AS TEXT)",
)
POSTGRES = Dialect(
    now="now()",
    today="date_trunc('day', now() AT TIME ZONE 'UTC') AT TIME ZONE 'UTC'",
    user=f"CAST(NULLIF(current_setting('{SETTING}', true), '') AS bigint)",
    differs="IS DISTINCT FROM",
    number="CAST({0} AS TEXT)",
    key="replace(CAST({0} AS TEXT), '-', '')",
)


@dataclass(frozen=True, slots=True)
class Teller:
    """Tells of one operation on one model."""

    model: type[models.Model]
    logged: Logged
    operation: Operation
    dialect: Dialect

    @property
    def row(self) -> str:
        """The row as triggers call it; the old one if there is no new one."""
        return "OLD" if self.operation == "delete" else "NEW"

    def statements(self) -> tuple[str, ...]:
        """Return what runs after each write of a row."""
        if not self.logged.wave:
            return (self.full("TRUE"),)
        mode, wave, called = self._wave()
        # Whose wave cannot be found is taken for anonymous.
        return (
            self.full(f"{mode} = 'none'"),
            self._short(f"{mode} = 'open'", self.dialect.now, "TRUE", self._object(self.model), self._called(), self._action()),
            self._short(
                f"COALESCE({mode}, 'anonymous') NOT IN ('none', 'open') AND NOT EXISTS ({self._told_today(wave)})",
                self.dialect.today,
                "FALSE",
                f"'waves.wave', COALESCE({wave}, '')",
                f"COALESCE({called}, '')",
                f"'{ANSWERS}'",
            ),
        )

    def _told_today(self, wave: str) -> str:
        """Return the SELECT of the entry that a wave has of today already: more of them would tell how many answers came."""
        same = f"e.company = s.company AND e.at = {self.dialect.today} AND e.action = '{ANSWERS}' AND e.object_id = COALESCE({wave}, '')"
        return f"SELECT 1 FROM audit_entry e WHERE {same}"  # noqa: S608 - made of our own names only  # nosec B608

    def full(self, condition: str) -> str:
        """Return the statement that tells every field."""
        actor = f"COALESCE((SELECT a.key FROM audit_actor a WHERE a.user_id = {self.dialect.user}), '')"  # noqa: S608 - made of our own names only  # nosec B608
        told = f"{self._object(self.model)}, {self._called()}, {self._action()}, c.field, c.old, c.new"
        return self._insert(f"{self.dialect.now}, TRUE, {actor}, s.organisation, s.company, {told}", condition)

    def _short(self, condition: str, at: str, exact: str, thing: str, called: str, action: str) -> str:
        """Return the statement that tells a write once, without who and what."""
        told = f"DISTINCT {at}, {exact}, '', s.organisation, s.company, {thing}, {called}, {action}, '', '', ''"
        return self._insert(told, condition)

    def _insert(self, told: str, condition: str) -> str:
        changes = " UNION ALL ".join(self._changes())
        source = f"({changes}) AS c LEFT JOIN ({self._owner()}) AS s ON TRUE"
        return f"INSERT INTO audit_entry ({_COLUMNS}) SELECT {told} FROM {source} WHERE {condition}"  # noqa: S608 - as above  # nosec B608

    def _object(self, model: type[models.Model]) -> str:
        return f"'{model._meta.label_lower}', {self._key(field_of(model, ''), self.row)}"  # noqa: SLF001 - the documented way to ask Django about a model

    def _action(self) -> str:
        return f"'{ACTIONS[self.operation]}'"

    def _called(self) -> str:
        if not self.logged.name:
            return "''"
        text = self._text(field_of(self.model, self.logged.name), self.row)
        return f"COALESCE(substr({text}, 1, {MOST_NAME}), '')"

    def _changes(self) -> Iterator[str]:
        """Yield one SELECT a field, and one for a row that came or went."""
        if self.operation != "update":
            yield "SELECT '' AS field, '' AS old, '' AS new"
        for one in self.model._meta.concrete_fields:  # noqa: SLF001 - as above
            if one.name not in self.logged.left and (one.remote_field or not one.primary_key):
                yield self._change(one)

    def _change(self, one: "Field[Any, Any]") -> str:
        column = quoted(one.column)
        old = "''" if self.operation == "insert" or one.name in self.logged.hidden else self._cut(one, "OLD")
        new = "''" if self.operation == "delete" or one.name in self.logged.hidden else self._cut(one, "NEW")
        if self.operation == "update":
            condition = f"OLD.{column} {self.dialect.differs} NEW.{column}"
        elif isinstance(one, models.BinaryField):
            condition = f"length({self.row}.{column}) > 0"
        else:
            condition = f"COALESCE({self._text(one, self.row)}, '') <> ''"
        return f"SELECT '{one.name}' AS field, {old} AS old, {new} AS new WHERE {condition}"

    def _cut(self, one: "Field[Any, Any]", row: str) -> str:
        return f"COALESCE(substr({self._text(one, row)}, 1, {MOST_VALUE}), '')"

    def _text(self, one: "Field[Any, Any]", row: str) -> str:
        """Return a value as text, the same on both databases."""
        column = f"{row}.{quoted(one.column)}"
        if isinstance(one, models.BooleanField):
            return f"CASE WHEN {column} IS NULL THEN NULL WHEN {column} THEN 'true' ELSE 'false' END"
        if isinstance(one, models.FloatField):
            return f"CASE WHEN {column} IS NULL THEN NULL ELSE {self.dialect.number.format(column)} END"
        if one.primary_key or one.remote_field or isinstance(one, models.UUIDField):
            return self._key(one, row)
        return f"CAST({column} AS TEXT)"

    def _key(self, one: "Field[Any, Any]", row: str) -> str:
        return self.dialect.key.format(f"{row}.{quoted(one.column)}")

    def _owner(self) -> str:
        """Return the SELECT of whose log this belongs in: firm and organisation."""
        none, way = "CAST(NULL AS uuid)", self.logged.way
        if self.logged.owner == "person":
            person = f"{self.row}.{field_of(self.model, way).column}"
            return f"SELECT {none} AS company, organisation_id AS organisation FROM accounts_membership WHERE user_id = {person}"  # noqa: S608 - as above  # nosec B608
        source, chosen, last = self._joined(way)
        if self.logged.owner == "organisation":
            return f"SELECT {none} AS company, {last}.id AS organisation{source}{chosen}"
        return f"SELECT {last}.id AS company, {last}.organisation_id AS organisation{source}{chosen}"

    def _wave(self) -> tuple[str, str, str]:
        """Return the expressions of the wave's mode (``none``: answers at the desk), its key and its name."""
        way = self.logged.wave.split("__")
        source, chosen, last = self._joined("__".join(way[:-1]))
        column = f"{last}.{way[-1]}_id"
        where = f"{source} LEFT JOIN waves_wave w ON w.id = {column}{chosen}" if source else f" FROM waves_wave w WHERE w.id = {column}"
        mode = f"(SELECT CASE WHEN {column} IS NULL THEN 'none' ELSE w.mode END{where})"
        if not source:
            mode = f"CASE WHEN {column} IS NULL THEN 'none' ELSE (SELECT w.mode{where}) END"
        key = self.dialect.key.format("w.id")
        return mode, f"(SELECT {key}{where})", f"(SELECT w.name{where})"

    def _joined(self, way: str) -> tuple[str, str, str]:
        """Return FROM with JOINs, and WHERE, of the tables along a way, and what the last is called; without a way it is the row."""
        if not way:
            return "", "", self.row
        model, joins, where, last = self.model, "", "", self.row
        for place, step in enumerate(way.split("__")):
            link = field_of(model, step)
            model = owner_of(link)
            table = f"{quoted(model._meta.db_table)} t{place}"  # noqa: SLF001 - as above
            meets = f"t{place}.{field_of(model, '').column} = {last}.{link.column}"
            joins, where = (f"{joins} JOIN {table} ON {meets}", where) if place else (f" FROM {table}", f" WHERE {meets}")
            last = f"t{place}"
        return joins, where, last


def field_of(model: type[models.Model], name: str) -> "Field[Any, Any]":
    """Return a column of a model; an empty name is its key."""
    found = model._meta.get_field(name) if name else model._meta.pk  # noqa: SLF001 - the documented way to ask Django about a model
    if not isinstance(found, models.Field):
        raise TypeError(name)
    return found


def owner_of(link: "Field[Any, Any]") -> type[models.Model]:
    """Return the model that a column leads to."""
    found = link.related_model
    if not isinstance(found, type):
        raise TypeError(link.name)
    return found


def quoted(name: str | None) -> str:
    """Return a name of the database as both of them take it."""
    return f'"{name}"'
