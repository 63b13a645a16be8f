"""Every refusal and finding that a workspace can receive is said in words; new codes make this fail."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from d2h_sdk import words
from output_checking.web.pages.wording import PLACES, Wording

ROOT = Path(__file__).parents[3]
# Where the answers to a workspace are decided. What site staff, admins and reviewers meet is said elsewhere.
ANSWERING = [
    "governance/access/token.py",
    "governance/access/workspace_entry.py",
    "governance/web/access_routes.py",
    "governance/web/app.py",
    "governance/web/hub_tokens.py",
    "governance/web/limits.py",
    *(
        str(path.relative_to(ROOT))
        for folder in ("aggregates", "engines", "federated", "queries", "serving")
        for path in sorted((ROOT / "data_gateway" / folder).rglob("*.py"))
    ),
    "data_gateway/catalogue/dataset.py",
    "data_gateway/patients/project_keys.py",
    "data_gateway/permits/access.py",
    "data_gateway/permits/scope.py",
    "data_gateway/permits/standing.py",
    "data_gateway/permits/rules.py",
    "data_gateway/permits/store.py",
    "data_gateway/site/audit.py",
    "governance/access/replay.py",
    "governance/access/replay_access.py",
    "output_checking/replay/notebook.py",
    "output_checking/web/api.py",
    "output_checking/web/app.py",
    "output_checking/web/body_limits.py",
    "output_checking/directory.py",
    "output_checking/file_names.py",
    "output_checking/model.py",
    "output_checking/permissions.py",
    "output_checking/states.py",
    *(
        f"output_checking/use_cases/{name}.py"
        for name in (
            "add_file",
            "ask_replay",
            "changing",
            "check",
            "consult",
            "draft",
            "explain",
            "propose_repair",
            "remove_file",
            "submit",
            "withdraw",
        )
    ),
    *(f"output_checking/repair/{name}.py" for name in ("body", "coarsened", "offered", "perturbed")),
    "output_checking/protection/noise_table.py",
    "output_checking/storage/file_store.py",
    "output_checking/storage/requests.py",
    "output_checking/storage/unit_of_work.py",
]


def calls(path: Path, name: str, position: int) -> Iterator[str]:
    """The texts given at `position` to calls of `name`; `{}` stands for what an f-string fills in."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if not (isinstance(node, ast.Call) and getattr(node.func, "id", "") == name):
            continue
        given = node.args[position]
        for part in [given.body, given.orelse] if isinstance(given, ast.IfExp) else [given]:
            if isinstance(part, ast.Constant) and isinstance(part.value, str):
                yield part.value
            elif isinstance(part, ast.JoinedStr):
                yield "".join(
                    str(piece.value) if isinstance(piece, ast.Constant) else "{}" for piece in part.values
                )


@pytest.fixture(params=["en", "fr"], autouse=True)
def _language(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(words, "_spoken", request.param)


@pytest.mark.parametrize("module", ANSWERING)
def test_every_refusal_a_service_gives_a_workspace_has_words(module: str) -> None:
    path = ROOT / module
    unsaid = {code for code in calls(path, "Refusal", 0) if "{}" not in code and not words.knows(code)}
    assert unsaid == set()


def test_every_finding_of_the_checks_tells_the_author_what_to_do() -> None:
    catalogue = re.findall(
        r"^finding-([a-z-]+) =", (ROOT / "d2h_sdk/locales/en.ftl").read_text("utf-8"), re.MULTILINE
    )
    checking = ROOT / "output_checking"
    # What is said of an import stands on the airlock's page alone.
    asked = [path for path in checking.rglob("*.py") if checking / "imports" not in path.parents]
    found = {key for path in asked for key in calls(path, "Finding", 2)}
    assert len(found) > 30
    patterns = {key: re.compile(key.replace("{}", "[a-z-]+")) for key in found}
    unsaid = {key for key, pattern in patterns.items() if not any(map(pattern.fullmatch, catalogue))}
    assert unsaid == set()
    findings = set(catalogue) - {"unknown", "gone", "place"}
    assert {key for key in findings if not words.advice(f"finding-{key}")} == set()


def test_every_place_that_a_check_names_has_words_here_and_on_the_pages() -> None:
    page = Wording(words.language())
    assert {one for one in PLACES if not words.knows(f"place-{one}")} == set()
    assert {one for one in PLACES if not page.knows(f"place-{one}")} == set()
