"""Which language a terminal speaks."""

from collections.abc import Mapping

from leitplanke.reports.words import Language


def of_environment(environment: Mapping[str, str]) -> Language:
    """Return the language that the environment asks for; German unless it says English.

    Examples
    --------
    >>> of_environment({"LANG": "en_GB.UTF-8"}), of_environment({"LC_ALL": "de_DE.UTF-8", "LANG": "en_GB"}), of_environment({})
    ('en', 'de', 'de')
    """
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if environment.get(name):
            return "en" if environment[name].lower().startswith("en") else "de"
    return "de"
