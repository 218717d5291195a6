"""docs/pages: every page has a picture at both widths and a remark; what has none says why."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml
from django.urls import Resolver404, resolve

from tests.test_addresses import TABLE

FOLDER = Path(__file__).resolve().parents[1] / "docs" / "pages"
FILE = "a PDF, table or archive to download, no page"
PROOF = "an uploaded file as it is, no page"
PART = "a part of a page that is pictured"
NO_PICTURE = {
    "desks:download": FILE,
    "desks:export": FILE,
    "desks:list_file": FILE,
    "dossiers:evidence": PROOF,
    "dossiers:proof": FILE,
    "vetting:proof_paper": FILE,
    "dossiers:evidence_panel": PART,
    "dossiers:phone_panel": PART,
    "dossiers:phone_code": "a picture that stands on the record's page",
    "applications:attachment": PROOF,
    "applications:material": PROOF,
    "applications:paper": FILE,
    "applications:everything": FILE,
    "applications:export_file": FILE,
    "dossiers:template": FILE,
    "people:people_template": FILE,
    "applications:review_form": FILE,
    "public_notice:form": FILE,
    "public_notice:evidence": PROOF,
    "vetting:file": PROOF,
    "vetting:form": FILE,
    "vetting:batch_file": FILE,
    "vetting:correction": FILE,
    "applications:correction": FILE,
    "vetting:suspicion_file": PROOF,
    "vetting:employer_evidence": PROOF,
    "vetting:dispatch_proof": FILE,
    "vetting:letter_scan": PROOF,
    "vetting:letter_pdf": FILE,
    "vetting:letter_draft": FILE,
    "planning:plan_pdf": FILE,
    "planning:plan_template": FILE,
    "planning:call_pdf": FILE,
    "planning:enclosure": FILE,
    "planning:announcement_pdf": FILE,
    "catalogues:template": FILE,
    "title_confirmation:pdf": FILE,
    "experts:record": FILE,
    "experts:pool_template": FILE,
    "experts:pool_import": "import-pool-look leads there: its address is made by the upload",
    "experts:record_file": FILE,
    "experts:roster_file": FILE,
    "experts:published_file": FILE,
    "applications:photo_preview": "a picture that stands on applications:mend_photo",
    "meeting:evidence": PROOF,
    "meeting:peer_evidence": PROOF,
    "meeting:pre_filing_pdf": FILE,
    "meeting:spot_check_pdf": FILE,
    "meeting:minutes": FILE,
    "meeting:notice_pdf": FILE,
    "meeting:tally": FILE,
    "meeting:key_state": "asked by the script of meeting:key",
    "meeting:key_waiting": "asked by the script of meeting:key",
    "outcomes:filing_pdf": FILE,
    "outcomes:document_preview": FILE,
    "outcomes:document_pdf": FILE,
    "outcomes:review_form": FILE,
    "outcomes:archive_file": FILE,
    "register:pdf": FILE,
    "register:keys_file": FILE,
    "register:collected": FILE,
    "register:own_signed": FILE,
    "drafts:draft": "asked by the script of a form, which is pictured with its line and its two versions",
    "people:register_code": "reached from people:register by its steps (register-code)",
    "people:recover_code": "reached from people:recover by its steps (recover-code)",
    "people:log_in_code": "reached from people:login by its steps (log-in-code)",
    "people:log_in_set_up": "reached from people:login by its steps (log-in-set-up)",
    "people:support_statement": PROOF,
    "room:own_code": "a closed room's alone; opened by tests/room/test_browser.py",
    "people:outside": "leads to the provider of OpenID Connect",
    "people:outside_back": "leads on; where it cannot, from people:login by its steps (outside-failed)",
    "people:outside_confirm": "reached from people:login by its steps (outside-confirm)",
    "people:log_in_passkey": "reached from people:login by its steps (log-in-passkey)",
    "people:new_password": "reached from people:login by its steps (new-password)",
}
SAMPLES = ("019a0000-0000-7000-8000-000000000000", "abcdefghijklmnopqrstuvwx", "YY230720-ABCDEFGH", "1")


def lines() -> Iterator[list[str]]:
    """The rows of docs/pages/pages.yaml."""
    for group in yaml.safe_load((FOLDER / "pages.yaml").read_text("utf-8")).values():
        yield from group


def pictured() -> set[str]:
    """The names of the addresses that the table opens."""
    return {name for _name, _title, _who, address, *_more in lines() if (name := named(address))}


def named(address: str) -> str:
    """The name of an address with braces where its rows' ids stand; empty: there is none."""
    path = address.split("?")[0].split("#")[0]
    for sample in SAMPLES:
        try:
            return resolve(re.sub(r"\{\w+\}", sample, path)).view_name
        except Resolver404:
            continue
    return ""


def test_every_page_has_its_picture_or_a_reason() -> None:
    pages = {name for name, address in TABLE.items() if address.reads}
    assert sorted(pages - pictured()) == sorted(NO_PICTURE)
    assert set(NO_PICTURE) <= pages


def test_every_line_leads_to_a_page() -> None:
    assert [name for name, _title, _who, address, *_more in lines() if not named(address)] == ["not-found"]


def test_every_line_has_two_pictures_and_every_picture_its_line() -> None:
    wanted = {f"{line[0]}.{width}.webp" for line in lines() for width in ("wide", "phone")}
    assert {path.name for path in FOLDER.glob("*.webp")} == wanted


@pytest.mark.parametrize("line", list(lines()), ids=lambda line: line[0])
def test_a_line_stands_on_the_sheet_with_a_remark(line: list[str]) -> None:
    name, title, _who, _address, remark, *_steps = line
    sheet = (FOLDER / "README.md").read_text("utf-8")
    assert f"### {title}\n\n{remark}\n\n" in sheet
    assert f'<img src="{name}.wide.webp"' in sheet and f'<img src="{name}.phone.webp"' in sheet
    assert (len(remark) >= 15 and title in remark) or remark.endswith(".")
