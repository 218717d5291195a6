"""Ways in: passkeys at the address of the pictures, and a provider of OpenID Connect that runs beside them."""

import shutil
import subprocess

from django.conf import settings
from named import accounts
from preparing import PORT
from starting import ROOT

from zhicheng.almanac import clock
from zhicheng.people.models import Account, Passkey
from zhicheng.people.passkey_site import LOCAL, PasskeySite

RUNNING: list[subprocess.Popen[str]] = []
SITE = f"http://127.0.0.1:{PORT}"


def passkeys() -> dict[str, str]:
    """The city's officer has one on a computer, used, and one on a security key."""
    settings.PASSKEYS = PasskeySite(LOCAL, (SITE,))
    officer = Account.objects.by_login(accounts()["city"])
    used, _spare = (
        Passkey.objects.create(
            account=officer, name=name, credential=name.encode().hex(), public_key="", sign_count=0,
            made_at=clock.now(), last_used_at=last,
        )
        for name, last in (("办公室电脑", clock.now()), ("蓝色安全密钥", None))
    )  # fmt: skip
    return {"passkey": str(used.pk)}


def stop() -> None:
    """End what was started."""
    for one in RUNNING:
        one.terminate()


def provider() -> dict[str, str]:
    """统一身份认证 is set, and served by the provider of the tests until the pictures are taken."""
    node = shutil.which("node") or "node"
    script = ROOT / "tests" / "browser" / "provider.mjs"
    process = subprocess.Popen([node, script, SITE], stdout=subprocess.PIPE, text=True, cwd=ROOT)  # noqa: S603 (ours)
    RUNNING.append(process)
    issuer = process.stdout.readline().strip() if process.stdout else ""
    settings.SITE_URL = SITE
    settings.OIDC = settings.OIDC | {
        "issuer": issuer, "client": "zhicheng", "secret": "a secret of some length for tests", "claim": "id_number",
    }  # fmt: skip
    return {"number": accounts()["waiting"]}
