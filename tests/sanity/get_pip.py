"""What ansible-test runs in place of get-pip, which it wants from its own web site: not every machine reaches that.

Python brings a pip along; that one installs the pinned packages, pip among them, from the configured index.
"""

from __future__ import annotations

import subprocess
import sys

# These two belong to get-pip alone: pip installs neither setuptools nor wheel unless asked.
arguments = [argument for argument in sys.argv[1:] if argument not in ("--no-setuptools", "--no-wheel")]
subprocess.run([sys.executable, "-m", "ensurepip"], check=True, stdout=subprocess.DEVNULL)
subprocess.run([sys.executable, "-m", "pip", "install", "--quiet", *arguments], check=True)
