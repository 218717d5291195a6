"""The rows of the table of addresses that are the call and what goes out with it and after it (test_addresses.py)."""

from tests.roles import EVERYBODY, WATCHERS, Address, act, form, form_for, page

CALLS: dict[str, Address] = {
    "planning:call": page(EVERYBODY, id="call"),
    "planning:call_pdf": page(EVERYBODY, id="call"),
    "planning:announcement_pdf": page(EVERYBODY, id="announcement"),
    "planning:announcements": form_for(f"{WATCHERS} office_officer", "office_officer", id="session"),
    "planning:drop_announcement": act("office_officer", id="announcement"),
    "planning:file_announcement": act("office_officer", id="announcement"),
    "planning:publish_announcement": act("office_officer", id="announcement"),
    "planning:enclosure": page(EVERYBODY, id="enclosure"),
    "planning:enclosures": form("office_officer", id="session"),
    "planning:write_call": form("office_officer", id="session"),
    "planning:file_call": form("office_officer", id="session"),
    "planning:publish_call": form("office_officer", id="session"),
}
