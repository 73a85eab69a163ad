"""What ansible-test runs in place of get-pip, which it wants from its own web site: not every machine reaches that.

Python brings a pip along. It is not the version that ansible-test pins, but all it has to do is to install packages of
pinned versions, after which ansible-test removes it.
"""

from __future__ import annotations

import subprocess
import sys

subprocess.run([sys.executable, "-m", "ensurepip"], check=True, stdout=subprocess.DEVNULL)
