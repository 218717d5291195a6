"""Do the key files belong to this database?"""

import hashlib

from django.conf import settings

from zhicheng.vault import keys
from zhicheng.vault.models import KeyFingerprint

KEPT = ("field", "index", "signing")  # a new session key only logs people out


def check() -> None:
    """Remember the keys of a new database; for a known one compare them. Errors: KeyMissing, naming the key."""
    known = dict(KeyFingerprint.objects.values_list("name", "fingerprint"))
    for name in KEPT:
        found = hashlib.sha256(b"zhicheng key " + keys.read(settings.DATA_DIR, name)).hexdigest()
        if name not in known:
            KeyFingerprint.objects.create(name=name, fingerprint=found)
        elif known[name] != found:
            raise keys.KeyMissing(
                f"key file {keys.folder(settings.DATA_DIR) / name} is not the one this database was written with: "
                "restore DATA_DIR/keys from the backup that belongs to the database"
            )
