"""What all tests share: Hypothesis profiles and the option that rewrites the golden site.

`HYPOTHESIS_PROFILE=thorough` looks at many more examples.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest
import sites
from hypothesis import HealthCheck, settings

SLOW = (HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.function_scoped_fixture)
settings.register_profile("quick", max_examples=60, deadline=None, suppress_health_check=SLOW)
settings.register_profile("thorough", max_examples=3000, deadline=None, suppress_health_check=SLOW)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "quick"))


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--golden-rewrite", action="store_true", help="write what the build gives as the golden site")


@pytest.fixture
def base(tmp_path: Path) -> Path:
    """A folder with the sources of a small faultless site, not built yet."""
    sites.write(tmp_path, sites.BASE)
    return tmp_path
