"""The labels of Pod Security Standards."""

from __future__ import annotations

from typing import Any

import pytest

from slipway.errors import InvalidInput
from slipway.resources.pod_security import pod_security_labels


@pytest.mark.parametrize("level", ["privileged", "baseline", "restricted"])
@pytest.mark.parametrize("version", ["latest", "v1.0", "v1.9", "v1.36", "v1.100"])
def test_a_level_is_enforced_in_one_version(level: str, version: str) -> None:
    assert pod_security_labels(level, version) == {
        "pod-security.kubernetes.io/enforce": level,
        "pod-security.kubernetes.io/enforce-version": version,
    }


@pytest.mark.parametrize("level", ["", "Baseline", "strict", None, True, ["baseline"]], ids=repr)
def test_another_level_is_refused_with_those_that_there_are(level: Any) -> None:
    with pytest.raises(InvalidInput, match=r"^pod_security: .* is no level; it is one of privileged, baseline, restr"):
        pod_security_labels(level, "latest")


@pytest.mark.parametrize(
    "version", ["", "1.30", "v1", "v1.", "v1.01", "v2.0", "v1.30.1", "Latest", "v1.3\n", 1.3, None]
)
def test_another_version_is_refused(version: Any) -> None:
    with pytest.raises(InvalidInput, match=r"^pod_security_version: .* is neither latest nor a version such as v1\.30"):
        pod_security_labels("baseline", version)
