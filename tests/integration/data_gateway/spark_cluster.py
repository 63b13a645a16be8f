"""A real Spark of our own: one master, two workers, and a Spark Connect server in front of them."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path

import pytest

from tests.ports import free_port

WITHOUT = "D2H_WITHOUT_SPARK"  # set to 1, its tests are left out
# Each query here is small: what the machine's second compiler would make of it is never used long enough.
SHORT_LIVED = "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC -Xshare:auto"


class SparkCluster:
    def __init__(self, folder: Path) -> None:
        self._folder = folder
        pyspark = find_spec("pyspark")
        assert pyspark is not None and pyspark.origin is not None, "the extra `spark` of d2h is not installed"
        self._home = Path(pyspark.origin).parent
        self._running: list[subprocess.Popen[bytes]] = []
        self.master, self.port = free_port(), free_port()
        self._environment = os.environ | {
            "SPARK_HOME": str(self._home),
            "SPARK_LOCAL_IP": "127.0.0.1",
            "SPARK_DAEMON_JAVA_OPTS": SHORT_LIVED,
        }

    @property
    def address(self) -> str:
        return f"sc://127.0.0.1:{self.port}"

    def start(self) -> None:
        deploy, local = "org.apache.spark.deploy", ["--host", "127.0.0.1", "--webui-port", "0"]
        self._run("master", "spark-class", f"{deploy}.master.Master", *local, "--port", str(self.master))
        self._answers(self.master)
        url = f"spark://127.0.0.1:{self.master}"
        for worker in ("one", "two"):
            size = ["--cores", "1", "--memory", "1g", "--work-dir", str(self._folder / worker)]
            self._run(worker, "spark-class", f"{deploy}.worker.Worker", *local, *size, url)
        self.connect()

    def connect(self) -> None:
        """The server that clients speak to."""
        settings = {
            "spark.connect.grpc.binding.address": "127.0.0.1",
            "spark.connect.grpc.binding.port": str(self.port),
            "spark.driver.host": "127.0.0.1",
            "spark.driver.extraJavaOptions": SHORT_LIVED,
            "spark.executor.extraJavaOptions": SHORT_LIVED,
            "spark.executor.memory": "800m",
            "spark.sql.shuffle.partitions": "2",
            "spark.sql.warehouse.dir": str(self._folder / "tables"),
            "spark.ui.enabled": "false",
        }
        given = [part for name, value in settings.items() for part in ("--conf", f"{name}={value}")]
        server = "org.apache.spark.sql.connect.service.SparkConnectServer"
        master = ["--master", f"spark://127.0.0.1:{self.master}", "--driver-memory", "1g"]
        self._run("connect", "spark-submit", *master, *given, "--class", server, "spark-internal")
        self._answers(self.port)

    def kill_connect(self) -> None:
        server = self._running.pop()
        os.killpg(server.pid, signal.SIGKILL)
        server.wait()

    def stop(self) -> None:
        for process in reversed(self._running):
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()

    def _run(self, name: str, program: str, *arguments: str) -> None:
        with (self._folder / f"{name}.log").open("ab") as log:
            # It dies with the tests, however these end.
            command = ["setpriv", "--pdeathsig", "KILL", str(self._home / "bin" / program), *arguments]
            self._running.append(
                subprocess.Popen(
                    command,
                    stdout=log,
                    stderr=log,
                    cwd=self._folder,
                    env=self._environment,
                    start_new_session=True,
                )
            )

    def _answers(self, port: int) -> None:
        for _ in range(600):
            with socket.socket() as tried:
                answered = tried.connect_ex(("127.0.0.1", port)) == 0
                # A socket that was given this very port would answer itself.
                if answered and tried.getsockname() != tried.getpeername():
                    return
            assert self._running[-1].poll() is None, f"see the logs in {self._folder}"
            time.sleep(0.2)
        raise TimeoutError(f"see the logs in {self._folder}")


@contextmanager
def running_spark(folder: Path) -> Iterator[SparkCluster]:
    if os.environ.get(WITHOUT) == "1":
        pytest.skip(f"{WITHOUT} is set")
    if shutil.which("java") is None:
        pytest.skip("no Java is installed (Debian: default-jre-headless)")
    cluster = SparkCluster(folder)
    try:
        cluster.start()
        yield cluster
    finally:
        cluster.stop()
