"""What has changed since the firm's earlier results: the main numbers side by side, oldest first."""

from dataclasses import dataclass

from leitplanke.reports.naming import Names
from leitplanke.reports.numbers import day, euro, frequency
from leitplanke.reports.sentences import spread
from leitplanke.reports.words import Language, say
from leitplanke.study.result import Band, StudyResult
from leitplanke.web.results.values import Earlier, Since, Table

LEAST = 0.05
"""A smaller change of the expected loss is told as none."""
SHOWN_UNSEENS = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class _Change:
    unseen: str
    eur: float


def since(result: StudyResult, earlier: tuple[Earlier, ...], names: Names) -> Since | None:
    """Return the comparison with earlier results, the newest of them last; None without any."""
    if not earlier:
        return None
    language = names.language
    before = earlier[-1]
    rows = [_row(day(one.on, language), one.result, language) for one in earlier]
    rows.append(_row(say(language, "since.now"), result, language))
    head = tuple(say(language, f"since.{key}") for key in ("when", "loss", "cvar", "liquidity", "answers"))
    caption = say(language, "since.caption", years=result.study.horizon_years)
    return Since(
        sentence=_sentence(result, before, language),
        reasons=tuple(_reasons(result, before.result, names)),
        table=Table(caption=caption, head=head, rows=tuple(rows)),
        earlier=before.address,
    )


def _row(when: str, result: StudyResult, language: Language) -> tuple[str, ...]:
    risk = result.risk
    return (
        when,
        _money(risk.expected_annual_loss_eur, language),
        _money(risk.cvar95_eur, language),
        _chance(risk.existential_probability.liquidity, language),
        str(result.answers),
    )


def _money(band: Band, language: Language) -> str:
    low, high = spread(band)
    return f"{euro(band.mid, language)} ({euro(low, language)}\u2013{euro(high, language)})"


def _chance(band: Band | None, language: Language) -> str:
    return say(language, "report.unknown") if band is None else frequency(band.mid, language)


def _sentence(result: StudyResult, before: Earlier, language: Language) -> str:
    then, now = before.result.risk.expected_annual_loss_eur, result.risk.expected_annual_loss_eur
    change = (now.mid - then.mid) / then.mid if then.mid > 0.0 else 0.0
    key = "same" if abs(change) < LEAST else ("less" if change < 0.0 else "more")
    told = say(language, f"since.{key}", day=day(before.on, language), before=euro(then.mid, language), now=euro(now.mid, language))
    wide = (then.high - then.low) / then.mid if then.mid > 0.0 else 0.0
    narrow = (now.high - now.low) / now.mid if now.mid > 0.0 else 0.0
    if wide > 0.0 and abs(narrow / wide - 1.0) >= LEAST:
        told += " " + say(language, "since.narrower" if narrow < wide else "since.wider")
    return told


def _reasons(result: StudyResult, before: StudyResult, names: Names) -> list[str]:
    """Return which Unseens changed most, and what else differs between the two calculations."""
    language = names.language
    then = {one.id: one.expected_annual_loss_eur for one in before.risk.unseens}
    changes = [_Change(unseen=one.id, eur=one.expected_annual_loss_eur - then.get(one.id, 0.0)) for one in result.risk.unseens]
    largest = sorted(changes, key=lambda one: -abs(one.eur))[:SHOWN_UNSEENS]
    total = result.risk.expected_annual_loss_eur.mid
    told = [
        say(
            language,
            "since.unseen-more" if one.eur > 0.0 else "since.unseen-less",
            unseen=names.quoted(one.unseen),
            eur=euro(abs(one.eur), language),
        )
        for one in largest
        if abs(one.eur) >= LEAST * total
    ]
    if before.study.catalogue_version != result.study.catalogue_version or before.study.engine_version != result.study.engine_version:
        told.append(say(language, "since.method"))
    return told
