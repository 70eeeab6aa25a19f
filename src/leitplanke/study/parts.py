"""How a figure is called that a measure has several of: effects by parameter and target, days by role."""

DAYS = ("days_once", "days_yearly")


def effect_name(parameter: str, target: str) -> str:
    """Return the name of the parameter of an override that stands for an effect.

    Examples
    --------
    >>> effect_name("severity", "unseen.cyber.incident")
    'severity/unseen.cyber.incident'
    """
    return f"{parameter}/{target}"


def days_name(part: str, role: str) -> str:
    """Return the name of the parameter of an override that stands for own days of a role.

    Examples
    --------
    >>> days_name("days_once", "it")
    'days_once/it'
    """
    return f"{part}/{role}"
