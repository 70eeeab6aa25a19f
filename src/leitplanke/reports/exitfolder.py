"""The exit folder of a service on paper: what leaving costs, by when to do what, where its data may go, and what is missing."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from leitplanke import __version__
from leitplanke.catalogue.dated import standing
from leitplanke.catalogue.entries import Catalogue
from leitplanke.catalogue.entry import Text
from leitplanke.catalogue.notices import Notice
from leitplanke.company.dependence.service import Assurance
from leitplanke.company.dependence.switching import Leaving, Part
from leitplanke.reports import notices
from leitplanke.reports.content import Block, Bullets, Document, Heading, Note, Paragraph, table
from leitplanke.reports.naming import listed, quoted
from leitplanke.reports.numbers import day, euro, euro_range, grouped
from leitplanke.reports.words import Language, say
from leitplanke.study.leaving import ExitFolder, Held, months_before

_COST_WIDTHS = (0.32, 0.15, 0.15, 0.15, 0.23)


def compose(folder: ExitFolder, catalogue: Catalogue, language: Language, on: date | None = None) -> Document:
    """Return the folder as a paper; `on` is the day printed on it."""
    told = _Told(folder, catalogue, language, on)
    blocks: list[Block] = [
        Bullets(items=tuple(told.summary()), large=True),
        *told.missing(),
        *told.contract(),
        *told.steps(),
        *told.data(),
        *told.cost(),
        *told.law(),
    ]
    return Document(
        language=language,
        title=say(language, "exit.title", service=folder.service.name),
        firm=say(language, "exit.firm", company=folder.company, provider=folder.service.provider),
        dated=say(language, "papers.dated", date=day(on, language)) if on else say(language, "exit.undated"),
        day=on,
        stamp=say(language, "exit.stamp", catalogue=catalogue.edition, engine=__version__),
        blocks=tuple(blocks),
    )


def summary(folder: ExitFolder, catalogue: Catalogue, language: Language, today: date | None = None) -> tuple[str, ...]:
    """Return what matters in a few sentences, for pages and the command line; `today` says which dates are past."""
    return tuple(_Told(folder, catalogue, language, today).summary())


def parts(folder: ExitFolder, language: Language) -> tuple[tuple[str, ...], ...]:
    """Return the cost table: part, low, most likely, high, what it rests on; the sum last."""
    leaving = folder.leaving
    rows = tuple((say(language, f"exit.item.{part.item}"), *_span(part, language), _basis(part, language)) for part in leaving.parts)
    return (*rows, (say(language, "exit.sum"), *_span(leaving, language), ""))


def standing_rules(folder: ExitFolder, today: date | None) -> tuple[Notice, ...]:
    """Return the rules as they stand on the day of leaving; whether somebody checked them lately is a question of `today`."""
    if today is None:
        return folder.notices
    checked = (standing(one.entry, today) for one in folder.notices)
    pairs = zip(folder.notices, checked, strict=True)
    return tuple(Notice(one.entry, replace(one.standing, unchecked=now.unchecked, age=now.age)) for one, now in pairs)


def missing(folder: ExitFolder, catalogue: Catalogue, language: Language) -> tuple[str, ...]:
    """Return each open point with what to do; data that may not lie here are named one by one, with the rule and where they may lie."""
    return tuple(_Told(folder, catalogue, language, None).open_points())


def months(low: float, high: float, language: Language) -> str:
    """Return a span of months in words."""
    first, last = (grouped(value, language, 0 if float(value).is_integer() else 1) for value in (low, high))
    return say(language, "exit.months", low=first, high=last) if first != last else say(language, "exit.month", count=first)


def _span(found: Part | Leaving, language: Language) -> tuple[str, ...]:
    return tuple(euro(value, language) for value in (found.low, found.mode, found.high))


def _basis(part: Part, language: Language) -> str:
    if not (part.low or part.mode or part.high):
        return ""
    return say(language, "exit.basis.assumed" if part.assumed else "exit.basis.own")


class _Told:
    """The sections of one folder in one language."""

    def __init__(self, folder: ExitFolder, catalogue: Catalogue, language: Language, today: date | None) -> None:
        self.folder, self.leaving, self.language, self.today = folder, folder.leaving, language, today
        self.services = dict(folder.others)
        self.media = {medium.id: medium.title for medium in catalogue.media}

    def say(self, key: str, **values: object) -> str:
        return say(self.language, key, **values)

    def text(self, text: Text | str) -> str:
        return text if isinstance(text, str) else text.de if self.language == "de" else text.en

    def on(self, value: date) -> str:
        return day(value, self.language)

    def summary(self) -> Iterator[str]:
        leaving = self.leaving
        span = euro_range(leaving.low, leaving.high, self.language)
        key = "exit.cost" if leaving.mode >= 0.0 else "exit.cost-gain"
        yield self.say(key, day=self.on(leaving.on), mode=euro(abs(leaving.mode), self.language), span=span)
        yield self.say("exit.time", months=months(leaving.months.low, leaving.months.high, self.language))
        key = "exit.driver-same" if leaving.driver == leaving.widest else "exit.driver"
        yield self.say(key, part=self.say(f"exit.item.{leaving.driver}"), widest=self.say(f"exit.item.{leaving.widest}"))
        if self.folder.notice_by is not None:
            yield self.say(
                "exit.notice-late" if self._past(self.folder.notice_by) else "exit.notice-by", day=self.on(self.folder.notice_by)
            )
        if leaving.granted.charges == "none" and leaving.egress_before_eur.high > 0.0:
            yield self.say("exit.free")
        elif leaving.granted.charges == "cost":
            yield self.say("exit.at-cost")

    def _past(self, value: date) -> bool:
        return self.today is not None and value < self.today

    def open_points(self) -> Iterator[str]:
        for point in self.folder.missing:
            if point == "forbidden-data":
                yield from (self._misplaced(one) for one in self.folder.held if one.ruling.verdict == "forbidden")
            else:
                yield self.say(f"exit.missing.{point}")

    def _misplaced(self, one: Held) -> str:
        grounds = [ground for ground in one.ruling.grounds if ground.verdict == "forbidden"]
        rules = listed([quoted(self.say(f"cloud.subject.{ground.of}"), self.language) for ground in grounds], self.language)
        places = listed([self.services[id_] for id_ in one.elsewhere], self.language)
        return self.say(
            "exit.missing.forbidden-data" if places else "exit.missing.forbidden-homeless",
            data=one.data.name,
            medium=self.text(self.media[self.folder.medium]),
            rules=rules,
            reasons=self._reasons(one),
            places=places,
        )

    def missing(self) -> Iterator[Block]:
        yield Heading(level=1, text=self.say("exit.missing"))
        found = tuple(self.open_points())
        yield Bullets(items=found) if found else Paragraph(text=self.say("exit.missing.nothing"))

    def contract(self) -> Iterator[Block]:
        service, contract = self.folder.service, self.folder.service.contract
        unknown = self.say("exit.unknown")
        rows = (
            (self.say("exit.row.owner"), service.owner or unknown),
            (self.say("exit.row.provider"), service.provider),
            (self.say("exit.row.place"), self._place()),
            (self.say("exit.row.medium"), self.text(self.media[self.folder.medium])),
            (self.say("exit.row.begins"), self.on(contract.begins) if contract.begins else unknown),
            (self.say("exit.row.ends"), self.on(contract.ends) if contract.ends else self.say("exit.open-ended")),
            (self.say("exit.row.notice"), self._notice()),
            (self.say("exit.row.renewal"), self._months(contract.renewal_months)),
            (
                self.say("exit.row.spend"),
                unknown if service.spend_eur_per_year is None else euro(service.spend_eur_per_year, self.language, exact=True),
            ),
            (self.say("exit.row.format"), service.export_format or unknown),
            (self.say("exit.row.interface"), self.say(f"cloud.interface.{service.interface}") if service.interface else unknown),
            (self.say("exit.row.key"), self.say(f"cloud.key.{service.key_holder}") if service.key_holder else unknown),
            (self.say("exit.row.test"), self._tested()),
            *((self.say("exit.row.assurance"), self._assurance(one)) for one in service.assurances),
            *(((self.say("exit.row.note"), " ".join(service.note.split())),) if service.note.strip() else ()),
        )
        yield Heading(level=1, text=self.say("exit.contract"))
        header = (self.say("exit.what"), self.say("exit.known"))
        yield table(self.say("exit.contract-caption"), header, rows, (0.36, 0.64), (0, 1))

    def _tested(self) -> str:
        test = self.folder.service.last_export_test
        if test is None:
            return self.say("exit.unknown")
        told = self.say("exit.test-complete" if test.complete else "exit.test-incomplete", day=self.on(test.on))
        return f"{told}. {' '.join(test.note.split())}" if test.note.strip() else told

    def _assurance(self, one: Assurance) -> str:
        until = ""
        if one.valid_to is not None:
            until = self.say("exit.assurance-over" if one.valid_to < self.leaving.on else "exit.assurance-until", day=self.on(one.valid_to))
        return " · ".join(part for part in (one.scheme, one.level, one.scope, until, one.evidence) if part)

    def _place(self) -> str:
        service, unknown = self.folder.service, self.say("exit.unknown")
        return self.say("exit.place", seat=service.seat or unknown, parent=service.parent or unknown, region=service.region or unknown)

    def _notice(self) -> str:
        agreed, granted = self.folder.service.contract.notice_months, self.leaving.granted.notice_months
        if agreed is None or granted is None or agreed <= granted:
            return self._months(agreed)
        return self.say("exit.notice-shorter", agreed=self._months(agreed), granted=self._months(granted))

    def _months(self, count: float | None) -> str:
        return self.say("exit.unknown") if count is None else months(count, count, self.language)

    def steps(self) -> Iterator[Block]:
        folder, leaving = self.folder, self.leaving
        owner = folder.service.owner or self.say("exit.step.nobody")
        dated = [
            (folder.prepare_from, "prepare"),
            (folder.prepare_from, "test"),
            *([(folder.notice_by, "notice")] if folder.notice_by is not None else []),
            (months_before(leaving.on, leaving.beside_months.mode), "parallel"),
            (leaving.on, "move"),
            *([(folder.erased_from, "erase")] if folder.erased_from is not None else []),
        ]
        # Steps of one day stay in the order in which they are done.
        rows = tuple(
            (self.say("exit.at-once") if self._past(when) else self.on(when), self.say(f"exit.step.{name}"), owner)
            for when, name in sorted(dated, key=lambda one: one[0])
        )
        yield Heading(level=1, text=self.say("exit.steps"))
        header = (self.say("exit.step.by"), self.say("exit.step.what"), self.say("exit.step.who"))
        yield table(self.say("exit.steps-caption"), header, rows, (0.22, 0.53, 0.25), (0, 1, 2))

    def data(self) -> Iterator[Block]:
        yield Heading(level=1, text=self.say("exit.data"))
        if not self.folder.held:
            yield Paragraph(text=self.say("exit.data-none"))
            return
        rows = tuple(
            (
                one.data.name,
                self.say(f"cloud.subject.{one.data.classed}"),
                f"{self.say(f'cloud.verdict.{one.ruling.verdict}')}. {self._reasons(one)}",
                listed([self.services[id_] for id_ in one.elsewhere], self.language) or self.say("exit.nowhere"),
            )
            for one in self.folder.held
        )
        header = tuple(self.say(f"exit.data.{name}") for name in ("name", "class", "here", "elsewhere"))
        yield table(self.say("exit.data-caption"), header, rows, (0.22, 0.18, 0.38, 0.22), (0, 1, 2, 3))
        wanted = (f"{self.say(f'cloud.aim.{one.aim}')}: {self.say(f'cloud.need.{one.need}')}" for one in self.folder.needs)
        yield Paragraph(text=self.say("exit.needs", needs=listed(list(wanted), self.language)))

    def _reasons(self, one: Held) -> str:
        """Return every reason that led to the verdict, each once."""
        grounds = (ground for ground in one.ruling.grounds if ground.verdict == one.ruling.verdict)
        return " ".join(dict.fromkeys(self.text(ground.reason) for ground in grounds))

    def cost(self) -> Iterator[Block]:
        yield Heading(level=1, text=self.say("exit.cost-heading"))
        header = tuple(self.say(f"exit.cost.{name}") for name in ("part", "low", "mode", "high", "basis"))
        yield table(self.say("exit.cost-caption"), header, parts(self.folder, self.language), _COST_WIDTHS, (0, 4))
        yield Note(text=self.say("exit.cost-note"))

    def law(self) -> Iterator[Block]:
        yield Heading(level=1, text=self.say("exit.law"))
        yield Paragraph(text=self.say("exit.law-intro", day=self.on(self.leaving.on)))
        for notice in standing_rules(self.folder, self.today):
            entry = notice.entry
            lead = self.text(entry.title)
            checked = self.say("exit.checked", day=self.on(entry.origin.checked_on))
            yield Paragraph(lead=lead, text=f"{notices.standing(notice, self.language)}. {self.text(entry.text)} {checked}")
        yield Note(text=self.say("exit.no-advice"))
