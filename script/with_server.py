"""Run a command beside an empty PostgreSQL made of other programs than the packaged ones, and remove that server afterwards.

.venv/bin/python script/with_server.py /usr/lib/postgresql/15/bin pytest -m database

The command finds the superuser's connection string in PAYUNG_TEST_DATABASE_URL.
"""

import os
import subprocess
import sys
from pathlib import Path

from payung.embedded.binaries import binaries_in
from payung.embedded.server import admin_url, throwaway

folder, *command = sys.argv[1:]
with throwaway(binaries_in(Path(folder))) as attachment:
    ended = subprocess.run(command, env=os.environ | {"PAYUNG_TEST_DATABASE_URL": admin_url(attachment)})
sys.exit(ended.returncode)
