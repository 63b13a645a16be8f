"""The commands of governance: `d2h project`, `people`, `policy`, `sites`, `audit`, `gpu`, …"""

import typer

from governance.cli import (
    announcements,
    audit,
    gpus,
    jobs,
    packages,
    people,
    policy,
    project,
    project_life,
    sites,
)
from governance.cli.session import HELP, Command

__all__ = ["app"]

app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)
project.app.registered_commands += project_life.app.registered_commands
app.add_typer(project.app, name="project")
app.add_typer(people.app, name="people")
app.add_typer(policy.app, name="policy")
app.add_typer(sites.app, name="sites")
app.add_typer(audit.app, name="audit")
app.add_typer(gpus.app, name="gpu")
app.add_typer(jobs.app, name="jobs")
app.add_typer(packages.app, name="packages")
app.command("announce", cls=Command, help=HELP.say("help-announce"))(announcements.announce_)
