"""The rows of the table of addresses that are of the expert pool and the draw (test_addresses.py)."""

from tests.roles import EVERYBODY, EXPERTS, OFFICES, Address, act, form, page

POOL: dict[str, Address] = {
    # experts: only who drew, watched or organised sees names
    "experts:draws": page(f"{OFFICES} supervisor drawer_1"),
    "experts:exercise": page(f"{OFFICES} supervisor drawer_1"),
    "experts:pool": page("office_officer", session_id="session"),
    "experts:file_pool": form("office_officer", session_id="session"),
    "experts:enrol": form("office_officer", session_id="session"),
    "experts:import_pool": form("office_officer", session_id="session"),
    "experts:pool_template": page("office_officer", session_id="session"),
    "experts:pool_import": form("office_officer", session_id="session", import_id="pool_import"),
    "experts:drop_import": act("office_officer", session_id="session", import_id="pool_import"),
    "experts:edit_expert": form("office_officer", session_id="session", expert_id="expert"),
    "experts:invite_expert": act("office_officer", session_id="session", expert_id="expert"),
    "experts:reset_expert": act("office_officer", session_id="session", expert_id="expert"),
    "experts:expert_leave": act("office_officer", session_id="session", expert_id="expert"),
    "experts:cancel_expert_leave": act(
        "office_officer", session_id="session", expert_id="expert", leave_id="leave"
    ),
    "experts:mine": form(EXPERTS),
    "experts:confirm_service": act(EXPERTS),
    "experts:decline_service": act(EXPERTS),
    "experts:own_leave": act(EXPERTS),
    "experts:cancel_own_leave": act("expert", leave_id="leave"),
    "experts:set_active": form("office_officer", session_id="session", expert_id="expert"),
    "experts:draw": page("office_officer supervisor drawer_1", session_id="session"),
    "experts:open_draw": form("office_officer", session_id="session"),
    "experts:deposit_key": act("supervisor", session_id="session"),
    "experts:commit": act("drawer_1", session_id="session"),
    "experts:deposit": act("drawer_1", session_id="session"),
    "experts:check_deposits": act("supervisor", session_id="session"),
    "experts:open_deposit": act("supervisor", session_id="session"),
    "experts:record_refusal": act("supervisor", session_id="session"),
    "experts:cancel": form("office_officer", session_id="session"),
    "experts:agree": act("supervisor", session_id="session"),
    "experts:reveal": act("drawer_1", session_id="session"),
    "experts:sign": act("supervisor drawer_1", session_id="session"),
    "experts:record": page("office_officer supervisor drawer_1", session_id="session"),
    "experts:record_file": page("office_officer supervisor", session_id="session"),
    "experts:published": page(EVERYBODY, session_id="session"),
    "experts:roster_file": page(EVERYBODY, session_id="session"),
    "experts:published_file": page(EVERYBODY, session_id="session"),
}
