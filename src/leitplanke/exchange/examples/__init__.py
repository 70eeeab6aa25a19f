"""The worked firms that ship with the product: study files like any other, invented but plausible."""

from importlib import resources

from leitplanke.catalogue.entries import Catalogue
from leitplanke.exchange import studyfile
from leitplanke.study.inputs import StudyInputs

NAMES = ("precision-parts", "marketplace-maker", "machine-builder")


def names() -> tuple[str, ...]:
    """Return the names of the examples, in the order they are shown."""
    return NAMES


def text(name: str) -> str:
    """Return the study file of one example as text.

    Raises
    ------
    KeyError
        If there is no such example.
    """
    if name not in NAMES:
        raise KeyError(name)
    return resources.files(__name__).joinpath(f"{name}.yaml").read_text(encoding="utf-8")


def read(name: str, catalogue: Catalogue) -> StudyInputs:
    """Return the inputs of one example.

    Raises
    ------
    KeyError
        If there is no such example.
    """
    return studyfile.read(text(name), f"{name}.yaml", catalogue)
