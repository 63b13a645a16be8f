"""Every page, for every role, in French and in English."""

from __future__ import annotations

import re
from collections.abc import Callable

import httpx
import pytest
from fastapi.testclient import TestClient

from output_checking.model import ReleaseRequest
from output_checking.opinions import Choice, Comment
from output_checking.use_cases.revoke import revoke_release
from output_checking.use_cases.withdraw import withdraw_request
from output_checking.web.app import create_app
from tests.integration.output_checking.house import (
    CLAIMED,
    CLAIMED_SMALL,
    COUNTS,
    SMALL,
    WHO,
    House,
    html_output,
    notebook,
    picture,
)

Browser = Callable[..., TestClient]
LANGUAGES = ("fr", "en")
# A variable that was not given, or a code that has no words, shows like this.
_UNSAID = re.compile(r"\{\s*\$[\w-]+\s*\}|\{[A-Z]+\(")
_MESSAGE_CODE = re.compile(
    r">\s*(?:turn|missing|why|state|list|progress|event|choice|done|severity|tally|place|empty|column)"
    r"-[a-z-]+\s*<"
)


def said(answer: httpx.Response, status: int = 200) -> str:
    """The page's text, once it is a whole page in words."""
    assert answer.status_code == status, answer.text[:500]
    text = answer.text
    assert answer.headers["content-type"].startswith("text/html")
    assert not _UNSAID.search(text), _UNSAID.search(text)
    assert not _MESSAGE_CODE.search(text), _MESSAGE_CODE.search(text)
    # Fluent's marks of direction are for mixed scripts; pages spell out whatever nobody can see.
    assert "⟨U+20" not in text
    return text


def in_all_states(house: House) -> dict[str, ReleaseRequest]:
    made: dict[str, ReleaseRequest] = {"DRAFT": house.draft("A draft")}
    made["BLOCKED"] = house.submitted(SMALL, CLAIMED_SMALL)
    returned = house.submitted()
    for reviewer in ("ines", "paul"):
        house.vote(returned, reviewer, Choice.RETURN, Comment("Merge the wards."))
    rejected = house.submitted()
    for reviewer in ("ines", "paul"):
        house.vote(rejected, reviewer, Choice.REJECT, Comment("Rows of persons.", "deaths.csv"))
    made |= {"RETURNED": returned, "REJECTED": rejected, "RELEASED": house.released()}
    revoked = house.released()
    revoke_release(house.airlock, actor="nadia", request_id=revoked.id, reason="A ward was named.")
    withdrawn = house.submitted()
    withdraw_request(house.airlock, actor="claire", request_id=withdrawn.id)
    made |= {"REVOKED": revoked, "WITHDRAWN": withdrawn, "SUBMITTED": house.submitted()}
    made["APPROVED"] = house.approved()
    checking = house.draft("Being checked")
    house.add(checking, "deaths.csv", COUNTS, evidence=CLAIMED)
    house.submit(checking)
    made["CHECKING"] = checking
    for state, request in made.items():
        assert house.state(request).value == state
    return made


MAY_SEE = {
    "claire": "DRAFT CHECKING BLOCKED SUBMITTED RETURNED APPROVED RELEASED REJECTED WITHDRAWN REVOKED",
    "hugo": "CHECKING BLOCKED SUBMITTED RETURNED APPROVED RELEASED REJECTED WITHDRAWN REVOKED",
    "lea": "CHECKING BLOCKED SUBMITTED RETURNED APPROVED RELEASED REJECTED WITHDRAWN REVOKED",
    "ines": "SUBMITTED RETURNED APPROVED RELEASED REJECTED REVOKED",
    "nadia": "RELEASED REVOKED",
    "zoe": "",
}


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_role_sees_the_requests_it_has_to_do_with_and_their_files_in_words(
    house: House, browser: Browser, language: str
) -> None:
    requests = in_all_states(house)
    for who, states in MAY_SEE.items():
        client = browser(who)
        listed = said(client.get(f"/?show=all&language={language}"))
        for state, request in requests.items():
            page = client.get(f"/requests/{request.id}?language={language}")
            assert (request.id in listed) == (state in states.split()), (who, state)
            if state in states.split():
                assert f'<html lang="{language}">' in said(page)
            else:
                assert request.title not in said(page, 404)
            file = client.get(f"/requests/{request.id}/files/deaths.csv?language={language}")
            said(file, 200 if state in states.split() and state != "DRAFT" else 404)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("show", ["awaiting", "mine", "returned", "released", "all", "nonsense"])
def test_every_list_has_words_full_and_empty(
    house: House, browser: Browser, language: str, show: str
) -> None:
    for who in ("ines", "claire", "zoe"):
        said(browser(who).get(f"/?show={show}&language={language}"))
    house.submitted()
    for who in ("ines", "claire", "zoe"):
        said(browser(who).get(f"/?show={show}&language={language}"))


def test_what_waits_for_a_reviewer_is_counted_and_shown_first(house: House, browser: Browser) -> None:
    request = house.submitted()
    for who, waits in (("ines", True), ("claire", False), ("lea", False), ("nadia", False)):
        assert (request.id in browser(who).get("/").text) is waits, who
    house.vote(request, "ines")
    assert request.id not in browser("ines").get("/").text


def test_a_request_tells_how_long_it_waits_and_then_how_long_its_answer_took(
    house: House, browser: Browser
) -> None:
    request = house.submitted()
    page, ines = f"/requests/{request.id}?language=en", browser("ines")
    assert "Submitted 0 min ago." in ines.get(page).text
    for who in ("ines", "paul"):
        house.vote(request, who)
    assert "Answered 0 min after its submission." in ines.get(page).text


def test_the_language_is_asked_for_kept_and_else_the_persons_own(house: House, browser: Browser) -> None:
    client = browser("ines")  # her own language is French
    assert '<html lang="fr">' in client.get("/").text
    assert '<html lang="en">' in client.get("/?language=en").text
    assert '<html lang="en">' in client.get("/").text  # kept in a cookie
    assert '<html lang="fr">' in browser("ines").get("/?language=de").text
    assert '<html lang="fr">' in browser("ines").get("/", headers={"cookie": "d2h-language=xx"}).text
    assert '<html lang="en">' in browser("paul").get("/").text


@pytest.mark.parametrize(
    ("accepted", "shown"), [("fr-FR,fr;q=0.9", "fr"), ("de", "en"), ("", "en"), ("*", "en")]
)
def test_one_who_is_not_known_yet_is_answered_in_the_browsers_language(
    browser: Browser, accepted: str, shown: str
) -> None:
    answer = browser("nobody-registered").get("/", headers={"accept-language": accepted})
    assert f'<html lang="{shown}">' in said(answer, 403)


def test_the_key_is_shown_with_its_fingerprint_and_given_to_anybody(house: House, browser: Browser) -> None:
    pem = house.settings.public_key_file.read_text("ascii")
    for language in LANGUAGES:
        page = said(browser("zoe").get(f"/release-key?language={language}"))
        assert pem.splitlines()[1] in page.replace("&#43;", "+")
    answer = browser().get("/release-key.pem")
    assert (answer.status_code, answer.text) == (200, pem)


def test_a_release_is_fetched_from_its_page_under_a_name_that_says_which(
    house: House, browser: Browser
) -> None:
    request = house.released()
    for who in ("claire", "hugo", "ines"):
        assert f"/requests/{request.id}/package" in browser(who).get(f"/requests/{request.id}").text
        answer = browser(who).get(f"/requests/{request.id}/package", follow_redirects=True)
        assert answer.headers["content-type"] == "application/zip"
        assert answer.headers["content-disposition"] == f'attachment; filename="release-{request.id}.zip"'
    assert f"/requests/{request.id}/package" not in browser("nadia").get(f"/requests/{request.id}").text
    said(browser("nadia").get(f"/requests/{request.id}/package"), 403)
    said(browser("zoe").get(f"/requests/{request.id}/package"), 404)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_kind_of_file_has_a_preview(house: House, browser: Browser, language: str) -> None:
    request = house.draft()
    contents: dict[str, bytes | str] = {
        "table.csv": "ward,patients\nCardiology,412\n",
        "notes.md": "# Notes",
        "study.ipynb": notebook(
            html_output("<table><tr><th>w</th></tr><tr><td>cell-of-a-table</td></tr></table>")
        ),
        "figure.png": picture(),
        "rows.xlsx": b"PK\x03\x04rest",
        "broken.csv": "a,b\n1\n",
        "plot.svg": "<svg><script>alert(1)</script></svg>",
    }
    for name, content in contents.items():
        house.add(request, name, content)
    client = browser("claire")
    client.get(f"/?language={language}")

    def preview(name: str) -> str:
        return said(client.get(f"/requests/{request.id}/files/{name}"))

    assert re.search(r"<td[^>]*>Cardiology</td>", preview("table.csv"))
    assert '<pre class="text"' in preview("notes.md")
    assert ">cell-of-a-table</td>" in preview("study.ipynb?view=cells")
    assert re.search(r'<iframe [^>]*src="[^"]*/study.ipynb/rendered" sandbox ', preview("study.ipynb"))
    assert "<td>cell-of-a-table</td>" in client.get(f"/requests/{request.id}/files/study.ipynb/rendered").text
    assert f'src="/requests/{request.id}/files/figure.png/image"' in preview("figure.png")
    assert "PK⟨U+0003⟩⟨U+0004⟩rest" in preview("rows.xlsx")
    assert "a,b\n1" in preview("broken.csv")
    assert "&lt;svg&gt;" in preview("plot.svg")
    image = client.get(f"/requests/{request.id}/files/figure.png/image")
    assert (image.headers["content-type"], image.content) == ("image/png", picture())


def test_findings_stand_beside_the_cells_they_speak_of(house: House, browser: Browser) -> None:
    request = house.submitted(SMALL, CLAIMED_SMALL)
    page = said(browser("claire").get(f"/requests/{request.id}/files/deaths.csv?language=en"))
    assert re.search(
        r'<td class="block numeric">3<span class="flagged"><a class="flag" href="[^"]*#finding-1"', page
    )
    assert "This number stands for 3 persons" in page
    assert "row 2, column deaths" in page


@pytest.mark.parametrize(
    ("language", "advice", "source"),
    [
        (
            "en",
            "Suppress it with d2h.outputs.suppress",
            "Australian Bureau of Statistics, DataLab output rules",
        ),
        ("fr", "Masquez-le avec d2h.outputs.suppress", "Australian Bureau of Statistics, règles de sortie"),
    ],
)
def test_an_author_reads_what_to_do_and_whence_the_rule_wherever_a_finding_stands(
    house: House, browser: Browser, language: str, advice: str, source: str
) -> None:
    request = house.submitted(SMALL, CLAIMED_SMALL)
    for path in ("", "/files/deaths.csv", "/edit"):
        page = said(browser("claire").get(f"/requests/{request.id}{path}?language={language}"))
        assert advice in page and source in page
        assert '<a href="https://github.com/AI-SDC/ACRO" rel="noopener noreferrer">' in page


def test_a_reviewer_reads_what_to_do_and_whence_the_rule(house: House, browser: Browser) -> None:
    request = house.draft()
    house.add(request, "notes.md", "Deaths fell in every ward.")
    house.submit(request)
    house.worker.turn()
    for path in ("", "/files/notes.md"):
        page = said(browser("ines").get(f"/requests/{request.id}{path}?language=en"))
        assert "An output checker has to read it whole." in page
        assert "OpenSAFELY, output checking" in page


def test_a_long_table_is_turned_page_by_page(house: House, browser: Browser) -> None:
    request = house.draft()
    house.add(request, "long.csv", "day,patients\n" + "".join(f"d{n},412\n" for n in range(450)))
    client, address = browser("claire"), f"/requests/{request.id}/files/long.csv"
    assert ">d199<" in client.get(address).text and ">d200<" not in client.get(address).text
    assert ">d449<" in said(client.get(f"{address}?number=3"))
    assert ">d449<" in said(client.get(f"{address}?number=99"))
    assert said(client.get(f"{address}?number=x"), 422)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/nowhere", 404),
        ("/requests/r0", 404),
        ("/static/../../../etc/passwd", 404),
        ("/?page_number=x", 422),
    ],
)
def test_a_wrong_address_is_answered_with_a_page_that_leads_back(
    browser: Browser, language: str, path: str, status: int
) -> None:
    joint = "&" if "?" in path else "?"
    page = said(browser("ines").get(f"{path}{joint}language={language}"), status)
    assert f'<html lang="{language}">' in page
    assert 'href="/"' in page


def test_nobody_is_shown_anything_before_the_login(house: House, browser: Browser) -> None:
    request = house.released()
    for path in ("/", f"/requests/{request.id}", f"/requests/{request.id}/package", "/release-key"):
        answer = browser().get(path)
        assert answer.status_code == 303
        assert answer.headers["location"].startswith("/login?next=")
    # A part of a page fetched by script is told to reload the whole.
    answer = browser().get("/", headers={"hx-request": "true"})
    assert (answer.status_code, answer.headers["hx-redirect"][:12]) == (401, "/login?next=")


def test_a_header_of_the_test_is_no_way_in_to_the_real_application(house: House) -> None:
    real = TestClient(create_app(house.airlock, house.settings), follow_redirects=False)
    assert real.get("/", headers={WHO: "ines"}).status_code == 303
    assert real.get("/health").text == "ok\n"
