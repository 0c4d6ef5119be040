"""nginx with the configuration of deploy/ in front of a server of a test."""

import http.client
import os
import shutil
import ssl
import subprocess
import time
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.pages.conftest import ROOT, free_port

TRUSTING = ssl._create_unverified_context()


@dataclass
class Proxy:
    """nginx at a port of localhost, with TLS."""

    port: int

    def ask(self, method: str, path: str, headers: Mapping[str, str], body: bytes = b"") -> tuple[int, str, bytes]:
        """One request; the status, the type of the content, and the content."""
        with closing(http.client.HTTPSConnection("localhost", self.port, timeout=20, context=TRUSTING)) as connection:
            connection.request(method, path, body or None, dict(headers))
            answer = connection.getresponse()
            return answer.status, answer.headers["content-type"], answer.read()


@contextmanager
def nginx_before(server: int, folder: Path) -> Iterator[Proxy]:
    """nginx before the server at a port. Without it the test is skipped; where CI is set that is a failure."""
    if not (shutil.which("nginx") and shutil.which("openssl")):
        reason = "no nginx: apt-get install nginx-light openssl"
        pytest.fail(reason) if os.environ.get("CI") else pytest.skip(reason)
    made = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=localhost"]
    subprocess.run([*made, "-keyout", folder / "tls.key", "-out", folder / "tls.crt"], check=True, capture_output=True)
    port = free_port()
    changed = {
        "listen 80;": f"listen 127.0.0.1:{free_port()};", "listen 443 ": f"listen 127.0.0.1:{port} ",
        "127.0.0.1:8501": f"127.0.0.1:{server}", "/etc/kpi/": f"{folder}/", "kpi.example.gov.cn": "localhost",
    }  # fmt: skip
    told = (ROOT / "deploy" / "nginx.conf").read_text(encoding="utf-8")
    for documented, here in changed.items():
        assert documented in told
        told = told.replace(documented, here)
    around = f"pid {folder}/nginx.pid; error_log {folder}/nginx.log; daemon off; events {{}}\n"
    (folder / "nginx.conf").write_text(f"{around}http {{ access_log off;\n{told}\n}}", encoding="utf-8")
    with subprocess.Popen(["nginx", "-c", folder / "nginx.conf"]) as process:
        try:
            _wait_for(folder / "nginx.pid", process)
            yield Proxy(port)
        finally:
            process.terminate()


def _wait_for(pid: Path, process: subprocess.Popen[bytes]) -> None:
    end = time.monotonic() + 20
    while not pid.exists():
        assert process.poll() is None, "nginx does not start"
        assert time.monotonic() < end
        time.sleep(0.02)
