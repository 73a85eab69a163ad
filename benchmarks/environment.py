"""What the measured processes see: nothing of the person's settings, and a folder that goes with them."""

from __future__ import annotations

import os
from pathlib import Path

__all__ = ["clean_environment"]


def clean_environment(folder: Path, **more: str) -> dict[str, str]:
    """No proxies, kubeconfigs or settings of Ansible; caches and temporary files lie in ``folder``."""
    return {
        "PATH": os.environ.get("PATH", os.defpath),
        "HOME": str(folder),
        "TMPDIR": str(folder),
        "LANG": "C.UTF-8",
        "LC_ALL": "C.UTF-8",
        **more,
    }
