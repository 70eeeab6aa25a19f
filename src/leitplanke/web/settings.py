"""Django settings (placeholder until the web application stands)."""

SECRET_KEY = "unused"  # noqa: S105 - replaced with the web application
INSTALLED_APPS: list[str] = []
DATABASES: dict[str, dict[str, str]] = {}
USE_TZ = True
