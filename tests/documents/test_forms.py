"""The official forms: each says what its source asks for, with its signatures and seals."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from tests.documents import samples
from tests.documents.test_engine import AT, REVIEW_FORM, joined, pages
from zhicheng.documents import qr
from zhicheng.documents.engine import ROOT, render_pdf

NOTICE_FORM = ROOT / "public_notice/typst/notice_form.typ"
CERTIFICATE = ROOT / "register/typst/certificate.typ"
TITLE_DOCUMENT = ROOT / "outcomes/typst/title_document.typ"


def text(template: Path, data: Mapping[str, Any]) -> str:
    return joined(render_pdf(template, data, draft=False, at=AT, title="文件"))


@pytest.mark.clause("GUIDE-5.2.2")
def test_the_review_form_has_its_modules_in_the_order_of_the_guide():
    made = text(REVIEW_FORM, samples.review_form())
    places = [made.index(f"、{module['name']}") for module in samples.modules()]
    assert places == sorted(places)


@pytest.mark.clause("KM2023-4.5")
def test_the_review_form_confirms_the_result_with_document_number_title_and_seal():
    made = text(REVIEW_FORM, samples.review_form())
    confirmation = made.split("十八、评审结果确认意见")[1]
    for part in (
        "云人社职〔2023〕56号",
        "高级工程师",
        samples.CITY,
        "电子签章（单位电子印章）",
        "职称评审专用章",
    ):
        assert part in confirmation


def test_the_counts_of_the_ballot_appear_only_when_they_are_given():
    form = samples.review_form()
    opinion = text(REVIEW_FORM, form).split("十七、评审委员会意见")[1]
    assert "委员人数15到会人数13赞成票12反对票1弃权票0" in opinion
    assert form["committee_opinion"] is not None
    form["committee_opinion"]["votes"] = None
    assert "委员人数到会人数赞成票反对票弃权票" in text(REVIEW_FORM, form).split("十七、评审委员会意见")[1]


def test_opinions_not_yet_given_leave_room_for_signature_and_seal():
    made = text(REVIEW_FORM, samples.review_form(finished=False))
    assert made.count("审核人签字：（公章）年月日") == 3
    assert "单位负责人签字：（单位公章）年月日" in made
    assert "电子签" not in made.replace("签名和印章", "")


@pytest.mark.clause("DC2022-2.9")
def test_the_unit_opinion_names_way_people_opinion_forming_and_publicity():
    opinion = (
        text(REVIEW_FORM, samples.review_form()).split("十五、基层单位意见")[1].split("十六、审核意见")[0]
    )
    for part in (
        "推荐方式",
        "参与推荐的人员范围及人数",
        "推荐意见",
        "意见形成情况",
        "公示情况",
        "赵建国",
        "岗位职数和推荐排序",
        "人事部门负责人：李敏",
    ):
        assert part in opinion


@pytest.mark.parametrize(
    ("how", "words"),
    [
        ("second_factor", "电子签名（本人动态码确认）"),
        ("organisation_key", "电子签章（单位电子印章）"),
        ("paper_scan", "纸质签章（扫描件留存）"),
    ],
)
def test_a_signature_says_how_it_was_given_when_and_over_what(how: Any, words: str):
    form = samples.notice_form()
    form["signatures"] = [{**samples.seal(samples.UNIT, "公示专用章"), "how": how, "role": "单位负责人"}]
    made = text(NOTICE_FORM, form)
    assert f"{words}2023年7月20日10:05内容摘要{samples.HASH[:12]}" in made
    assert ("公示专用章" in made) == (how == "organisation_key")  # only the organisation's key draws a seal
    assert ("单位负责人：沈章" in made) == (how == "second_factor")
    assert ("经办沈章" in made) == (how != "second_factor")


@pytest.mark.clause("GUIDE-1.3.1")
def test_the_notice_form_shows_education_seniority_results_place_period_and_outcome():
    form = samples.notice_form()
    made = text(NOTICE_FORM, form)
    for heading in ("学历情况", "资历情况", "学术情况", "业绩情况", "公示地点", "公示时间", "公示结果"):
        assert heading in made
    for line in [*form["education"], *form["achievements"], *form["places"], form["objections"]]:
        assert "".join(line.split()) in made
    assert samples.ID_NUMBER not in made


def test_the_notice_form_fits_one_page_and_grows_when_it_must():
    form = samples.notice_form()
    assert len(pages(render_pdf(NOTICE_FORM, form, draft=False, at=AT, title="x"))) == 1
    form["academic"] = [f"论文之{n}，" + "题目很长" * 12 for n in range(40)]
    made = render_pdf(NOTICE_FORM, form, draft=True, at=AT, title="x")
    assert len(pages(made)) > 1
    assert all(f"论文之{n}，" in joined(made) for n in range(40))


@pytest.mark.clause("YN2023-3.3")
def test_the_certificate_says_what_it_grants_and_that_it_counts_as_paper():
    data = samples.certificate()
    made = render_pdf(CERTIFICATE, data, draft=False, at=AT, title="职称证书")
    assert len(pages(made)) == 1
    shown = joined(made)
    for key in (
        "name",
        "identity",
        "series",
        "profession",
        "title",
        "level",
        "obtained_on",
        "document_number",
    ):
        assert "".join(str(data[key]).split()) in shown
    for key in ("issuer", "way", "committee", "certificate_number", "verify_url"):
        assert "".join(str(data[key]).split()) in shown
    assert "本证书与纸质证书具有同等效力" in shown
    assert "云人社函〔2023〕38号" in shown


def test_the_certificate_stays_on_one_page_with_the_longest_names():
    data = samples.certificate("买买提·吐尔逊·阿卜杜热合曼·伊布拉音")
    data["unit"] = "昆明滇池国家旅游度假区某某职业技术教育研究与发展服务中心有限责任公司云南分部"
    data["committee"] = "云南省昆明市建设工程（市政公用工程与城市规划专业）高级工程师评审委员会"
    data["profession"] = "市政公用工程与城市规划设计（给水排水及燃气热力）"
    data["issuer"] = "昆明阳宗海风景名胜区管理委员会人力资源和社会保障局"
    data["signatures"] = [samples.seal(data["issuer"], "职称证书专用章")]
    assert len(pages(render_pdf(CERTIFICATE, data, draft=False, at=AT, title="x"))) == 1


def test_the_certificate_without_photo_and_signature_still_prints():
    data = samples.certificate()
    data["photo_jpeg"], data["signatures"], data["committee"] = "", [], ""
    made = text(CERTIFICATE, data)
    assert "评审组织" not in made
    assert samples.PROVINCE in made


@pytest.mark.parametrize("holders", [1, 12, 300])
def test_the_title_document_lists_everyone_under_a_repeated_head(holders: int):
    data = samples.title_document(holders)
    for n, holder in enumerate(data["holders"]):
        holder["name"] = f"人员{n:03}"
    made = pages(render_pdf(TITLE_DOCUMENT, data, draft=False, at=AT, title="通知"))
    assert data["document_number"] in made[0]
    assert f"附件：取得任职资格人员名单（{holders} 名）" in made[0]
    lists = [page for page in made if "人员000" in page or "人员299" in page]
    assert lists
    assert all("工作单位" in page for page in lists)
    assert all(f"人员{n:03}" in "".join(made) for n in range(holders))


def test_a_qr_code_is_a_picture_of_its_own():
    assert qr.svg("https://zc.example/verify/1").startswith("<svg")
    assert qr.png("https://zc.example/verify/1").startswith(b"\x89PNG")
    assert qr.svg("a") != qr.svg("b")
