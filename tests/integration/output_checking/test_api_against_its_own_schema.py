"""Whatever a workspace sends to the API, by its own schema or against it, is answered in words."""

from __future__ import annotations

from pathlib import Path

import pytest
import schemathesis
from fastapi import FastAPI
from hypothesis import HealthCheck, given, settings
from schemathesis.checks import not_a_server_error

from tests.integration.output_checking.conftest import every_route, make_app, make_house
from tests.integration.output_checking.house import House


@pytest.fixture(scope="module")
def fuzzed(tmp_path_factory: pytest.TempPathFactory) -> tuple[House, FastAPI]:
    folder: Path = tmp_path_factory.mktemp("fuzzed")
    house = make_house(folder, f"sqlite:///{folder}/airlock.sqlite")
    house.draft()
    app = make_app(house)
    app.add_api_route("/schema.json", app.openapi)  # the application itself serves none
    return house, app


def test_nothing_that_is_sent_breaks_the_airlock(fuzzed: tuple[House, FastAPI]) -> None:
    house, app = fuzzed
    described = schemathesis.openapi.from_asgi("/schema.json", app).include(path_regex="^/api/")
    headers = {"authorization": f"Bearer {house.token()}"}
    for found in described.get_all_operations():

        @settings(max_examples=12, deadline=None, database=None, suppress_health_check=list(HealthCheck))
        @given(case=found.ok().as_strategy())
        def sent(case: schemathesis.Case) -> None:
            answer = case.call(headers=headers)
            case.validate_response(answer, checks=[not_a_server_error])
            if answer.status_code >= 400:
                assert set(answer.json()) == {"code", "params"}

        sent()


def test_the_schema_speaks_of_every_address_of_the_api(fuzzed: tuple[House, FastAPI]) -> None:
    _, app = fuzzed
    paths = {route.path for route in every_route(app) if route.path.startswith("/api/")}
    assert paths == {path for path in app.openapi()["paths"] if path.startswith("/api/")}
    assert len(paths) >= 6
