"""The rows of the table of addresses that are the auditors' desks: lists, batches, what they keep (test_addresses.py)."""

from tests.roles import (
    APART,
    BUREAUS,
    DEPARTMENTS,
    EXPERTS,
    OFFICES,
    PEOPLE,
    STATIONS,
    UNITS,
    Address,
    act,
    form,
    page,
)

DESKS: dict[str, Address] = {
    "desks:home": page(
        f"{PEOPLE} {UNITS} {DEPARTMENTS} {BUREAUS} {OFFICES} supervisor drawer_1 support {APART}",
        leads=EXPERTS,
    ),
    "desks:filters": form(f"{UNITS} {DEPARTMENTS} {BUREAUS} {OFFICES}"),
    "desks:forget_filter": act("unit_officer", id="saved_filter"),
    "desks:export": page(f"{UNITS} {DEPARTMENTS} {BUREAUS} {OFFICES}"),
    "desks:lists": form(f"{UNITS} {DEPARTMENTS} {BUREAUS} {OFFICES}"),
    "desks:list_file": page("", id="list_file"),  # nothing was made yet
    "desks:batch": act(f"{UNITS} {DEPARTMENTS} {BUREAUS} {OFFICES}"),
    "vetting:mark": act(STATIONS, application_id="application"),
    "vetting:note": act(STATIONS, application_id="application"),
    "vetting:batches": page(f"{UNITS} {DEPARTMENTS} {BUREAUS} {OFFICES}"),
    "vetting:batch": form("department_officer", id="batch"),
    "vetting:go_on_with_batch": act("department_officer", id="batch"),
    "vetting:stop_batch": act("department_officer", id="batch"),
    "vetting:batch_file": page("", id="batch"),  # nothing was made yet
    "vetting:proofs": page(UNITS),
    "vetting:proof": form("unit_officer", id="education_proof"),
    "vetting:proof_paper": page("", id="education_proof"),  # not written yet
    "vetting:reasons": form(f"{UNITS} {DEPARTMENTS} {BUREAUS} {OFFICES}"),
    "vetting:reason": form("unit_officer", id="reason"),
    "vetting:retire_reason": act("unit_officer", id="reason"),
    "vetting:thread": form(STATIONS, application_id="application"),
    "vetting:employer": form("applicant", application_id="application"),
    "vetting:newcomers": page(UNITS),
    "vetting:death": form("unit_officer", application_id="at_unit"),
    "vetting:end_unit": form("county_officer city_officer province_officer", unit_id="unit"),
    "vetting:newcomer": form("unit_officer", id="employer_change"),
    "vetting:refuse_newcomer": act("unit_officer", id="employer_change"),
    "vetting:employer_evidence": page("unit_officer", id="employer_change"),
    "vetting:own_thread": form("applicant", application_id="application"),
    "vetting:mail": form(f"{UNITS} {DEPARTMENTS} {BUREAUS} {OFFICES}"),
    "vetting:mail_log": page(f"{UNITS} {DEPARTMENTS} {BUREAUS} {OFFICES}"),
    "vetting:mail_again": act("department_officer", id="delivery"),
    "vetting:mail_templates": page(f"{UNITS} {DEPARTMENTS} {BUREAUS} {OFFICES}"),
    "vetting:mail_template": form("unit_officer", office="unit", event="=send_back"),
    "vetting:mail_draft": form("department_officer", id="letter_draft"),
    "vetting:mail_drop": act("department_officer", id="letter_draft"),
    "vetting:mail_read": act("department_officer", id="word"),
}
