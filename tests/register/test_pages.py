"""证书查验 and 我的证书, by the ladder."""

import json
from typing import Any

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.cast import Cast
from tests.register.conftest import ClientOf, Issue
from zhicheng.people.models import Account
from zhicheng.register import actions
from zhicheng.register.documents import keep_pdf
from zhicheng.register.models import Certificate

VERIFY = "/certificates/"


def ask(number: str, name: str) -> str:
    answer = Client().post(VERIFY, {"number": number, "name": name})
    assert answer.status_code == 200
    return answer.content.decode()


class TestByNumberAndName:
    def test_valid_with_what_was_checked(self, certificate: Certificate) -> None:
        page = ask(certificate.number, "李文静")
        for words in (
            "有效",
            "高级工程师",
            "云人社职〔2023〕56号",
            "电子签名成立",
            "未撤销",
            "530102********0023",
        ):
            assert words in page
        assert "530102198505060023" not in page

    def test_revoked_at_once(self, certificate: Certificate, cast: Cast) -> None:
        actions.revoke(certificate, "查实造假。", cast.city_officer, cast.organisations["city_bureau"])
        page = ask(certificate.number, "李文静")
        assert "已撤销" in page
        assert "verdict-revoked" in page
        assert "查实造假" not in page

    def test_a_wrong_name_says_the_same_as_a_wrong_number(self, certificate: Certificate) -> None:
        def plain(number: str, name: str) -> str:
            page = ask(number, name)
            cut = page.split('<section class="verdict')[1].split("</section>")[0]
            assert "查无此证" in cut
            return cut

        assert plain(certificate.number, "王小明") == plain("530120239999999", "王小明")
        for secret in ("李文静", "高级工程师", "云人社职"):
            assert secret not in ask(certificate.number, "王小明")

    def test_a_changed_register_is_not_confirmed(self, certificate: Certificate) -> None:
        Certificate.objects.update(title="正高级工程师")
        page = ask(certificate.number, "李文静")
        assert "不能确认" in page
        assert "签名不成立" in page

    def test_incomplete_input_keeps_what_was_typed(self, certificate: Certificate) -> None:
        answer = Client().post(VERIFY, {"number": certificate.number, "name": ""})
        assert answer.status_code == 400
        assert certificate.number in answer.content.decode()
        assert Client().post(VERIFY, {"number": "9" * 500, "name": "李"}).status_code == 400
        assert Client().post(VERIFY, {"number": "\x00", "name": "李\x00"}).status_code == 400
        assert Client().put(VERIFY).status_code == 405

    def test_costs_one_statement(self, certificate: Certificate, django_assert_num_queries: Any) -> None:
        client = Client()
        client.get(VERIFY)  # the demo offset is read once
        with django_assert_num_queries(0):
            client.get(VERIFY)
        with django_assert_num_queries(1):
            client.post(VERIFY, {"number": certificate.number, "name": "李文静"})


class TestByCode:
    def test_masks_the_holder_until_the_name_is_typed(self, certificate: Certificate) -> None:
        address = f"/certificates/{certificate.token}/"
        page = Client().get(address).content.decode()
        assert "李*静" in page
        assert "李文静" not in page
        assert "签名文件" in page
        wrong = Client().post(address, {"name": "王小明"})
        assert wrong.status_code == 400
        assert "李文静" not in wrong.content.decode()
        assert "李文静" in Client().post(address, {"name": "李文静"}).content.decode()

    def test_unknown_codes(self, certificate: Certificate) -> None:
        answer = Client().get("/certificates/A-token-that-does-not-exist/")
        assert answer.status_code == 404
        assert "查无此证" in answer.content.decode()
        assert Client().post("/certificates/unknown/", {"name": "李文静"}).status_code == 404

    def test_costs_one_statement(self, certificate: Certificate, django_assert_num_queries: Any) -> None:
        client = Client()
        client.get(VERIFY)
        with django_assert_num_queries(1):
            client.get(f"/certificates/{certificate.token}/")

    def test_the_signed_file_is_for_who_knows_the_name(self, certificate: Certificate) -> None:
        address = f"/certificates/{certificate.token}/certificate.json"
        assert Client().get(address).status_code == 405
        assert Client().post(address, {"name": "王小明"}).status_code == 404
        assert Client().post(address).status_code == 404
        answer = Client().post(address, {"name": "李文静"})
        assert json.loads(answer.content)["content"]["title"] == "高级工程师"


class TestKeys:
    def test_the_page_and_the_file_name_every_issuer(self, certificate: Certificate) -> None:
        page = Client().get("/certificates/keys/").content.decode()
        file = json.loads(Client().get("/certificates/keys.json").content)
        for bureau in ("昆明市人力资源和社会保障局", "盘龙区人力资源和社会保障局"):
            assert bureau in page
        keys = {one["issuer"]: one["public_key"] for one in file["keys"]}
        assert keys[certificate.issuer_name] == certificate.signature.public_key


class TestMine:
    def test_lists_and_serves_ones_own(
        self, certificate: Certificate, cast: Cast, client_of: ClientOf
    ) -> None:
        holder = client_of(cast.applicant)
        page = holder.get("/certificates/mine/").content.decode()
        assert certificate.number in page
        pdf = holder.get(f"/certificates/mine/{certificate.pk}/certificate.pdf")
        assert b"".join(pdf).startswith(b"%PDF")
        certificate.refresh_from_db()
        assert certificate.file is None  # reading keeps nothing: that is the worker's
        keep_pdf(certificate)
        certificate.refresh_from_db()
        kept = holder.get(f"/certificates/mine/{certificate.pk}/certificate.pdf")
        assert b"".join(kept) == b"".join(pdf)
        signed = holder.get(f"/certificates/mine/{certificate.pk}/certificate.json")
        assert json.loads(signed.content)["content"]["number"] == certificate.number

    def test_not_another_ones(self, certificate: Certificate, cast: Cast, client_of: ClientOf) -> None:
        other = client_of(cast.other_applicant)
        assert "还没有电子证书" in other.get("/certificates/mine/").content.decode()
        people: tuple[Account, ...] = (cast.other_applicant, cast.city_officer, cast.unit_officer)
        for account in people:
            for name in ("certificate.pdf", "certificate.json"):
                address = f"/certificates/mine/{certificate.pk}/{name}"
                assert client_of(account).get(address).status_code == 404
                assert Client().get(address).status_code == 302
        assert client_of(cast.city_officer).get("/certificates/mine/").status_code == 404
        assert Client().get("/certificates/mine/").status_code == 302

    def test_a_revoked_one_is_not_served(
        self, certificate: Certificate, cast: Cast, client_of: ClientOf
    ) -> None:
        actions.revoke(certificate, "查实造假。", cast.city_officer, cast.organisations["city_bureau"])
        holder = client_of(cast.applicant)
        assert "查实造假。" in holder.get("/certificates/mine/").content.decode()
        assert holder.get(f"/certificates/mine/{certificate.pk}/certificate.pdf").status_code == 409

    def test_costs_the_same_for_one_and_three(self, issue: Issue, cast: Cast, client_of: ClientOf) -> None:
        holder = client_of(cast.applicant)
        issue()
        holder.get("/certificates/mine/")  # what is kept in memory is read once
        counts = []
        for _round in range(2):
            with CaptureQueriesContext(connection) as found:
                holder.get("/certificates/mine/")
            counts.append(len(found))
            issue(application_number=f"KM2023-00000{2 * _round + 2}")
            issue(application_number=f"KM2023-00000{2 * _round + 3}")
        assert counts[0] == counts[1] <= 15

    def test_a_name_that_no_font_shows_is_told(
        self, certificate: Certificate, cast: Cast, client_of: ClientOf
    ) -> None:
        Certificate.objects.update(holder_name="李\U0003ffff文")
        answer = client_of(cast.applicant).get(f"/certificates/mine/{certificate.pk}/certificate.pdf")
        assert answer.status_code == 503
        assert "字库" in answer.content.decode()
