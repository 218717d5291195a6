"""Reads: a certificate by number and holder or by token, one's own, the issuers' public keys."""

import unicodedata

from django.db.models import Q, QuerySet

from zhicheng.people.identity import normal
from zhicheng.people.models import Organisation, Person
from zhicheng.register.models import Certificate
from zhicheng.register.offline import fingerprint
from zhicheng.register.signed import Verdict, judge
from zhicheng.vault import crypto
from zhicheng.vault.prepared import Key, Prepared

ISSUERS = (Organisation.Kind.PROVINCE, Organisation.Kind.CITY_BUREAU, Organisation.Kind.COUNTY_BUREAU)
MIDDLE_DOTS = str.maketrans(dict.fromkeys("•・‧⋅.．●", "·"))


def find(number: str, name: str) -> Verdict | None:
    """The certificate of this number and holder, judged; None unless both fit. One statement."""
    verdict = _judged(_with_number(Key(normal(number).replace("\0", ""))))
    return verdict if verdict is not None and same_name(verdict.certificate.holder_name, name) else None


def by_token(token: str) -> Verdict | None:
    """The certificate that the QR code's address names, judged; None where there is none. One statement."""
    return _judged(_with_token(Key(token)))


def _judged(rows: list[Certificate]) -> Verdict | None:
    return judge(rows[0]) if rows else None


# The revoking bureau is left out: only the few revoked ones ask for it.
@Prepared
def _with_number(number: Key) -> QuerySet[Certificate]:
    return Certificate.objects.select_related("signature").filter(number=number)


@Prepared
def _with_token(token: Key) -> QuerySet[Certificate]:
    return Certificate.objects.select_related("signature").filter(token=token)


def same_name(held: str, typed: str) -> bool:
    """Whether two spellings are one name: widths, blanks, middle dots and letter case aside."""
    return _plain(held) == _plain(typed)


def _plain(name: str) -> str:
    return "".join(unicodedata.normalize("NFKC", name).translate(MIDDLE_DOTS).split()).casefold()


def masked_name(name: str) -> str:
    """A holder's name for who has not typed it: first and last character, stars between (李*静, 王*)."""
    return name[:1] + "*" if len(name) < 3 else name[:1] + "*" * (len(name) - 2) + name[-1:]


def certificates_of(person: Person) -> QuerySet[Certificate]:
    """The person's certificates, the newest first."""
    return (
        Certificate.objects.select_related("revoked_by").filter(person=person).order_by("-obtained_on", "-id")
    )


def issuer_keys() -> list[dict[str, str]]:
    """The public key of every bureau that issues certificates: issuer, public_key (base64), fingerprint."""
    issued = Certificate.objects.order_by().values(
        "issuer"
    )  # departments recognise junior titles (GUIDE-Q18-1)
    rows = Organisation.objects.filter(Q(kind__in=ISSUERS) | Q(pk__in=issued), active=True)
    rows = rows.order_by("kind", "name")
    found = []
    for row in rows:
        key = crypto.public_key(f"org:{row.id}")
        found.append({"issuer": row.name, "public_key": key, "fingerprint": fingerprint(key)})
    return found
