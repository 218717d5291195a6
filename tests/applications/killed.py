"""Make a season with one complete draft and multiply it: in a process of its own for test_killed.py."""

import json

from django.conf import settings
from django.core.management import call_command

from benchmarks import visitors
from tests import cast, making
from tests.applications.conftest import REQUIRED, choose, fill_dossier, pdf
from zhicheng.almanac import clock
from zhicheng.applications.actions import add_attachment, save_cover

COUNT = 200


def main() -> None:
    """Print address, cookies and form of every draft's submission."""
    call_command("migrate", verbosity=0, interactive=False)
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    with clock.at(cast.NOON):
        season = making.open_season(cast.assemble())
        making.issued_standard()
        person = season.cast.people["applicant"]
        fill_dossier(person)
        row = save_cover(person, choose(season), by=person.account)
        for key in REQUIRED:
            add_attachment(row, key=key, upload=pdf(f"{key}.pdf"), by=person.account)
    visitors.set_clock(cast.NOON)
    print(json.dumps(visitors.drafts(COUNT)))
