"""The data's own shape: the person as distribution key, ids that cannot be guessed, what is personal is encrypted."""

import pytest
from django.apps import apps
from django.db import models

from zhicheng.vault.fields import EncryptedText

# Reference data and what belongs to an organisation or a session, kept whole on every node.
REFERENCE = {
    "almanac", "vault", "trail", "files", "inbox", "signatures", "planning", "catalogues", "experts", "people", "drafts",
    "integrity",
    "django_tasks_database", "auth", "contenttypes", "sessions", "messages",
}  # fmt: skip
SHARED = {
    "applications.Numbering",
    "applications.Serial",
    "public_notice.Notice",
    "public_notice.Posting",
    "public_notice.NoticeEntry",
    "public_notice.Objection",
    "public_notice.ObjectionEvidence",
    "public_notice.ObjectionTry",
    "meeting.Meeting",
    "meeting.SpotCheck",
    "meeting.SpotSupplement",
    "meeting.MeetingNotice",
    "meeting.Attendance",
    "meeting.GroupReader",
    "meeting.Panel",
    "meeting.PanelSeat",
    "meeting.PeerGroup",
    "meeting.PeerSeat",
    "meeting.Absence",
    "meeting.Recheck",
    "meeting.VoterMark",
    "meeting.Break",
    "meeting.BallotKey",
    "meeting.Trustee",
    "meeting.Opening",
    "outcomes.Archive",
    "outcomes.Release",
    "outcomes.TitleDocument",
    "register.CertificateNumber",
    "vetting.CommonReason",
    "vetting.DeskCount",
    "desks.SavedFilter",
    "desks.ListFile",
    "vetting.Batch",
    "vetting.MessageTemplate",
    "register.TitleRecord",
    "dossiers.Evidence",
    "vetting.PaperHandIn",
    "title_confirmation.TitleList",
}
OWN = [model for model in apps.get_models() if model.__module__.startswith("zhicheng.")]


def label(model: type[models.Model]) -> str:
    return model._meta.label


@pytest.mark.parametrize("model", [m for m in OWN if m._meta.app_label not in REFERENCE], ids=label)
def test_a_persons_rows_carry_the_person(model: type[models.Model]) -> None:
    if model._meta.label in SHARED:
        return
    names = {field.name for field in model._meta.get_fields()}
    assert "person" in names, "the distribution key of docs/decisions/spreading.md"


NEVER_IN_ADDRESSES = {"trail.Entry", "trail.Read", "planning.FilingNumber", "applications.Serial"}


@pytest.mark.parametrize("model", OWN, ids=label)
def test_ids_in_addresses_cannot_be_guessed(model: type[models.Model]) -> None:
    """Keys are UUIDs, or name a thing that is no secret (a year, a day, a place), or are another row's."""
    key = model._meta.pk
    assert key is not None
    guessable = isinstance(key, models.AutoField | models.BigAutoField)
    assert not guessable or model._meta.label in NEVER_IN_ADDRESSES


def test_numbers_and_phones_are_encrypted() -> None:
    personal = {
        "id_number",
        "mobile",
        "email",
        "contact",
        "contact_phone",
        "address",
        "second_factor",
    }
    plain = [
        f"{model._meta.label}.{field.name}"
        for model in OWN
        for field in model._meta.concrete_fields
        if field.name in personal and not isinstance(field, EncryptedText)
    ]
    assert set(plain) <= {
        "people.Organisation.address",
        "planning.Call.contact",
        "meeting.MeetingNotice.contact",
    }
