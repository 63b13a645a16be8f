"""The commands of governance: `d2h project`, `d2h people`, `d2h sites`, `d2h audit`."""

import typer

from governance.cli import audit, people, project, project_life, sites

__all__ = ["app"]

app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)
project.app.registered_commands += project_life.app.registered_commands
app.add_typer(project.app, name="project")
app.add_typer(people.app, name="people")
app.add_typer(sites.app, name="sites")
app.add_typer(audit.app, name="audit")
