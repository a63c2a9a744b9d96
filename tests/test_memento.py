"""What docs/how-to/server.md says of revisions, asked of a real nginx on loopback."""

from __future__ import annotations

import http.client
import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import examples
import publishing
import pytest
import sites

HOW_TO = Path(__file__).parents[1] / "docs/how-to/server.md"


@pytest.fixture(scope="module")
def port(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    """A site whose notices were revised, withdrawn and erased, served as the page says."""
    program = shutil.which("nginx", path=os.pathsep.join([os.environ.get("PATH", ""), "/usr/sbin"]))
    if program is None:
        if os.environ.get("CI") == "true":
            pytest.fail("nginx is missing")
        pytest.skip("nginx is missing")
    top = tmp_path_factory.mktemp("nginx")
    examples.announced(top / "s")
    assert sites.run(top / "s", now=sites.NOW + 240).exit_code == 0
    basic, more = re.findall(r"```nginx\n(.*?)```", HOW_TO.read_text("utf-8"), re.DOTALL)
    free = publishing.free_port()
    server = more.replace("    # as above, and:\n", basic.partition("{")[2].rpartition("}")[0])
    server = server.replace("/srv/gongkai", str(top / "s")).replace("listen 80;", f"listen 127.0.0.1:{free};")
    own = "".join(f"{kind}_temp_path {top}/{kind};\n" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"))
    user = "user root;\n" if os.geteuid() == 0 else ""
    (top / "nginx.conf").write_text(
        f"{user}daemon off;\nmaster_process off;\npid {top}/pid;\nerror_log {top}/error.log;\nevents {{}}\n"
        f"http {{\ninclude /etc/nginx/mime.types;\naccess_log off;\n{own}{server}}}\n"
    )
    process = subprocess.Popen([program, "-c", str(top / "nginx.conf"), "-e", str(top / "error.log")])
    try:
        publishing.listens(free, process)
        yield free
    finally:
        process.terminate()
        process.wait(10)


def get(port: int, path: str) -> tuple[int, dict[str, str], str]:
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=10)) as connection:
        connection.request("GET", path)
        answer = connection.getresponse()
        return answer.status, {k.lower(): v for k, v in answer.getheaders()}, answer.read().decode("utf-8", "replace")


def test_a_revision_tells_when_it_was_announced(port: int) -> None:
    status, headers, body = get(port, "/r1/a.v2.html")
    assert status == 200
    assert headers["memento-datetime"] == "Sun, 31 May 2026 16:01:00 GMT"
    assert "default-src 'none'" in headers["content-security-policy"]
    assert "二是检查" in body
    assert "memento-datetime" not in get(port, "/r1/a.html")[1]


def test_an_erased_revision_is_gone_and_says_so(port: int) -> None:
    status, headers, body = get(port, "/r1/a.v1.html")
    assert status == 410
    assert "memento-datetime" not in headers
    assert "含有个人信息" in body
    assert get(port, "/gone/r1/a.v2.html")[0] == 404


def test_types_of_what_has_no_ending(port: int) -> None:
    assert get(port, "/r1/a.timemap")[1]["content-type"].startswith("application/link-format")
    status, headers, body = get(port, "/log/checkpoint")
    assert (status, headers["content-type"]) == (200, "application/octet-stream")
    assert body.startswith("example.gov.cn\n11\n")
