"""`python -m d2h_sdk.batch FOLDER`: run a batch job's notebook, as its container does.

FOLDER holds the notebook as it was handed in and `order.json`. The notebook with its outputs, which grows
cell by cell, and a log stand in the project's folder, where the order says. Ends with 0, or with 3 when the
notebook failed.
"""

from __future__ import annotations

import json
import logging
import sys
from pathlib import Path

from d2h_sdk.kernel_of_notebook import kernel_of

NOTEBOOK_FAILED = 3
_START_SECONDS = 120


def main(folder: str) -> int:
    import papermill  # here: only the image has it
    from jupyter_client.kernelspec import KernelSpecManager

    order = json.loads(Path(folder, "order.json").read_text(encoding="utf-8"))
    source, work = Path(folder, "notebook.ipynb"), Path.cwd()
    written = work / order["notebook"]
    results = Path.home() / "project" / order["results"]
    results.mkdir(parents=True, exist_ok=True)
    logging.basicConfig(
        filename=results / "log.txt", level=logging.INFO, format="%(asctime)s %(message)s", force=True
    )
    try:
        kernels = KernelSpecManager()
        kernel = kernel_of(source, kernels.find_kernel_specs())
        papermill.execute_notebook(
            str(source),
            str(results / written.name),
            parameters=order["parameters"],
            kernel_name=kernel,
            # Of the kernel: a notebook that another program wrote may name none, and parameters are code.
            language=kernels.get_kernel_spec(kernel).language,
            # Beside the notebook, as when its member runs it herself. Code is imported from there: an
            # algorithm starts where no member writes.
            cwd=str(written.parent if written.parent.is_dir() and not order["apart"] else work),
            log_output=True,
            progress_bar=False,
            start_timeout=_START_SECONDS,
        )
    except Exception as fault:
        # A cell's error, a kernel that died, a notebook that is none: the log tells it to its member.
        logging.getLogger(__name__).error("%s: %s", type(fault).__name__, fault)
        return NOTEBOOK_FAILED
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
