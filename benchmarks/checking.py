"""What must hold after multiplying, one SQL statement each, so that a million applications are checked in minutes."""

from django.db import connection

from zhicheng.applications.law import book_of
from zhicheng.applications.models import Step, Submission
from zhicheng.applications.states import MOVES, Event, State
from zhicheng.signatures.actions import content_hash

SAMPLE = 200  # snapshots whose hash is computed again

# Each statement counts faults.
CHECKS: dict[str, str] = {
    "nobody_skipped_a_station": """
        SELECT count(*) FROM applications_application a
        JOIN applications_station s ON s.application_id = a.id
        LEFT JOIN applications_station b ON b.application_id = s.application_id AND b.position = s.position - 1
        WHERE a.audited_at IS NOT NULL AND (s.passed_at IS NULL OR b.passed_at > s.passed_at)""",
    "every_submitted_application_has_a_route": """
        SELECT count(*) FROM applications_application a
        WHERE a.submitted_at IS NOT NULL
          AND NOT EXISTS (SELECT 1 FROM applications_station s WHERE s.application_id = a.id)""",
    "steps_chain_without_a_gap": """
        SELECT count(*) FROM (
          SELECT from_state, lag(to_state) OVER (PARTITION BY application_id ORDER BY at, id) AS before
          FROM applications_step) AS chained
        WHERE from_state <> coalesce(before, 'draft')""",
    "the_state_is_that_of_the_last_step": """
        SELECT count(*) FROM (
          SELECT application_id, to_state, row_number() OVER (PARTITION BY application_id ORDER BY at DESC, id DESC) AS n
          FROM applications_step) AS last
        JOIN applications_application a ON a.id = last.application_id
        WHERE last.n = 1 AND a.state <> last.to_state""",
    "one_promotion_a_year": """
        SELECT count(*) FROM (
          SELECT person_id FROM applications_application
          WHERE kind = '晋升评审' AND (ended_at IS NULL OR first_unit_pass_at IS NOT NULL)
          GROUP BY person_id, year HAVING count(*) > 1) AS twice""",
    "ends_have_no_holder": """
        SELECT count(*) FROM applications_application WHERE ended_at IS NOT NULL AND holder_id IS NOT NULL""",
    "unit_passes_follow_a_notice": """
        SELECT count(*) FROM applications_application a WHERE a.first_unit_pass_at IS NOT NULL
        AND a.session_id IS NOT NULL AND NOT EXISTS (
          SELECT 1 FROM public_notice_noticeentry e JOIN public_notice_notice n ON n.id = e.notice_id
          WHERE e.application_id = a.id AND n.kind = 'unit' AND n.closed_at IS NOT NULL)""",
    "every_certificate_has_an_audited_application": """
        SELECT count(*) FROM register_certificate c
        LEFT JOIN applications_application a ON a.number = c.application_number AND a.audited_at IS NOT NULL
        LEFT JOIN outcomes_confirmation m ON m.certificate_id = c.id AND m.application_id = a.id
        LEFT JOIN vetting_approval p ON p.certificate_id = c.id AND p.application_id = a.id
        LEFT JOIN applications_submission s ON s.application_id = a.id AND s.content_hash = c.audit_hash
        WHERE a.id IS NULL OR coalesce(m.application_id, p.application_id) IS NULL OR s.id IS NULL
          OR c.person_id <> a.person_id""",
    "as_many_votes_as_marks": """
        SELECT count(*) FROM meeting_ballot b
        LEFT JOIN (SELECT ballot_id, count(*) AS votes FROM meeting_votermark GROUP BY ballot_id) v ON v.ballot_id = b.id
        WHERE b.closed_at IS NOT NULL AND (b.agree + b.against + b.abstain <> coalesce(v.votes, 0)
          OR b.present * 3 < b.members * 2 OR b.agree + b.against + b.abstain > b.present)""",
    "three_readings_before_a_vote": """
        SELECT count(*) FROM meeting_ballot b WHERE b.closed_at IS NOT NULL AND 3 > (
          SELECT count(*) FROM meeting_reading r
          WHERE r.application_id = b.application_id AND r.handed_in_at <= b.opened_at)""",
    "votes_follow_a_filing": """
        SELECT count(*) FROM meeting_ballot b JOIN applications_application a ON a.id = b.application_id
        WHERE NOT EXISTS (SELECT 1 FROM planning_filing f WHERE f.session_id = a.session_id
          AND f.kind = 'pre_meeting' AND f.answer = 'accepted' AND f.answered_at < b.opened_at)""",
    "rows_belong_to_the_person_of_their_application": " UNION ALL ".join(
        f"SELECT count(*) FROM {table} t JOIN applications_application a ON a.id = t.application_id "  # noqa: S608 (names below)
        "WHERE t.person_id <> a.person_id"
        for table in (
            "applications_station",
            "applications_submission",
            "applications_step",
            "vetting_decision",
        )
    ),
}


def broken() -> dict[str, int]:
    """How many faults each check that fails has found; empty when all hold."""
    found = {name: _count(statement) for name, statement in CHECKS.items()}
    found["steps_are_moves_of_the_table"] = _unknown_moves()
    found["no_count_is_exceeded"] = _exceeded()
    found["snapshots_are_what_was_hashed"] = _changed_snapshots()
    return {name: number for name, number in found.items() if number}


def _count(statement: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return sum(int(row[0]) for row in cursor.fetchall())


def _unknown_moves() -> int:
    moves = Step.objects.order_by().values_list("from_state", "event").distinct()
    return sum((State(state), Event(event)) not in MOVES for state, event in moves)


def _exceeded() -> int:
    """Persons with more returns that count than the year's limit, whose year was not closed (C-01 to C-03)."""
    limit = int(book_of(2023, None).value("returns.limit").number)
    return _count(f"""
        SELECT count(*) FROM (
          SELECT person_id, year, count(*) AS number FROM applications_return WHERE counts
          GROUP BY person_id, year HAVING count(*) > {limit}) AS r
        WHERE r.number > {limit + 1} OR NOT EXISTS (
          SELECT 1 FROM applications_application a
          WHERE a.person_id = r.person_id AND a.year = r.year AND a.state = 'closed_for_year')""")  # noqa: S608 (a number of the law)


def _changed_snapshots() -> int:
    rows = Submission.objects.order_by("-id").only("content", "content_hash")[:SAMPLE]
    return sum(content_hash(row.content) != row.content_hash for row in rows)
