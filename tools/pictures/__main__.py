"""Take the pictures of docs/pages with the demo season's accounts, and write the sheet.

    .venv/bin/python tools/pictures [NAME…]     all pages of docs/pages/pages.yaml, or those named
    .venv/bin/python tools/pictures sheet       the sheet alone

Needs Pillow, Chromium with its Chinese words (Debian's chromium-l10n), a Chinese font (fonts-noto-cjk) and a data folder
of its own (DATA_DIR, default var/pictures). The demo season is made there once; every run begins with the same rows.
"""

import os
import sys

import starting  # Django's settings and keys, before anything of the project
from entering_scenes import stop
from preparing import prepare
from sheet import write_sheet
from taking import take_all


def main() -> None:
    """Everything."""
    if sys.argv[1:] != ["sheet"]:
        prepare(starting.DATA_DIR)
        take_all(sys.argv[1:])
    write_sheet()
    stop()
    os._exit(0)  # the server's thread waits for nobody


if __name__ == "__main__":
    main()
