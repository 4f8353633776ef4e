"""Installs a package of the distribution when the machine lacks what the tests need."""

import os
import shutil
import subprocess


def install(package: str) -> bool:
    """Install a Debian or Ubuntu package; False where that fails: no root, no apt-get, no network."""
    apt = shutil.which("apt-get")
    if apt is None or os.geteuid() != 0:
        return False
    environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    commands = ([apt, "update"], [apt, "install", "--yes", "--no-install-recommends", package])
    return all(subprocess.run(c, env=environment, capture_output=True, check=False).returncode == 0 for c in commands)
