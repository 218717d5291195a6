"""What a certificate states under its issuer's key, whether that holds, and the file that proves it."""

from dataclasses import dataclass
from typing import Any

from zhicheng.register.models import Certificate
from zhicheng.register.offline import FORMAT
from zhicheng.signatures.actions import content_hash, holds, in_file

PURPOSE = "certificate"


@dataclass(frozen=True, slots=True)
class Verdict:
    """A certificate of the register and what was found: is it what the issuer signed, was it revoked."""

    certificate: Certificate
    signature_holds: bool

    @property
    def status(self) -> str:
        """valid, revoked or broken: what the register says now was never signed by the issuer."""
        if not self.signature_holds:
            return "broken"
        return "revoked" if self.certificate.revoked_at is not None else "valid"


def content(row: Certificate) -> dict[str, Any]:
    """What the issuer's key signs, JSON-able: everything the certificate states."""
    stated = {
        "number": row.number,
        "name": row.holder_name,
        "sex": row.holder_sex,
        "id": row.id_masked,
        "unit": row.unit_name,
        "series": row.series,
        "profession": row.profession,
        "level": row.level,
        "title": row.title,
        "obtained_on": row.obtained_on.isoformat(),
        "way": row.way,
        "document": row.document_number,
        "issuer": row.issuer_name,
        "committee": row.committee_name,
        "application": row.application_number,
        "audit": row.audit_hash,
    }
    if row.validity:  # certificates without a limit are signed as they always were
        stated["validity"] = row.validity
    return stated


def judge(row: Certificate) -> Verdict:
    """Check the row against the signature of its issuer, which is loaded; asks nothing of the database."""
    kept = row.signature
    return Verdict(
        row,
        kept.purpose == PURPOSE
        and kept.organisation_id == row.issuer_id
        and kept.content_hash == content_hash(content(row))
        and holds(kept),
    )


def signed_file(row: Certificate) -> dict[str, Any]:
    """The certificate as a file that anybody can check without this site: content, signature, public key."""
    return {"format": FORMAT, "content": content(row), "signature": in_file(row.signature)}
