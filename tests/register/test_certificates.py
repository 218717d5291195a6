"""Certificates: what is issued and signed, how tampering shows, how the file is checked without the site."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django_tasks_db.models import DBTaskResult

from tests.cast import Cast
from tests.register.conftest import Issue
from zhicheng.people.errors import Refused
from zhicheng.people.models import Organisation
from zhicheng.register import actions, offline, queries
from zhicheng.register.actions import Grant
from zhicheng.register.models import Certificate
from zhicheng.register.signed import content, judge, signed_file
from zhicheng.register.tasks import make_pdf
from zhicheng.signatures.actions import content_hash, sign, statement
from zhicheng.signatures.models import Signature


def fresh(row: Certificate) -> Certificate:
    return Certificate.objects.select_related("signature").get(pk=row.pk)


class TestIssuing:
    @pytest.mark.clause("YN2023-3.3")
    def test_states_the_title_under_the_issuers_key(self, certificate: Certificate, cast: Cast) -> None:
        assert certificate.number == "530120230000001"
        assert certificate.id_masked == "530102********0023"
        assert certificate.issuer_name == cast.organisations["city_bureau"].name
        assert judge(fresh(certificate)).status == "valid"

    def test_numbers_follow_each_other_within_the_year(self, issue: Issue) -> None:
        issue()
        assert issue(application_number="KM2023-000002").number == "530120230000002"

    @pytest.mark.clause("KM2023-3.1")
    def test_not_without_an_audited_application_and_not_twice(self, issue: Issue) -> None:
        for wrong in ({"application_number": ""}, {"audit_hash": ""}):
            with pytest.raises(Refused, match="不予核准发证"):
                issue(**wrong)
        issue()
        with pytest.raises(Refused, match="已经发放"):
            issue()

    @pytest.mark.clause("KM2023-5.2", "DC2022-1.10")
    def test_a_vocational_qualification_has_no_certificate_of_its_own(self, issue: Issue) -> None:
        with pytest.raises(Refused, match="不另发职称证书"):
            issue(way="职业资格")
        assert not Certificate.objects.exists()

    def test_the_database_takes_no_title_before_2022(self, certificate: Certificate) -> None:
        with pytest.raises(IntegrityError), transaction.atomic():
            Certificate.objects.update(obtained_on="2021-12-31")
        with pytest.raises(IntegrityError), transaction.atomic():
            Certificate.objects.update(revoked_at=certificate.issued_at)

    def test_the_pdf_is_queued_with_the_act(
        self, issue: Issue, django_capture_on_commit_callbacks: Any
    ) -> None:
        with django_capture_on_commit_callbacks(execute=True):
            certificate = issue()
        task = DBTaskResult.objects.get()
        assert task.args_kwargs["args"] == [str(certificate.pk)]
        make_pdf.func(*task.args_kwargs["args"])
        made = fresh(certificate).file
        assert made is not None
        make_pdf.func(str(certificate.pk))
        assert fresh(certificate).file == made


TAMPERED = {
    "number": "530120230000009",
    "holder_name": "李文景",
    "holder_sex": "男",
    "id_masked": "530102********0999",
    "unit_name": "别的单位",
    "series": "农业技术",
    "profession": "电气工程",
    "level": "正高级",
    "title": "正高级工程师",
    "obtained_on": "2022-07-14",
    "way": "资格确认",
    "document_number": "云人社职〔2023〕57号",
    "issuer_name": "云南省人力资源和社会保障厅",
    "committee_name": "别的评委会",
    "application_number": "KM2023-000009",
    "audit_hash": "b" * 64,
}


class TestTampering:
    @pytest.mark.parametrize("field", sorted(TAMPERED))
    def test_of_any_stated_field_shows(self, certificate: Certificate, field: str) -> None:
        Certificate.objects.update(**{field: TAMPERED[field]})
        assert judge(fresh(certificate)).status == "broken"

    def test_every_stated_field_is_tried(self, certificate: Certificate) -> None:
        assert len(TAMPERED) == len(content(certificate))

    def test_with_a_new_hash_shows_as_well(self, certificate: Certificate) -> None:
        Certificate.objects.update(title="正高级工程师")
        row = fresh(certificate)
        Signature.objects.filter(pk=row.signature_id).update(content_hash=content_hash(content(row)))
        assert judge(fresh(certificate)).status == "broken"

    def test_with_another_bureaus_or_purposes_signature_shows(
        self, certificate: Certificate, cast: Cast
    ) -> None:
        for change in (
            {"organisation": cast.organisations["county_bureau"]},
            {"purpose": "confirmation"},
            {"account": cast.county_officer},
        ):
            with transaction.atomic():
                Signature.objects.filter(pk=certificate.signature_id).update(**change)
                assert judge(fresh(certificate)).status == "broken", change
                transaction.set_rollback(True)
        assert judge(fresh(certificate)).status == "valid"

    def test_with_a_true_signature_of_another_bureau_or_purpose_shows(
        self, certificate: Certificate, cast: Cast
    ) -> None:
        row, key = fresh(certificate), Signature.Method.ORGANISATION_KEY
        city, county = cast.organisations["city_bureau"], cast.organisations["county_bureau"]
        for who, bureau, purpose in (
            (cast.county_officer, county, "certificate"),
            (cast.city_officer, city, "confirmation"),
        ):
            made = sign(who, organisation=bureau, content=content(row), method=key, purpose=purpose)
            Certificate.objects.update(signature=made)
            assert judge(fresh(certificate)).status == "broken"

    def test_a_new_name_of_the_bureau_changes_nothing(self, certificate: Certificate, cast: Cast) -> None:
        Organisation.objects.filter(pk=certificate.issuer_id).update(name="昆明市人社局")
        assert judge(fresh(certificate)).status == "valid"
        actions.revoke(certificate, "查实造假。", cast.city_officer, cast.organisations["city_bureau"])
        assert judge(fresh(certificate)).status == "revoked"


class TestFinding:
    @pytest.mark.parametrize(
        ("number", "name", "found"),
        [
            ("530120230000001", "李文静", True),
            (" 5301 2023-0000001 ", " 李 文静 ", True),
            ("５３０１２０２３００００００１", "李文静", True),
            ("530120230000001", "李文景", False),
            ("530120230000001", "", False),
            ("530120230000002", "李文静", False),
            ("\x00", "李文静", False),
        ],
    )
    def test_number_and_name_must_both_fit(
        self, certificate: Certificate, number: str, name: str, found: bool
    ) -> None:
        assert (queries.find(number, name) is not None) is found

    @pytest.mark.parametrize(
        ("held", "typed"),
        [("阿依古丽·买买提", "阿依古丽•买买提"), ("John Smith", "john smith"), ("李文静", "李　文静")],
    )
    def test_spellings_of_one_name(self, held: str, typed: str) -> None:
        assert queries.same_name(held, typed)

    def test_masks(self) -> None:
        assert [queries.masked_name(name) for name in ("王𬭎", "李文静", "欧阳文静", "A")] == [
            "王*", "李*静", "欧**静", "A*",
        ]  # fmt: skip


class TestOffline:
    def test_the_statement_is_the_one_that_was_signed(self, certificate: Certificate) -> None:
        row = fresh(certificate)
        assert offline.statement(signed_file(row)["signature"]) == statement(row.signature)
        assert offline.content_hash(content(row)) == row.signature.content_hash

    def test_the_command_needs_neither_database_nor_keys(
        self, certificate: Certificate, tmp_path: Path
    ) -> None:
        file, keys = tmp_path / "certificate.json", tmp_path / "keys.json"
        file.write_text(json.dumps(signed_file(fresh(certificate)), ensure_ascii=False), encoding="utf-8")
        keys.write_text(json.dumps({"keys": queries.issuer_keys()}), encoding="utf-8")
        code = "import sys; from zhicheng.command import main; sys.exit(main())"
        environment = {"PATH": os.environ["PATH"], "DATA_DIR": str(tmp_path / "nothing"), "PYTHONUTF8": "1"}
        done = subprocess.run(
            [sys.executable, "-c", code, "certificates", "verify", str(file), "--keys", str(keys)],
            capture_output=True, text=True, env=environment, check=False, encoding="utf-8",
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        assert "签名成立" in done.stdout
        assert "李文静" in done.stdout

    def run(self, tmp_path: Path, file: Any, keys: Any = None) -> int:
        path = tmp_path / "file.json"
        path.write_text(json.dumps(file, ensure_ascii=False), encoding="utf-8")
        arguments = ["verify", str(path)]
        if keys is not None:
            (tmp_path / "keys.json").write_text(json.dumps(keys), encoding="utf-8")
            arguments += ["--keys", str(tmp_path / "keys.json")]
        return offline.main(arguments)

    def test_any_change_of_the_file_is_found(
        self, certificate: Certificate, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        good = signed_file(fresh(certificate))
        assert self.run(tmp_path, good) == 0
        for name in good["content"]:
            assert self.run(tmp_path, good | {"content": good["content"] | {name: "改动"}}) == 1, name
        for name in (
            "content_hash",
            "account",
            "organisation",
            "method",
            "signed_at",
            "scan",
            "value",
            "purpose",
        ):
            assert self.run(tmp_path, good | {"signature": good["signature"] | {name: "AAAA"}}) == 1, name
        both = good["content"] | {"title": "正高级工程师"}
        hashed = good["signature"] | {"content_hash": offline.content_hash(both)}
        assert self.run(tmp_path, good | {"content": both, "signature": hashed}) == 1
        assert "请勿采信" in capsys.readouterr().out

    def test_a_key_that_nobody_published_is_not_trusted(
        self, certificate: Certificate, tmp_path: Path
    ) -> None:
        good = signed_file(fresh(certificate))
        assert self.run(tmp_path, good, {"keys": [{"public_key": good["signature"]["public_key"]}]}) == 0
        assert self.run(tmp_path, good, {"keys": [{"public_key": "other"}]}) == 1

    @pytest.mark.parametrize("file", [[], {}, "text", {"format": offline.FORMAT}, {"format": "else"}])
    def test_what_is_no_certificate_says_so(
        self, tmp_path: Path, file: Any, capsys: pytest.CaptureFixture[str]
    ) -> None:
        assert self.run(tmp_path, file) == 2
        assert capsys.readouterr().err
        assert offline.main(["verify", str(tmp_path / "missing.json")]) == 2


def test_may_be_revoked_by_its_issuer_or_above(certificate: Certificate, cast: Cast, grant: Grant) -> None:
    with pytest.raises(Refused) as refused:
        actions.revoke(certificate, "造假。", cast.county_officer, cast.organisations["county_bureau"])
    assert refused.value.status == 404
    actions.revoke(certificate, "造假。", cast.province_officer, cast.organisations["province"])
