"""Which log goes where: all to standard error, where service managers and containers look for it."""

import logging

from leitplanke.web import environment
from leitplanke.web.logs.lines import JSONLines, TextLines


def lines() -> logging.Formatter:
    """Return what writes lines in the form that the operator wants; granian asks for it in `granian.json`."""
    return JSONLines() if environment.log_form() == "json" else TextLines()


def configuration() -> dict[str, object]:
    """Return the settings of Python's `logging`: faults and warnings, and if wanted a line for each request.

    Wrong input and unknown pages are the reader's affair and no news to the operator; faults of ours are. Host names that
    are not ours and monitors that hear that a server is not ready are one line a minute.
    """
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"lines": {"()": "leitplanke.web.logs.setup.lines"}},
        "filters": {name: {"()": f"leitplanke.web.logs.seldom.{name}"} for name in ("ForeignHosts", "NoPolls")},
        "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "lines"}},
        "loggers": {
            "django.request": {"level": "ERROR", "filters": ["NoPolls"]},
            "django.security.DisallowedHost": {"filters": ["ForeignHosts"]},
            "leitplanke.requests": {"level": "INFO" if environment.logs_requests() else "WARNING"},
        },
        "root": {"handlers": ["console"], "level": "WARNING"},
    }
