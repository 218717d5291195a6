"""What a person told is confirmed: by an organisation that has checked it, or by the register of certificates."""

from collections.abc import Mapping

from django.db import transaction

from zhicheng.almanac import clock
from zhicheng.dossiers.asked import Verifier
from zhicheng.dossiers.models import Verification
from zhicheng.people.models import Account, Organisation, Person
from zhicheng.trail import writing as trail


@transaction.atomic
def verify(
    person: Person,
    subjects: Mapping[str, str],
    kind: Verifier,
    *,
    organisation: Organisation | None = None,
    by: Account | None = None,
) -> int:
    """Keep that the subjects (verification.py: subject → digest) are confirmed; how many of them newly.

    `organisation` and `by` for everybody but the register. Confirming the same again changes nothing.
    """
    there = set(
        Verification.objects.select_for_update()
        .filter(person=person, kind=kind, organisation=organisation, subject__in=list(subjects))
        .values_list("subject", "digest")
    )
    fresh = {subject: digest for subject, digest in subjects.items() if (subject, digest) not in there}
    Verification.objects.bulk_create(
        (
            Verification(
                person=person,
                subject=subject,
                digest=digest,
                kind=kind,
                organisation=organisation,
                account=by,
                at=clock.now(),
            )
            for subject, digest in fresh.items()
        ),
        ignore_conflicts=True,
    )
    if fresh:
        trail.write(
            "verify",
            "person",
            person.id,
            actor=by.id if by else None,
            organisation=organisation.id if organisation else None,
            facts={"kind": kind, "subjects": fresh},
        )
    return len(fresh)
