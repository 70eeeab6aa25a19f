"""What a case of faults is, and what it works on."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from faults_database import Cluster
from faults_disk import Disk
from faults_people import Progress
from faults_server import Server

ON_THE_WAY = 0.5
"""Seconds until an answer has reached people that was stored just before everything failed."""


@dataclass(slots=True)
class Scene:
    """A server, the people who answer, and what was prepared."""

    server: Server
    progress: Progress
    firms: Sequence[str]
    archive: Path
    ids: Mapping[str, str]
    """Of the questions, by form name."""
    disk: Disk | None = None
    database: Cluster | None = None
    over: list[float] = field(default_factory=list)
    """When each fault that kept people from answering was over: from then on the recovery counts."""
    found: list[str] = field(default_factory=list)
    """What was wrong."""
    remarks: list[str] = field(default_factory=list)
    attached: list[tuple[int, bytes]] = field(default_factory=list)
    """Files that were acknowledged, with the moment of the disk then."""
    noted: int = 0
    """Notes that were acknowledged."""

    def is_over(self) -> None:
        """Note that a fault has ended."""
        self.over.append(time.monotonic())

    def insist(self, condition: object, wrong: str) -> None:
        """Note what is wrong unless a condition holds."""
        if not condition:
            self.found.append(wrong)

    async def insist_on_silence(self, seconds: float, fault: str) -> None:
        """Wait while nothing can be stored: people must be refused, and nobody acknowledged anything."""
        await asyncio.sleep(ON_THE_WAY)
        progress, before, refused = self.progress, self.progress.acknowledged, self.progress.refusals.total()
        await asyncio.sleep(seconds)
        said = f"{fault}: {progress.acknowledged - before} acknowledged, {progress.refusals.total() - refused} refused meanwhile"
        self.insist(progress.acknowledged == before and progress.refusals.total() > refused, said)
        self.remarks.append(said)


Fault = Callable[[Scene], Awaitable[None]]


Database = Literal["sqlite", "postgres"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One kind of fault.

    Parameters
    ----------
    faults
        What happens, spread over the time in which people answer.
    after
        What must hold when everybody has answered.
    refusals
        Statuses people may meet meanwhile; 0 is a connection that broke or was not taken.
    on
        The databases it is tried on: PostgreSQL is not on the disk that fails, SQLite is never away.
    """

    title: str
    faults: tuple[Fault, ...]
    after: Fault | None = None
    refusals: frozenset[int] = frozenset({0})
    on: tuple[Database, ...] = ("sqlite", "postgres")
    shim: bool = False
    recorded: bool = False
