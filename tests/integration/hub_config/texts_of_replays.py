"""What the notebooks of the replays' tests run."""

from tests.integration.hub_config.texts_of_tries import TRIES

TABLE = """
import pandas as pd
import d2h_sdk as d2h
d2h.outputs.draft("Deaths by ward", "For table 2.")
counts = pd.DataFrame({"ward": ["Cardiology", "Surgery"], "deaths": [31, 19]})
d2h.outputs.table(counts, "deaths.csv", persons="cells")
"""

IN_R = """
version <- system2("python", c("-c", shQuote("import plainly; print(plainly.VERSION)")), stdout = TRUE)
used <- paste(version, mice.like::version_told())
d2h.outputs.draft("Deaths by ward", "For table 2.")
deaths <- data.frame(id = 1:50, ward = rep(c("Cardiology", "Surgery"), c(31, 19)), used = used)
d2h.outputs.table(d2h.outputs.crosstab(deaths, "ward", "used", persons = "id"), "deaths.csv")
stopifnot(d2h.outputs.submit(replay = TRUE)$state == "SUBMITTED")
"""

LOOK_AROUND = (
    TRIES
    + """
seen = {
    "interfaces": sorted(os.listdir("/sys/class/net")),
    "doors": sorted(os.listdir("/run/d2h/doors")),
    "work": sorted(os.listdir()),
    "user": os.getuid(),
    "out": tried(socket.AF_INET, ("192.0.2.1", 443)),
    "airlock": tried(socket.AF_INET, ("127.0.0.1", 8083)),
    "hub": tried(socket.AF_INET, ("127.0.0.1", 8081)),
    "airlock door": tried(socket.AF_UNIX, "/run/d2h/doors/airlock/door.sock"),
    "secrets": [name for name in os.environ if "TOKEN" in name],
    "given": writes("/run/d2h/given/mine"),
    "image": writes("/opt/mine"),
}
open("deaths.csv", "w").write(json.dumps(seen))
"""
)

FIGURE = """
from matplotlib.figure import Figure
figure = Figure()
figure.subplots().bar(counts["ward"], counts["deaths"])
d2h.outputs.figure(figure, "deaths-bar.png", counts, kind="counts", persons="cells")
d2h.outputs.table(counts, "wards.csv", persons="cells")
d2h.outputs.notebook("study.ipynb")
"""
