"""Which pages a closed room has: every address of the site is either here or refused."""

from tests.test_addresses import TABLE
from zhicheng.room.inside import OPEN, SETTLED, has_part_in

THERE = {
    "people:login", "people:log_in_code", "people:logout", "drafts:draft",
    "room:own_code",  # people:log_in_set_up leads there
    # readings that are still open
    "meeting:mine", "meeting:reading", "meeting:avoid", "meeting:look", "meeting:evidence", "meeting:readings",
    "meeting:looks", "meeting:found", "meeting:rechecks", "meeting:clue", "meeting:withdraw", "meeting:notice_pdf",
    # panels and expert groups
    "meeting:panels", "meeting:schedule", "meeting:panel", "meeting:presence", "meeting:order_panel",
    "meeting:convene", "meeting:move_panel", "meeting:drop_panel", "meeting:own_panel", "meeting:mark",
    "meeting:peers", "meeting:form_peers", "meeting:dissolve_peers", "meeting:peer_opinion", "meeting:peer_evidence",
    # the meeting
    "meeting:session", "meeting:seat", "meeting:chair", "meeting:check_in", "meeting:check_out", "meeting:member_left",
    "meeting:open_meeting", "meeting:break_off", "meeting:resume", "meeting:close_meeting", "meeting:sign_minutes",
    "meeting:minutes", "meeting:tally", "meeting:pre_filing_pdf", "meeting:spot_check_pdf",
    # key and vote
    "meeting:key", "meeting:key_state", "meeting:key_message", "meeting:key_waiting", "meeting:key_open",
    "meeting:key_abandon", "meeting:key_lost", "meeting:open_ballots", "meeting:end_ballot",
    "meeting:end_full_ballots", "meeting:vote", "meeting:sealed_list", "meeting:revote",
}  # fmt: skip


def test_a_room_has_the_meetings_pages_and_no_others() -> None:
    assert {name for name in TABLE if has_part_in(name)} == THERE
    assert set(TABLE) >= SETTLED | OPEN
