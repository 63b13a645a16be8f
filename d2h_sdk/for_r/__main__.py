"""`python -m d2h_sdk.for_r`: each line of standard input names a folder whose `order.json` says what to do.

The answer is `answer.json` in that folder, and its name again on standard output. Ends when R does.
"""

from __future__ import annotations

import contextlib
import io
import json
import os
import sys
from pathlib import Path
from typing import Any

from d2h_sdk.errors import D2HError
from d2h_sdk.for_r.orders import carry_out
from d2h_sdk.outputs.calling_code import TOLD_CODE
from d2h_sdk.wire import CodeRecord


def main() -> int:
    # What a library prints shall not come between the names of the folders.
    answers = os.fdopen(os.dup(1), "w", buffering=1, encoding="utf-8")
    os.dup2(2, 1)
    for line in sys.stdin:
        folder = Path(line.rstrip("\n"))
        # Who interrupts an order takes its folder away.
        with contextlib.suppress(OSError):
            (folder / "answer.json").write_text(json.dumps(_answer(folder)), encoding="utf-8")
        print(folder, file=answers, flush=True)
    return 0


def _answer(folder: Path) -> dict[str, Any]:
    order = json.loads((folder / "order.json").read_text(encoding="utf-8"))
    given = {name: value for name, value in order["given"].items() if value is not None}
    code = order.get("code")
    TOLD_CODE.set((CodeRecord.of(code["code"], run=code.get("run")),) if code else ())
    said = io.StringIO()
    with contextlib.redirect_stdout(said), contextlib.redirect_stderr(said):
        try:
            answer = carry_out(order["does"], given, folder)
        except D2HError as fault:
            answer = {"fault": str(fault)}
        except Exception as fault:
            # What pandas and others say of the arguments: R shows it as its own error.
            answer = {"fault": f"{type(fault).__name__}: {fault}"}
    return {**answer, "said": said.getvalue().strip()}


if __name__ == "__main__":
    sys.exit(main())
