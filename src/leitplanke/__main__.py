"""Entry point: commands over files from `cli`, commands of the web application from `web`; each is loaded when it is asked for."""

import os
import sys
from importlib import import_module

import click

from leitplanke import __version__
from leitplanke.primitives.loading import loading
from leitplanke.reports.words.terminal import of_environment
from leitplanke.terminal.language import words

COMMANDS = {
    "new": ("leitplanke.cli.new", "new"),
    "analyse": ("leitplanke.cli.analyse", "analyse"),
    "plan": ("leitplanke.cli.plan", "plan"),
    "risk": ("leitplanke.cli.risk", "risk"),
    "import": ("leitplanke.cli.imports", "imports"),
    "dependence": ("leitplanke.cli.dependence", "dependence"),
    "exit": ("leitplanke.cli.leaving", "leaving"),
    "place": ("leitplanke.cli.placing", "place"),
    "catalogue": ("leitplanke.cli.catalogue", "catalogue"),
    "schema": ("leitplanke.cli.new", "schema"),
    "serve": ("leitplanke.web.commands", "serve"),
    "worker": ("leitplanke.web.commands", "worker"),
    "backup": ("leitplanke.web.backupcommands", "backup"),
    "restore": ("leitplanke.web.backupcommands", "restore"),
    "move-database": ("leitplanke.web.backupcommands", "move_database"),
    "doctor": ("leitplanke.web.condition.doctorcommand", "doctor"),
    "manage": ("leitplanke.web.commands", "manage"),
}
"""Name of each command, its module and its name there: a static table, so that nothing is loaded that nobody asked for."""


class LazyGroup(click.Group):
    """Loads a command's module when the command is asked for; the overview loads none."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        """Return the names in the order of the table."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 - click's signature
        """Load one command."""
        if cmd_name not in COMMANDS:
            return None
        module, name = COMMANDS[cmd_name]
        if module not in sys.modules:
            with loading():
                import_module(module)
        command: click.Command = getattr(sys.modules[module], name)
        return command

    def invoke(self, ctx: click.Context) -> object:
        """Run a command; Ctrl-C while it is loaded, or where it has no language of its own, is answered here."""
        try:
            return super().invoke(ctx)
        except KeyboardInterrupt:
            from leitplanke.cli.files import interrupted  # noqa: PLC0415 - the overview needs no files

            interrupted(of_environment(os.environ))

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002 - click's signature
        """Write the overview from the texts, without loading the commands."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, words(f"cli.{name}.short")) for name in COMMANDS])


def group() -> click.Group:
    """Return the whole command line."""
    commands = LazyGroup(name="leitplanke", help=words("cli.help"), context_settings={"help_option_names": ["-h", "--help"]})
    return click.version_option(__version__, prog_name="leitplanke")(commands)


def main() -> None:
    """Run the command line."""
    # The engines spread their work over threads themselves; linear algebra that does so again only waits for itself (four times slower).
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    group()(prog_name="leitplanke")


if __name__ == "__main__":
    main()
