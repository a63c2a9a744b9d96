"""A site under load while releases switch: no error, no mixture."""

from __future__ import annotations

import os
from pathlib import Path

import publishing
import pytest
import sites
from publishing import Load

SWITCHES = 200 if os.environ.get("GONGKAI_LARGE") else 40


@pytest.mark.parametrize("switch", ["link", "exchange"])
def test_switches_under_load(tmp_path: Path, switch: str) -> None:
    """Every answer is a page of one release with the stylesheet of that release, by nginx, at full load."""
    place = publishing.folder(tmp_path, switch)
    (tmp_path / "publish.yaml").write_text(place.config, "utf-8")
    versions = [publishing.version(f"v{k}") for k in range(3)]
    publishing.put(tmp_path, versions[0])
    publishing.publish(tmp_path)
    types = "types { text/html html; text/css css; }"
    with publishing.nginx(tmp_path / "nginx", f"root {tmp_path}/www/current;", types) as port:
        load = Load(port, [p for p in versions[0] if p.endswith(".html") and "/n" in p])
        times = SWITCHES if switch == "link" else 40
        for k in range(1, times + 1):
            publishing.put(tmp_path, versions[k % 3])
            publishing.publish(tmp_path, sites.NOW + k)
        count, wrong = load.stop()
    assert wrong == []
    assert count > 5 * times
    assert publishing.whole(place.seen(), versions) == times % 3
