"""The frozen content of a submission: cover, basics, records with hashes of their evidence, attachments."""

from typing import Any

from zhicheng.applications.casefile import CaseFile
from zhicheng.applications.models import Attachment, NamedFile
from zhicheng.applications.stationing import Road

MASKED = "*"


def content_of(case: CaseFile, road: Road, number: str) -> dict[str, Any]:
    """JSON-able; the ID number masked and with its keyed index, the mobile number masked."""
    row, person, told = case.application, case.person, case.qualification
    session = case.session
    return {
        "number": number,
        "cover": {
            "year": row.year,
            "kind": row.kind,
            "channel": row.channel,
            "unit": case.unit.name,
            "unit_kind": case.unit.unit_kind,
            "credit_code": case.unit.credit_code or "",
            "series": row.series,
            "track": row.track,
            "profession": row.profession,
            "level": row.level,
            "title": row.title,
            "committee": session.committee.name if session else "",
        },
        "basics": {
            "name": person.name,
            "sex": person.sex,
            "birth_date": iso(person.birth_date),
            "ethnicity": person.ethnicity,
            "political_status": person.political_status,
            "identity": person.identity,
            "id_masked": masked_id(person.id_number),
            "id_index": person.id_index,
            "mobile_masked": masked_mobile(person.mobile),
        },
        "qualification": {} if told is None else _told(told),
        "records": {
            module: [
                {
                    "id": str(record.id),
                    "data": record.data,
                    "evidence": [
                        {"title": one.title, "sha256": one.file_id, "id": str(one.id)}
                        for one in case.proofs_of(record)
                    ],
                }
                for record in records
            ]
            for module, records in case.records.items()
        },
        "attachments": [_attached(one, one.file_id) for one in case.attachments],
        **_named(case),
        "route": [{"station": stop.name, "organisation": stop.organisation.name} for stop in road.stops],
    }


def _attached(one: Attachment | NamedFile, sha256: str) -> dict[str, str]:
    return (
        {"key": one.key, "title": one.title, "sha256": sha256, "id": str(one.id)}
        | ({"number": one.number} if one.number else {})
        | ({"issued_on": one.issued_on.isoformat()} if one.issued_on else {})
    )


def _named(case: CaseFile) -> dict[str, Any]:
    """Attachments that are still coming in, by the hash that they will have; the key is missing where there is none."""
    return {"named": [_attached(one, one.sha256) for one in case.named]} if case.named else {}


def _told(told: Any) -> dict[str, Any]:
    names = [
        field.attname
        for field in told._meta.concrete_fields
        if field.attname not in {"person_id", "changed_at", "version"}
    ]
    return {name: iso(getattr(told, name)) for name in names}


def iso(value: Any) -> Any:
    """Days as ISO text, everything else as it is."""
    return value.isoformat() if hasattr(value, "isoformat") else value


def masked_id(number: str) -> str:
    """The first six and the last digit: 530102***********3."""
    return (
        number[:6] + MASKED * max(len(number) - 7, 0) + number[-1:]
        if len(number) > 8
        else MASKED * len(number)
    )


def masked_mobile(number: str) -> str:
    """138****5678."""
    return number[:3] + MASKED * 4 + number[-4:] if len(number) >= 11 else MASKED * len(number)
