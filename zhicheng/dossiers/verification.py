"""Who confirmed what: records and facts of a dossier, or of a snapshot of it, against the verifications kept.

A subject is "record:<id>" or "fact:<name>"; its digest is over what was confirmed: a record's fields with the
hashes of its evidence, or a fact's value. Another digest means that it was changed since.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from zhicheng.dossiers.asked import VERIFIERS, Verifier
from zhicheng.dossiers.models import Verification
from zhicheng.dossiers.qualifying import FACTS, told_in
from zhicheng.people.queries import stood_in_for
from zhicheng.signatures.actions import content_hash
from zhicheng.ui.templatetags.ui import standing_in
from zhicheng.vault.prepared import Prepared


@dataclass(frozen=True)
class Confirmed:
    """Who confirmed a subject last, and when; `organisation` is empty for the register."""

    kind: Verifier
    organisation: str
    who: str
    at: dt.datetime


@dataclass(frozen=True)
class Standing:
    """How a subject stands: confirmed, or told by the person alone and waiting for `verifier`."""

    subject: str
    confirmed: Confirmed | None
    verifier: Verifier

    @property
    def words(self) -> str:
        """In words, without who and when."""
        if self.confirmed is not None:
            return _("%(who)s已核实") % {"who": VERIFIERS[self.confirmed.kind]}
        return _("未核实，由%(who)s核实") % {"who": VERIFIERS[self.verifier]}


def record_subject(record_id: Any) -> str:
    """The subject of a record."""
    return f"record:{record_id}"


def fact_subject(name: str) -> str:
    """The subject of a fact of 资格信息."""
    return f"fact:{name}"


def record_digest(data: Mapping[str, Any], evidence: list[str]) -> str:
    """Over a record's fields and the hashes of its evidence, in whichever order."""
    return content_hash({"data": dict(data), "evidence": sorted(evidence)})


def fact_digest(value: Any) -> str:
    """Over a fact's value as told() gives it."""
    return content_hash({"fact": value})


def subjects_in(content: Mapping[str, Any]) -> dict[str, str]:
    """Subject and digest of every record and every told fact of a snapshot's content."""
    found = {
        record_subject(record["id"]): record_digest(
            record["data"], [one["sha256"] for one in record["evidence"]]
        )
        for records in content.get("records", {}).values()
        for record in records
    }
    for name, value in told_in(content.get("qualification") or {}).items():
        found[fact_subject(name)] = fact_digest(value)
    return found


def standing_of(person_id: UUID, subjects: Mapping[str, str]) -> dict[str, Standing]:
    """How each subject stands; one SQL statement."""
    rows = _told_of(person_id)
    last = {
        subject: Confirmed(Verifier(kind), organisation or "", standing_in(who or "", whom), at)
        for subject, digest, kind, organisation, who, whom, at in rows
        if subjects.get(subject) == digest
    }
    return {subject: Standing(subject, last.get(subject), _named_verifier(subject)) for subject in subjects}


@Prepared
def _told_of(person: UUID) -> QuerySet[Verification, tuple[Any, ...]]:
    rows = Verification.objects.filter(person_id=person)
    rows = rows.annotate(stood_for=stood_in_for("account", "organisation", "at"))
    return rows.values_list(
        "subject", "digest", "kind", "organisation__name", "account__display_name", "stood_for", "at"
    )


def _named_verifier(subject: str) -> Verifier:
    fact = FACTS.get(subject.removeprefix("fact:"))
    return fact.by if fact is not None and fact.by is not None else Verifier.UNIT
