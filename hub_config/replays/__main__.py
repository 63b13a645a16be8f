"""`python -m hub_config.replays`: runs notebooks again for the airlock, on a unix socket."""

from __future__ import annotations

import sys

import uvicorn

from governance.monitoring.log_lines import log_as_json
from governance.refusal import Refusal
from governance.settings import GovernanceSettings
from governance.signatures import load_private_key
from governance.words import preferred_language
from hub_config.configure_services import require_token
from hub_config.private_socket import private_listener
from hub_config.replays.containers import Replays
from hub_config.replays.gate import ReplayGate
from hub_config.replays.service import create_service
from hub_config.settings import HubSettings
from hub_config.words import hub_words

_WATCH_SECONDS = 2.0


def main() -> int:
    log_as_json()
    settings, governance = HubSettings(), GovernanceSettings()
    require_token("airlock", settings.airlock_token)
    try:
        replays = Replays(settings, ReplayGate(governance), load_private_key(governance.key_file))
    except Refusal as refusal:
        print(hub_words(preferred_language()).refusal(refusal), file=sys.stderr)
        return 1
    config = uvicorn.Config(
        create_service(replays, settings.airlock_token, _WATCH_SECONDS),
        access_log=False,
        log_config=None,
        server_header=False,
        limit_concurrency=20,
        timeout_keep_alive=5,
        timeout_graceful_shutdown=10,
    )
    uvicorn.Server(config).run(sockets=[private_listener(settings.replay_socket)])
    return 0


if __name__ == "__main__":
    sys.exit(main())
