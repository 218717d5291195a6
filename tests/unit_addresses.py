"""The table of addresses, those of a unit: its data, its people, who acts for it (test_addresses.py)."""

from tests.roles import UNITS, Address, act, form, page

UNIT_PAGES: dict[str, Address] = {
    "people:unit_profile": form(UNITS),
    "people:unit_people": page(UNITS),
    "people:notice": form(UNITS),
    "people:unit_person": page("unit_officer", id="person"),
    "people:import_people": form(UNITS),
    "people:people_template": page(UNITS),
    "people:take_over_people": act(UNITS),
    "people:confirm_joining": act(UNITS),
    "people:refuse_joining": act("unit_officer", id="person"),
    "people:unlock": act("unit_officer", id="person"),
    "people:reset_password": act("unit_officer", id="person"),
    "people:remove": act("unit_officer", id="person"),
    "people:unit_staff": page(UNITS),
    "vetting:prepare": form("", application_id="at_unit"),  # the unit has the two in one hand
    "people:add_unit_member": form(UNITS),
    "people:separate_passing": act(UNITS),
    "people:unit_member": form("unit_officer", id="unit_member"),
    "people:end_unit_member": act("unit_officer", id="unit_member"),
    "people:unlock_unit_member": act("unit_officer", id="unit_member"),
    "people:reset_unit_member": act("unit_officer", id="unit_member"),
}
