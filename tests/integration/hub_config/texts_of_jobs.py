"""What the notebooks of the jobs' tests run."""

from tests.integration.hub_config.texts_of_tries import TRIES

LOOK_AROUND = (
    TRIES
    + """
import d2h_sdk as d2h
open("mine", "w").write("of beta alone")
seen = {
    "interfaces": sorted(os.listdir("/sys/class/net")),
    "doors": sorted(os.listdir("/run/d2h/doors")),
    "home": sorted(name for name in os.listdir("/home/researcher") if not name.startswith(".")),
    "user": os.getuid(),
    "out": tried(socket.AF_INET, ("192.0.2.1", 443)),
    "hub": tried(socket.AF_INET, ("127.0.0.1", 8081)),
    "jobs": tried(socket.AF_INET, ("127.0.0.1", 8084)),
    "proofs": [name for name in os.environ if "TOKEN" in name or "TICKET" in name],
    "given": writes("/run/d2h/given/notebook.ipynb"),
    "door": writes("/run/d2h/doors/access/mine"),
    "image": writes("/opt/mine"),
    "reads_as": [d2h.session.user, d2h.session.project, d2h.session.access.permits()],
}
open("seen.json", "w").write(json.dumps(seen))
"""
)

ALGORITHM = """
import json
told = json.load(open("/run/d2h/session/session.json"))
open("of-its-own.txt", "w").write(told["user"])
print(told["user"], len(told["sites"]))
"""

SUBMIT = """
import json, pathlib
import d2h_sdk as d2h
cell = {"cell_type": "code", "id": "a", "metadata": {"tags": ["parameters"]}, "source": "n = 0",
        "outputs": [], "execution_count": None}
then = {**cell, "id": "b", "metadata": {}, "source": "print('n is', n)"}
pathlib.Path("project/many.ipynb").write_text(
    json.dumps({"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": [cell, then]}))
made = d2h.jobs.submit("project/many.ipynb", sweep={"n": [7, 8]}, memory="512 MB")
print(made.wait())
print([str(job.progress) for job in made], ["n is" in job.logs() for job in made])
print(d2h.jobs.list())
try:
    d2h.jobs.submit("project/many.ipynb", gpu=1)
except d2h.D2HError as fault:
    print(fault)
"""

DELETE_AND_RESTORE = """
import pathlib, subprocess, time
import d2h_sdk as d2h
gone = pathlib.Path("project/many.ipynb")
end = time.monotonic() + 90
while not d2h.notebooks.copies(gone) and time.monotonic() < end:
    time.sleep(0.5)
before = gone.read_bytes()
gone.unlink()
print(d2h.notebooks.copies(deleted=True))
back = d2h.notebooks.restore("project/many.ipynb")
print(back.parent, back.read_bytes() == before)
back.write_text("")
in_r = "gone <- d2h.notebooks.copies(deleted = TRUE); print(gone[c('notebook', 'deleted')])"
in_r += "; cat(d2h.notebooks.restore(gone$notebook[1]), as.numeric(Sys.time() - gone$kept[1], 'hours') < 1)"
print("in R:", subprocess.run(["Rscript", "-e", in_r], capture_output=True, text=True))
try:
    d2h.notebooks.restore("never.ipynb")
except d2h.D2HError as fault:
    print(fault)
"""
