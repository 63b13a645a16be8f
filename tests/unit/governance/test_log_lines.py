"""A log line is one JSON object, and repeats nothing that a fault quotes of the data."""

from __future__ import annotations

import json
import logging
import warnings
from collections.abc import Iterator

import pytest

from governance.monitoring.log_lines import log_as_json


@pytest.fixture(autouse=True)
def logs_as_before() -> Iterator[None]:
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    logging.captureWarnings(False)
    root.handlers, root.level = handlers, level


def lines(capsys: pytest.CaptureFixture[str]) -> list[dict[str, object]]:
    return [json.loads(line) for line in capsys.readouterr().err.splitlines()]


def test_a_line_tells_when_where_and_what(capsys):
    log_as_json()
    logging.getLogger("airlock").info("request %s\nreleased", "r-1")

    (line,) = lines(capsys)
    assert line.pop("at").endswith("+00:00")
    assert line == {"level": "info", "logger": "airlock", "message": "request r-1\nreleased"}


def failing() -> None:
    raise ValueError("duplicate key: name=Martin, born=1950-02-01")


def test_a_fault_is_told_by_its_type_and_place_but_not_in_its_words(capsys):
    log_as_json()
    try:
        failing()
    except ValueError:
        logging.getLogger("airlock").exception("request r-1 could not be carried on")

    (line,) = lines(capsys)
    assert line["fault"] == "ValueError"
    assert str(line["places"][-1]).endswith(" failing")
    assert "Martin" not in json.dumps(line)


def test_a_warning_of_a_library_is_a_line_too(capsys):
    log_as_json()
    warnings.warn("old", stacklevel=1)

    (line,) = lines(capsys)
    assert line["logger"] == "py.warnings"


def test_addresses_that_a_client_calls_are_not_written(capsys):
    log_as_json()
    logging.getLogger("httpx").info("GET /hub/api/users/claire")

    assert lines(capsys) == []
