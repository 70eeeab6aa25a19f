"""The rows of an archive become a new firm: all of them or none, with new ids, exactly as they were otherwise."""

import base64
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.db import DatabaseError, models, transaction
from django.db.models.fields.files import FieldFile

from leitplanke.primitives.faults import Fault, InputFaultsError
from leitplanke.primitives.shape import short
from leitplanke.web.accounts.models import Organisation
from leitplanke.web.archive.documents import unreadable
from leitplanke.web.archive.reading import Archive, Row
from leitplanke.web.archive.writing import FILES
from leitplanke.web.companies.models import Company
from leitplanke.web.jobs.models import Job
from leitplanke.web.notes import checking
from leitplanke.web.notes.models import Attachment
from leitplanke.web.outages import outage_of
from leitplanke.web.tables.owned import KEPT, Kept, links_of
from leitplanke.web.waves.models import Wave

if TYPE_CHECKING:
    from django.db.models.fields import Field

MOST_FAULTS = 100
_BATCH = 500
_Built = tuple[int, Row, models.Model]
"""Number of a row in its table, as it came, and as it is stored."""
_UNDER_WAY = (Job.State.QUEUED, Job.State.RUNNING)


def store(archive: Archive, organisation: Organisation) -> Company:
    """Return the new firm of an organisation.

    Raises
    ------
    InputFaultsError
        With what a row of the archive has that no row can have; nothing is stored then.
    """
    new = _Store(archive, organisation)
    try:
        with transaction.atomic():
            return new.run()
    except BaseException:
        # The database forgets by itself, the folder of attachments does not.
        new.forget_files()
        raise


@dataclass(slots=True)
class _Store:
    """Stores table by table; `keys` has the new key of every old one."""

    archive: Archive
    organisation: Organisation
    keys: dict[tuple[str, str], Any] = field(default_factory=dict)
    later: list[tuple[models.Model, str, str]] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    attached: list[FieldFile] = field(default_factory=list)

    def forget_files(self) -> None:
        """Delete the attachments of rows that were not stored."""
        for one in self.attached:
            one.storage.delete(str(one.name))

    def run(self) -> Company:
        """Store everything."""
        known = {kept.name: kept for kept in KEPT}
        self.faults += [Fault(name, "archive-table", (("given", short(name)),)) for name in self.archive.tables.keys() - known.keys()]
        firms = self.archive.tables.get("companies.company", ())
        if len(firms) != 1:
            self.faults.append(Fault("companies.company", "archive-firm", (("given", str(len(firms))),)))
        self._stop_at_faults()
        for kept in KEPT:
            rows = enumerate(self.archive.tables.get(kept.name, ()), start=1)
            built = [(number, row, new) for number, row in rows if (new := self._built(kept, number, row)) is not None]
            self._stop_at_faults()
            self._insert(kept, built)
            self._stop_at_faults()
        self._tie()
        company = Company.objects.get(pk=next(key for (table, _), key in self.keys.items() if table == "companies.company"))
        self.faults += unreadable(company)
        self._stop_at_faults()
        return company

    def _stop_at_faults(self) -> None:
        if self.faults:
            raise InputFaultsError(self.faults[:MOST_FAULTS])

    def _built(self, kept: Kept, number: int, row: Row) -> models.Model | None:
        """Return a row that is not stored yet, or note what is wrong with it."""
        faults = [Fault(kept.name, code, values, number) for code, values in self._wrong_fields(kept, row)]
        values: dict[str, Any] = {}
        for one in () if faults else kept.fields:
            try:
                values[one.attname] = self._value(kept, one, row)
            except (ValidationError, ValueError, TypeError, OverflowError, KeyError):
                code = "archive-link" if one in links_of(kept) else "archive-value"
                faults.append(Fault(kept.name, code, (("given", f"{one.attname}: {short(str(row.get(one.attname)))}"),), number))
        self.faults += faults
        if faults:
            return None
        new = kept.model(**values)
        if isinstance(new, Company):
            new.organisation = self.organisation
        for one in (part for part in kept.fields if isinstance(part, models.FileField) and row.get(part.attname)):
            self._attach(new, one, str(row[one.attname]), number)
        return new

    def _wrong_fields(self, kept: Kept, row: Row) -> Iterator[tuple[str, tuple[tuple[str, str], ...]]]:
        known = {one.attname for one in kept.fields}
        for name in row.keys() - known:
            yield "archive-field", (("given", short(name)),)
        for one in kept.fields:
            if one.attname not in row and (one.primary_key or not (one.has_default() or one.null or one.blank)):
                yield "archive-missing", (("given", one.attname),)

    def _value(self, kept: Kept, one: "Field[Any, Any]", row: Row) -> Any:  # noqa: ANN401 - whatever the field holds
        """Return what the new row has in a field."""
        if one.attname not in row:
            return one.get_default()
        given = row[one.attname]
        if isinstance(one, models.ForeignKey):
            return self._linked(one, given)
        if isinstance(one, models.FileField):
            # Never the name that an archive says: it could be that of somebody else's file here.
            return ""
        if one.primary_key:
            return uuid.uuid4() if isinstance(one, models.UUIDField) else None
        return SETTLED.get((kept.name, one.name), _same)(checked(one, given))

    def _linked(self, one: "models.ForeignKey[Any, Any]", given: object) -> Any:  # noqa: ANN401 - a key
        """Return the new key of the row that a field leads to; one that leads to its own kind is tied when all are there."""
        if given is None and one.null:
            return None
        if one.related_model is one.model:
            return None
        return self.keys[one.related_model._meta.label_lower, str(given)]  # noqa: SLF001 - the documented way to ask Django about a model

    def _insert(self, kept: Kept, built: list[_Built]) -> None:
        """Store the rows of a table: at once if nothing but their values is stored, else and after a fault one by one."""
        if not any(getattr(one, "auto_now", False) or getattr(one, "auto_now_add", False) for one in kept.fields):
            try:
                with transaction.atomic():
                    kept.model._base_manager.bulk_create([new for _, _, new in built], batch_size=_BATCH)  # noqa: SLF001 - as above
            except DatabaseError as error:
                if outage_of(error):
                    raise
                # A key that the database has given to a row of the failed batch is nobody's.
                built = [(number, row, _unstored(new)) for number, row, new in built]
            else:
                return self._note_keys(kept, built)
        for number, _, new in built:
            try:
                with transaction.atomic():
                    # Raw: moments stay what they were, and what refuses to be saved twice is not asked.
                    new.save_base(raw=True, force_insert=True)
            except DatabaseError as error:
                if outage_of(error):
                    raise
                self.faults.append(Fault(kept.name, "archive-rule", (), number))
        return self._note_keys(kept, built)

    def _note_keys(self, kept: Kept, built: list[_Built]) -> None:
        """Remember the new key of each row, and which rows lead to others of their kind."""
        key = kept.model._meta.pk  # noqa: SLF001 - the documented way to ask Django about a model
        for _, row, new in built:
            self.keys[kept.name, str(row[key.attname])] = new.pk
        self.later += [
            (new, one.attname, str(row[one.attname]))
            for one in links_of(kept)
            if one.related_model is kept.model
            for _, row, new in built
            if row.get(one.attname) is not None
        ]

    def _attach(self, new: models.Model, one: "models.FileField", name: str, number: int) -> None:
        """Give a row its attachment under a name of this installation; the archive's name is used to find it, nothing else."""
        content = self.archive.files.get(f"{FILES}{name}")
        if content is None:
            self.faults.append(Fault(new._meta.label_lower, "archive-file-missing", (("given", short(name)),)))  # noqa: SLF001 - as above
            return
        if isinstance(new, Attachment) and not _is_sound(new, content):
            self.faults.append(Fault(new._meta.label_lower, "archive-content", (), number))  # noqa: SLF001 - as above
            return
        held = getattr(new, one.attname)
        held.save(PurePosixPath(name.replace("\\", "/")).name or one.attname, ContentFile(content), save=False)
        self.attached.append(held)

    def _tie(self) -> None:
        """Let rows lead to others of their own kind."""
        for row, attname, old in self.later:
            name = row._meta.label_lower  # noqa: SLF001 - the documented way to ask Django about a model
            if (name, old) not in self.keys:
                self.faults.append(Fault(name, "archive-link", (("given", f"{attname}: {short(old)}"),)))
                continue
            type(row)._base_manager.filter(pk=row.pk).update(**{attname: self.keys[name, old]})  # noqa: SLF001 - as above
        self._stop_at_faults()


def checked(one: "Field[Any, Any]", given: object) -> Any:  # noqa: ANN401 - whatever the field holds
    """Return a value of an archive as a field holds it.

    Raises
    ------
    ValidationError, ValueError
        If the field cannot hold it: wrong type, too long, none of its choices, nothing where something must be.
    """
    if given is None:
        if not one.null:
            raise ValueError(one.attname)
        return None
    if isinstance(one, models.BinaryField):
        return base64.b64decode(str(given), validate=True)
    if isinstance(given, bool) != isinstance(one, models.BooleanField) and not isinstance(one, models.JSONField):
        raise ValueError(one.attname)
    if isinstance(one, models.CharField | models.TextField) and (not isinstance(given, str) or "\0" in given):
        raise ValueError(one.attname)
    value = one.to_python(given)
    one.run_validators(value)
    if one.choices and value not in dict(one.flatchoices):
        raise ValueError(one.attname)
    return value


def _is_sound(row: Attachment, content: bytes) -> bool:
    """Say whether a file could have come in over the page too: it is what its name says and what the row says of it."""
    try:
        return checking.checked(row.name, content) == (row.name, row.kind) and row.size == len(content)
    except checking.RefusedError:
        return False


def _unstored(new: models.Model) -> models.Model:
    """Return a row as it was before it was tried to be stored."""
    if isinstance(new._meta.pk, models.AutoField):  # noqa: SLF001 - the documented way to ask Django about a model
        new.pk = None
    new._state.adding = True  # noqa: SLF001 - as above
    return new


def _same(value: Any) -> Any:  # noqa: ANN401 - whatever the field holds
    return value


def _settled_job(state: str) -> str:
    """Return how a job stands here: no worker of this installation has it."""
    return Job.State.CANCELLED if state in _UNDER_WAY else state


def _settled_wave(state: str) -> str:
    """Return how a wave stands here: its links stayed behind, so nobody can answer any more."""
    return Wave.State.CLOSED if state == Wave.State.OPEN else state


SETTLED: dict[tuple[str, str], Callable[[Any], Any]] = {
    ("studies.study", "state"): _settled_job,
    ("studies.review", "state"): _settled_job,
    ("waves.wave", "state"): _settled_wave,
}
"""What cannot be the same in another installation."""
