"""The rows of the table of addresses that are a person's own: account, dossier and applications (test_addresses.py)."""

from tests.roles import EVERYBODY, PEOPLE, SIGNED_IN, Address, act, form, page, protocol

OWN: dict[str, Address] = {
    # everybody's own account
    "desks:readers": page(PEOPLE),
    "people:security": page(SIGNED_IN),
    "people:change_password": act(SIGNED_IN),
    "people:second_factor": form(SIGNED_IN),
    "people:backup_codes": act(SIGNED_IN),
    "people:ask_at_log_in": act(SIGNED_IN),
    "people:passkeys": form(SIGNED_IN),
    "people:remove_passkey": form("applicant", id="passkey"),
    "drafts:draft": form(SIGNED_IN),
    # the dossier is its person's alone
    "dossiers:overview": page(PEOPLE),
    "dossiers:qualification": form(PEOPLE),
    "dossiers:import": form(PEOPLE),
    "dossiers:template": page(PEOPLE),
    "dossiers:take_over": act(PEOPLE),
    "dossiers:find": page(PEOPLE),
    "dossiers:ask_for_proof": act("applicant", id="record"),
    "dossiers:take_back_proof": act("applicant", id="education_proof"),
    "dossiers:proof": page("", id="education_proof"),  # the unit has not written it yet
    "dossiers:record": form("applicant", id="record"),
    "dossiers:delete": form("applicant", id="record"),
    "dossiers:move": act("applicant", id="record"),
    "dossiers:add_evidence": act("applicant", id="record"),
    "dossiers:evidence_panel": page("applicant", id="record"),
    "dossiers:evidence": page("applicant", id="evidence"),
    "dossiers:look": page("applicant", id="evidence"),
    "dossiers:turn_evidence": act("applicant", id="evidence"),
    "dossiers:move_evidence": act("applicant", id="evidence"),
    "dossiers:pieces": act("applicant", id="record"),
    "dossiers:piece": protocol(id="arrival"),
    "dossiers:make_phone_link": act("applicant", id="record"),
    "dossiers:close_phone_link": act("applicant", id="record"),
    "dossiers:phone_code": page("applicant", id="record"),
    "dossiers:phone": form(EVERYBODY, token="phone_link.token"),  # whoever scans the code
    "dossiers:phone_add": act(EVERYBODY, token="phone_link.token"),
    "dossiers:phone_panel": page("", leads=EVERYBODY, token="phone_link.token"),
    "dossiers:phone_pieces": act(EVERYBODY, token="phone_link.token"),
    "dossiers:phone_piece": protocol(token="phone_link.token", id="arrival"),
    "dossiers:give_up_arrival": act("applicant", id="arrival"),
    "dossiers:remove_evidence": act("applicant", id="evidence"),
    "dossiers:module": page(PEOPLE, key="=awards"),
    "dossiers:new": form(PEOPLE, key="=awards"),
    # the application, for its applicant
    "applications:export": form(PEOPLE),
    "applications:export_file": page(
        "",
    ),
    "applications:record": page(PEOPLE),
    "applications:cover": form(PEOPLE),
    "applications:detail": page("applicant", id="application"),
    "applications:attachments": form("applicant", id="application"),
    "applications:attachment": page("applicant", id="application", attachment="attachment"),
    "applications:attach_proof": act("applicant", id="application", proof="education_proof"),
    "applications:remove_attachment": act("applicant", id="application", attachment="attachment"),
    "applications:name_file": act("applicant", id="application"),
    "applications:named_piece": protocol(id="application", named="named"),
    "applications:give_up_named": act("applicant", id="application", named="named"),
    "applications:returns": page("applicant", id="application"),
    "applications:tick_defect": act("applicant", id="application", defect="defect"),
    "applications:correction": page("applicant", id="application", notice="correction"),
    "applications:mend_photo": form("", leads="applicant", id="application"),  # submitted: nothing to mend
    "applications:photo_preview": page("", id="application"),  # nothing was chosen
    "applications:check": page("", leads="applicant", id="application"),  # submitted: nothing to check
    "applications:submit": act("applicant", id="application"),
    "applications:receipt": page("applicant", id="application"),
    "applications:preview": page("applicant", id="application"),
    "applications:material": page("applicant", id="application", sha256="file.sha256"),
    "applications:paper": page("applicant", id="application", kind="=copies"),
    "applications:everything": page("applicant", id="application"),
    "applications:withdraw": act("applicant", id="application"),
    "applications:review_form": page("applicant", id="application"),
}
