"""The cast and the two databases of the web tests.

``TEST_DB=postgres`` starts Debian's PostgreSQL on a temporary folder; the default is a file of SQLite. Tests have a database in their own
process and run on both, unless they are marked: ``own_database``, which start programs on databases of their own, also run on both, but
none is made for their process; ``no_database``, which ask none or are about one of the two, run once. In a file that is marked so,
``django_db`` marks what asks the process's all the same. ``looks`` marks what is about how pages look, move and react in a
browser; what they store has tests of its own on both databases, so with PostgreSQL these run in ``make test-long``.
"""

import hashlib
import os
import pickle
import socket
import sys
from collections.abc import Callable, Iterator
from functools import cache, lru_cache
from pathlib import Path

import pytest
from django.contrib.auth.hashers import PBKDF2PasswordHasher
from django.db import connections
from django.db.backends.base.operations import BaseDatabaseOperations
from django.db.backends.sqlite3.operations import DatabaseOperations as SQLiteOperations
from django.db.models.sql.compiler import SQLCompiler
from django.test import Client
from django.test.client import ClientHandler
from pytest_django.fixtures import Settings

from databases import is_postgres
from leitplanke.exchange import examples, resultfile
from leitplanke.study import typical as typical_study
from leitplanke.study.inputs import StudyInputs
from leitplanke.study.result import StudyResult
from leitplanke.study.typical import Typical
from leitplanke.web import environment
from leitplanke.web.accounts.models import Membership, Organisation, User
from leitplanke.web.assumed import listing, weighing
from leitplanke.web.audit import guards
from leitplanke.web.catalogue import catalogue, quick_check
from leitplanke.web.companies.models import Company
from leitplanke.web.pace.counting import Pace
from leitplanke.web.studies.gathering import gather, to_text
from leitplanke.web.studies.models import StoredResult, Study
from leitplanke.web.survey.models import Rater, Rating
from leitplanke.web.waves import coming

# Tests that share a scene import it from beside them, and one damages files as the fuzz tests do.
sys.path[:0] = [str(Path(__file__).parent), str(Path(__file__).parents[1] / "fuzz")]
OnceARun = Callable[[str, Callable[[Path], None]], Path]
Compute = Callable[..., tuple[StudyResult, str]]
SMALL_RUN = {"outer_points": 16, "histories": 2**10}
"""The real engine on few points: the pages only need a real result."""


OUTGOING: list[str] = []
"""What asked another machine while tests ran; `outgoing` makes of it a failure of the test it happened in."""


HERE = frozenset({"", "localhost", "127.0.0.1", "::1", "0.0.0.0", "::", socket.gethostname()})  # noqa: S104 - nothing is bound here


def is_outside(host: object) -> bool:
    """Say whether a host is another machine."""
    name = host.decode() if isinstance(host, bytes) else host
    return isinstance(name, str) and name not in HERE


def watch(event: str, args: tuple[object, ...]) -> None:
    """Stop whatever speaks to another machine; Python tells of each connection before it is made."""
    if event in {"socket.connect", "socket.sendto", "socket.sendmsg"}:
        host = args[1][0] if isinstance(args[1], tuple) else ""
    elif event in {"socket.getaddrinfo", "socket.gethostbyname", "socket.gethostbyaddr"}:
        host = args[0]
    else:
        return
    if is_outside(host):
        OUTGOING.append(f"{event} {host!r}")
        raise PermissionError(OUTGOING[-1])


sys.addaudithook(watch)


@pytest.fixture(autouse=True)
def outgoing() -> Iterator[list[str]]:
    """Let no test pass that asked another machine; give what did."""
    OUTGOING.clear()
    yield OUTGOING
    assert OUTGOING == []


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    ours = [item for item in items if Path(__file__).parent in item.path.parents and "browser" not in item.path.parts]
    asking = {item for item in ours if item.get_closest_marker("django_db")}
    once = {item for item in ours if item.get_closest_marker("no_database")} - asking
    alone = {item for item in ours if item.get_closest_marker("own_database")} - asking
    for item in ours:
        if item not in once | alone:
            item.add_marker(pytest.mark.django_db)
    if is_postgres():
        left = once | (set() if os.environ.get("LEITPLANKE_TEST_LONG") else {item for item in items if item.get_closest_marker("looks")})
        config.hook.pytest_deselected(items=[item for item in items if item in left])
        items[:] = [item for item in items if item not in left]


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings: None, database_url: str) -> None:  # noqa: ARG001 - what all suites do comes first
    """Point Django at the server of this run, if there is one, before it makes its test database."""
    if database_url:
        own = {"TEST": {"NAME": f"test_{os.environ.get('PYTEST_XDIST_WORKER', 'alone')}"}}
        connections.settings.update(connections.configure_settings({"default": environment.postgres(database_url) | own}))
        if hasattr(connections._connections, "default"):
            del connections["default"]


@pytest.fixture(scope="session")
def django_db_keepdb() -> bool:
    """Leave the databases of a PostgreSQL that goes as a whole."""
    return is_postgres()


@pytest.fixture(scope="session", autouse=True)
def emptied_databases() -> Iterator[None]:
    """Let tests with transactions of their own empty the log afterwards, which nobody else can."""
    kinds = [kind for kind in (SQLiteOperations, postgres_operations()) if kind]
    with pytest.MonkeyPatch.context() as patch:
        for kind in kinds:
            patch.setattr(kind, "execute_sql_flush", emptied(kind.execute_sql_flush))
        yield


def emptied(flush: Callable[..., None]) -> Callable[..., None]:
    def run(operations: BaseDatabaseOperations, statements: list[str]) -> None:
        guards.take_down(operations.connection)
        flush(operations, statements)
        guards.put_up(operations.connection)

    return run


@pytest.fixture(scope="session", autouse=True)
def locks_in_transactions() -> Iterator[None]:
    """Let rows be locked within transactions of the product only: that of a test, or SQLite, would hide that there is none."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(SQLCompiler, "as_sql", locking_within(SQLCompiler.as_sql))
        yield


def locking_within(as_sql: Callable[..., tuple[str, tuple[object, ...]]]) -> Callable[..., tuple[str, tuple[object, ...]]]:
    def run(compiler: SQLCompiler, *args: bool, **options: bool) -> tuple[str, tuple[object, ...]]:
        blocks = compiler.connection.atomic_blocks
        if compiler.query.select_for_update and all(block._from_testcase for block in blocks):
            pytest.fail(f"rows of {compiler.query.model.__name__} are locked outside of a transaction")
        return as_sql(compiler, *args, **options)

    return run


def postgres_operations() -> type[BaseDatabaseOperations] | None:
    if not is_postgres():
        return None
    from django.db.backends.postgresql.operations import DatabaseOperations  # noqa: PLC0415 - needs psycopg

    return DatabaseOperations


@pytest.fixture(autouse=True)
def var_folder(tmp_path: Path, settings: Settings) -> Path:
    """Keep every file of a test in its own folder."""
    settings.VAR = tmp_path
    return tmp_path


@pytest.fixture
def alice() -> User:
    """Return the owner of Alpha GmbH."""
    return member("alice")


@pytest.fixture
def bob() -> User:
    """Return the owner of another firm, in another organisation."""
    return member("bob")


def member(name: str) -> User:
    user = User.objects.create_user(name)
    Membership.objects.create(user=user, organisation=Organisation.objects.create(name=f"{name}s firm"))
    return user


@pytest.fixture
def fresh_pace(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody has guessed a link yet."""
    monkeypatch.setattr(coming, "MISSES", Pace("test", coming.MOST_MISSES, coming.MISSES_IN_SECONDS))


@pytest.fixture
def as_alice(alice: User) -> Client:
    """Alice's browser."""
    return browser_of(alice)


@pytest.fixture
def as_bob(bob: User) -> Client:
    """Bob's browser."""
    return browser_of(bob)


@pytest.fixture
def as_stranger() -> Client:
    """Return a browser of nobody."""
    return Client()


@pytest.fixture(scope="session", autouse=True)
def one_chain() -> Iterator[None]:
    """Send the requests of all browsers through one chain of middleware, as a server does: making it lists all static files."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ClientHandler, "load_middleware", share_chain)
        yield


def share_chain(handler: ClientHandler) -> None:
    vars(handler).update({name: value for name, value in vars(chain()).items() if "middleware" in name})


@cache
def chain() -> ClientHandler:
    made = ClientHandler()
    super(ClientHandler, made).load_middleware()
    return made


def browser_of(user: User) -> Client:
    browser = Client()
    browser.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return browser


@pytest.fixture
def company(alice: User) -> Company:
    """Alpha GmbH with its first eight fields, nothing answered."""
    return Company.objects.create(
        organisation=alice.organisations.get(),
        name="Alpha & Söhne GmbH",
        sector="Zerspanung",
        staff=38.0,
        turnover_eur=5_200_000.0,
        liquidity_eur=320_000.0,
        free_cash_flow_eur_per_year=180_000.0,
        equity_eur=900_000.0,
        largest_buyer_eur=2_392_000.0,
    )


@pytest.fixture
def answered(company: Company) -> Company:
    """Alpha GmbH with every question answered; one unknown, one that does not apply."""
    rater = Rater.objects.create(company=company)
    indicators = [one for _, page in quick_check() for one in page]
    version = catalogue().version
    rows = [Rating(rater=rater, indicator=one.id, level=place % 5, catalogue_version=version) for place, one in enumerate(indicators)]
    rows[1].level, rows[1].missing = None, "unknown"
    rows[2].level, rows[2].missing, rows[2].reason = None, "not-applicable", "Wir haben keine Maschinen."
    Rating.objects.bulk_create(rows)
    return company


@pytest.fixture(scope="session", autouse=True)
def quick_passwords() -> Iterator[None]:
    """Keep passwords as the product does, with a thousandth of the rounds: their number is no claim of these tests but one."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(PBKDF2PasswordHasher, "iterations", PBKDF2PasswordHasher.iterations // 1000)
        yield


@pytest.fixture(scope="session", autouse=True)
def parsed_once() -> Iterator[None]:
    """Read equal documents once: a result is frozen, and each test stores the same one under a name of its own."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(resultfile, "load", lru_cache(maxsize=32)(resultfile.load))
        yield


@pytest.fixture(scope="session")
def computed(once_a_run: OnceARun) -> Compute:
    """Return the engine's result for inputs, and as it is stored; the same inputs are computed once a run of the tests."""
    from leitplanke.study.run import analyse  # noqa: PLC0415 - slow to load, not needed by every test

    known: dict[str, tuple[StudyResult, str]] = {}

    def keep(folder: Path, inputs: StudyInputs, outer_points: int) -> None:
        result = analyse(catalogue(), inputs, seed=1, **SMALL_RUN | {"outer_points": outer_points})
        (folder / "result").write_bytes(pickle.dumps((result, resultfile.dump(result))))

    def compute(inputs: StudyInputs, outer_points: int = SMALL_RUN["outer_points"]) -> tuple[StudyResult, str]:
        key = f"{catalogue().edition} {outer_points} {to_text(inputs)}"
        if key not in known:
            name = f"result-{hashlib.sha256(key.encode()).hexdigest()}"
            folder = once_a_run(name, lambda folder: keep(folder, inputs, outer_points))
            known[key] = pickle.loads((folder / "result").read_bytes())  # noqa: S301 - written by these tests
        return known[key]

    return compute


@pytest.fixture(scope="session")
def evaluated(computed: Compute) -> Callable[[Company], StudyResult]:
    """Return the engine's result for a firm."""
    return lambda company: computed(gather(company))[0]


@pytest.fixture
def study(answered: Company, computed: Compute) -> Study:
    """Return an evaluated study of Alpha GmbH."""
    inputs = gather(answered)
    result, document = computed(inputs)
    row = Study.objects.create(company=answered, inputs=to_text(inputs), state=Study.State.DONE, share=1.0)
    StoredResult.objects.create(
        study=row,
        document=document,
        engine_version=result.study.engine_version,
        catalogue_version=result.study.catalogue_version,
    )
    return row


@pytest.fixture(scope="session")
def typical() -> Typical:
    """Return the weights of the assumptions over one firm, which is quicker than over all."""
    return typical_study.typical(catalogue(), [examples.read("marketplace-maker", catalogue())])


@pytest.fixture
def one_firm_weighed(typical: Typical, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[], None]]:
    """Weigh the assumptions over one firm; give what forgets the weights."""
    monkeypatch.setattr(typical_study, "typical", lambda _catalogue, _firms: typical)
    forget_weights()
    yield forget_weights
    forget_weights()


def forget_weights() -> None:
    """Have the weights computed or read again."""
    weighing.weighed.cache_clear()
    listing.rows.cache_clear()
