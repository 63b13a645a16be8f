"""A whole installation as people meet it: every service answers, and nothing is open without need."""

from __future__ import annotations

import json
import os
import re
import signal
import stat
import time
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest

from launcher import supervision
from launcher.client import ClientError, HubSession
from launcher.commands import run_d2h
from launcher.doctor.examination import examine
from launcher.doctor.finding import Verdict
from launcher.installation import Installation
from launcher.logins import OWNER_PAGES, read_logins
from launcher.running import RunningInstallation


def pids(installation: RunningInstallation) -> dict[str, int]:
    return {
        one.name: int(one.description.split("pid ")[1].split(",")[0])
        for one in supervision.states(installation.installation)
        if one.state == "RUNNING"
    }


def test_every_service_answers(installation: RunningInstallation) -> None:
    told = run_d2h(installation.installation, "status")
    assert "✗" not in told
    assert told.count("✓") == len(supervision.states(installation.installation)) == 20


def test_each_data_owner_signs_in_at_her_own_sites_page(installation: RunningInstallation) -> None:
    made = installation.installation
    passphrases = read_logins(made, OWNER_PAGES)
    assert list(passphrases) == made.sites()
    told = run_d2h(made, "status")
    for number, site in enumerate(made.sites()):
        address = next(
            word for line in told.splitlines() for word in line.split() if f"//{site}.local" in word
        )
        port = urlsplit(address).port
        with httpx.Client(base_url=f"http://127.0.0.1:{port}", headers={"host": f"{site}.localhost"}) as page:
            wrong = passphrases[made.sites()[number - 1]]
            assert page.post("/login", data={"passphrase": wrong}).status_code == 401
            assert page.post("/login", data={"passphrase": passphrases[site]}).status_code == 303


def test_nothing_listens_beyond_this_machine(installation: RunningInstallation) -> None:
    ports = set(installation.installation.ports.all())
    addresses = set()
    for table in ("tcp", "tcp6"):
        for line in Path("/proc/net", table).read_text().splitlines()[1:]:
            address, port = line.split()[1].split(":")
            if line.split()[3] == "0A" and int(port, 16) in ports:
                addresses.add(address)
    assert addresses <= {"0100007F", "0000000000000000FFFF00000100007F"}  # 127.0.0.1, also as IPv6 writes it
    assert addresses


def test_sockets_and_secrets_are_the_owners_alone(installation: RunningInstallation) -> None:
    folders = (installation.home, installation.sockets, installation.home / "log")
    files = [installation.home / name for name in ("env", "logins", "owner-pages", "supervisord.conf")]
    keys = list(installation.home.rglob("keys/*.pem")) + list(installation.home.glob("*/key.pem"))
    private = [key for key in keys if b"PRIVATE" in key.read_bytes()]
    assert len(private) >= 2 + 2 * 4
    open_to_others = [
        str(path) for path in (*folders, *files, *private) if stat.S_IMODE(path.stat().st_mode) & 0o077
    ]
    assert open_to_others == []


def test_a_wrong_password_is_refused(installation: RunningInstallation) -> None:
    with pytest.raises(ClientError, match="refused the login of hugo"):
        HubSession(installation.hub_url, "hugo", "not the password of hugo")


def test_up_again_disturbs_nobody(installation: RunningInstallation) -> None:
    before = pids(installation)
    run_d2h(installation.installation, "up")
    assert pids(installation) == before


def test_a_service_that_dies_comes_back(installation: RunningInstallation) -> None:
    died = pids(installation)["governance"]
    os.kill(died, signal.SIGKILL)
    end = time.monotonic() + 60
    while pids(installation).get("governance", died) == died:
        assert time.monotonic() < end, "governance did not come back"
        time.sleep(0.2)
    run_d2h(installation.installation, "up")


def test_the_person_who_logs_in_is_the_one_who_works(installation: RunningInstallation) -> None:
    workspace = installation.start_workspace("hugo", "activity")
    try:
        assert workspace.execute("import d2h_sdk as d2h; print(d2h.session.user, d2h.session.project)") == (
            "hugo activity\n"
        )
    finally:
        workspace.stop()


def test_prometheus_reads_every_zone_and_finds_nobody_there(installation: RunningInstallation) -> None:
    made = installation.installation
    ports = [made.ports.governance_metrics, made.ports.airlock_metrics]
    ports += [made.ports.gateway_metrics(number) for number in range(len(made.sites()))]
    addresses = [f"http://127.0.0.1:{port}/metrics" for port in ports]
    texts = [httpx.get(address, trust_env=False).text for address in addresses]
    texts.append(httpx.get(f"http://127.0.0.1:{made.ports.hub_api}/hub/metrics", trust_env=False).text)

    told = ("d2h_projects{", "d2h_requests_waiting{", *["d2h_certificate_end_seconds"] * 4, "jupyterhub_")
    assert [name for name, text in zip(told, texts, strict=True) if name not in text] == []
    assert [name for name in people_of(made) for text in texts if named(name, text)] == []


@pytest.mark.parametrize("address", ["/metrics", "/hub/metrics", "/hub/api/metrics"])
def test_no_page_leads_to_the_figures(installation: RunningInstallation, address: str) -> None:
    made = installation.installation
    for page in (made.hub_url, made.airlock_url):
        answer = httpx.get(f"{page}{address}", trust_env=False)
        assert answer.status_code in (403, 404)
        assert "process_cpu" not in answer.text and "d2h_" not in answer.text


def test_the_doctor_of_what_runs_tells_of_certificates_and_of_what_waits(
    installation: RunningInstallation,
) -> None:
    made = installation.installation
    told = [check for check in examine(made) if check.key.startswith(("doctor-cert", "doctor-review"))]

    assert [check.key for check in told] == ["doctor-certificate-gateway"] * 4 + ["doctor-review"]
    assert {check.params["site"] for check in told[:4]} == set(made.sites())
    assert {check.verdict for check in told} == {Verdict.GOOD}


# JupyterHub's own log and HAProxy's have their own form, and the hub's tells who logs in.
OF_OTHERS = ("hub", "front", "supervisord")


def test_the_logs_of_our_services_are_json_and_name_nobody(installation: RunningInstallation) -> None:
    made = installation.installation
    logs = [path for path in made.log.glob("*.log") if path.stem in known_services(made)]
    lines = [(path.stem, line) for path in logs for line in path.read_text().splitlines()]

    assert {"governance", "gateway-lyon"} <= {service for service, _ in lines}
    assert [told for told in lines if not is_log_line(told[1])] == []
    assert [told for told in lines for name in people_of(made) if named(name, told[1])] == []


def is_log_line(text: str) -> bool:
    try:
        return {"at", "level", "logger", "message"} <= json.loads(text).keys()
    except ValueError:
        return False


def known_services(made: Installation) -> set[str]:
    return {one.name for one in supervision.states(made)} - set(OF_OTHERS)


def people_of(made: Installation) -> set[str]:
    users = read_logins(made)
    return {*users, *[user.title() for user in users]}


def named(name: str, text: str) -> bool:
    return re.search(rf"\b{re.escape(name)}\b", text) is not None


RUN_IN_R = """
import nbclient, nbformat
def in_r(*cells):
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(one) for one in cells])
    done = nbclient.NotebookClient(notebook, kernel_name="ir", timeout=300).execute()
    return "\\n".join(one.get("text", "") for cell in done.cells for one in cell.outputs)
"""
IN_R = """
print(in_r(
    "persons <- d2h.read('person', columns = c('person_id', 'year_of_birth', 'gender_concept_id'))",
    "cat(class(persons), nrow(persons), length(unique(persons$site)), class(persons$year_of_birth))",
    "counted <- d2h.sql('select count(*) as n from person')\\ncat('same:', sum(counted$n) == nrow(persons))",
    "tryCatch(d2h.read('nowhere'), error = function(e) cat('refused:', conditionMessage(e)))",
))
import d2h_sdk as d2h
print("rows:", len(d2h.read("person", columns=["person_id"], progress=False)))
"""


def test_a_notebook_in_r_reads_what_one_in_python_reads(installation: RunningInstallation) -> None:
    said = installation.start_workspace("claire", "adverse-events").execute(RUN_IN_R + IN_R)

    rows = said.rpartition("rows: ")[2].split()[0]
    assert f"data.frame {rows} 4 numeric" in said
    assert "same: TRUE" in said
    assert "refused:" in said and "nowhere" in said.partition("refused:")[2]


OUTPUTS_IN_R = """
code = "d2h.outputs.table(d2h.outputs.crosstab(rows, 'gender', c('born', 'site'), "
code += "margins = TRUE, persons = 'id'), 'r-counts')"
print(in_r(
    "d2h.outputs.draft('From R', 'The same from Python.')",
    "set.seed(1)\\nrows <- data.frame(id = rep(1:150, 2), gender = c('f', 'm', NA), "
    "born = rep(c(1950, 1960, NA), each = 100), "
    "site = factor(c('north', 'south', 'north', 'east'), levels = c('south', 'north', 'east')), "
    "age = round(runif(300, 20, 90), 3), event = rbinom(300, 1, 0.4), time = round(rexp(300), 3) + 1)",
    "write.csv(rows, '/tmp/rows.csv', row.names = FALSE)",
    code,
    "described <- d2h.outputs.describe(rows[c('id', 'age', 'born')], persons = 'id')",
    "inner <- described[!described$row %in% c('min', 'max'), ]",
    "d2h.outputs.table(inner, 'r-described', evidence = described)",
    "d2h.outputs.table(d2h.outputs.percentiles(rows, 'age', by = 'site', persons = 'id'), 'r-percentiles')",
    "fit <- survival::coxph(survival::Surv(time, event) ~ age + gender, rows)",
    "d2h.outputs.regression(fit, 'r-fit', data = rows, persons = 'id')",
    "cat('checked:', nrow(d2h.outputs.check()$findings) > 0)",
))
import pandas as pd
from lifelines import CoxPHFitter
import d2h_sdk as d2h
rows = pd.read_csv("/tmp/rows.csv")
rows["born"] = rows.born.astype("Int64")
rows["site"] = pd.Categorical(rows.site, ["south", "north", "east"])
counts = d2h.outputs.crosstab([rows.gender], [rows.born, rows.site], margins=True, persons=rows.id)
d2h.outputs.table(counts, "p-counts")
described = d2h.outputs.describe(rows[["age", "born"]], persons=rows.id)
d2h.outputs.table(described.drop(index=["min", "max"]), "p-described")
d2h.outputs.table(d2h.outputs.percentiles(rows, "age", by="site", persons=rows.id), "p-percentiles")
known = rows.dropna(subset=["gender"])
fitted = known[["age", "gender", "time", "event"]]
fit = CoxPHFitter().fit(fitted, "time", "event", formula="age + gender")
d2h.outputs.regression(fit, "p-fit", data=fitted, persons=known.id)
told = {one.name: one for one in d2h.outputs.status().message.files}
for name in ("counts", "described", "percentiles", "fit"):
    pair = [told[f"{by}-{name}.csv"] for by in "rp"]
    evidence = [one.evidence.model_copy(update={"code": ()}) for one in pair]
    print(name, pair[0].sha256 == pair[1].sha256, evidence[0] == evidence[1])
print("code:", told["r-counts.csv"].evidence.code[0].is_of(code), told["r-counts.csv"].evidence.code[0].run)
d2h.outputs.withdraw()
"""


def test_results_from_r_say_of_themselves_what_those_from_python_say(
    installation: RunningInstallation,
) -> None:
    said = installation.start_workspace("claire", "adverse-events").execute(RUN_IN_R + OUTPUTS_IN_R)

    assert "checked: TRUE" in said, said
    for name in ("counts", "described", "percentiles", "fit"):
        assert f"{name} True True" in said, said
    assert "code: True 4" in said, said
