"""Filled-in documents for the tests: one person's year, from the form to the certificate."""

import base64
import io

from PIL import Image

from zhicheng.documents import qr
from zhicheng.documents.inputs import Certificate, Module, NoticeForm, ReviewForm, Signature, TitleDocument

HASH = "3f8a1c5d9e7b2046a1c3e5f708192a3b4c5d6e7f8091a2b3c4d5e6f708192a3b"
UNIT = "昆明云内动力机械制造有限责任公司"
CITY = "昆明市人力资源和社会保障局"
PROVINCE = "云南省人力资源和社会保障厅"
COMMITTEE = "昆明市机电工程高级工程师评审委员会"
ID_NUMBER = "530102198503071234"


def person(who: str, role: str, organisation: str = "", at: str = "2023年7月20日 10:00") -> Signature:
    return {
        "who": who,
        "role": role,
        "organisation": organisation,
        "how": "second_factor",
        "at": at,
        "content_hash": HASH,
        "seal": "",
    }


def seal(organisation: str, words: str = "", at: str = "2023年7月20日 10:05") -> Signature:
    return {
        "who": "沈章",
        "role": "",
        "organisation": organisation,
        "how": "organisation_key",
        "at": at,
        "content_hash": HASH,
        "seal": words,
    }


def photo() -> str:
    """A blue one-inch photo, base64."""
    out = io.BytesIO()
    Image.new("RGB", (295, 413), (67, 142, 219)).save(out, "JPEG")
    return base64.b64encode(out.getvalue()).decode()


def module(name: str, columns: str = "", *rows: str, text: str = "") -> Module:
    return {
        "name": name,
        "columns": columns.split("|") if columns else [],
        "rows": [row.split("|") for row in rows],
        "text": text,
    }


SUMMARY = (
    "任现职以来，本人主要从事非道路柴油机缸体加工工艺与装备的研究工作，主持完成了两条柔性生产线的设计、安装与调试。\n"
    "针对缸孔珩磨工序圆柱度不稳定的问题，提出分段变压珩磨方法，将不合格品率由百分之三点二降到百分之零点四。\n"
    "工作中坚持安全第一，三年来所负责的工段没有发生质量事故和安全事故，并带出助理工程师四名。\n"
)


def modules() -> list[Module]:
    """The 13 modules of GUIDE-5.2.2, in their order, one of them empty."""
    return [
        module(
            "现有职称情况",
            "职称名称|系列|专业|级别|取得时间|取得方式|批准单位|证书编号",
            "工程师|工程技术|机械工程|中级|2018年11月20日|评审|昆明市人力资源和社会保障局|KM-ZC-2018-0530102-00017",
            "助理工程师|工程技术|机械工程|助理级|2013年9月1日|考核认定|昆明市五华区人力资源和社会保障局|2013-051",
        ),
        module(
            "学历情况",
            "学历|学位|毕业院校|所学专业|学制|入学时间|毕业时间|学历证书编号",
            "本科|工学学士|昆明理工大学|机械设计制造及其自动化|4年|2008年9月|2012年7月|106741201205001234",
        ),
        module(
            "学习经历",
            "起止时间|学校|专业|学习形式|证明人",
            "2008年9月—2012年7月|昆明理工大学|机械设计制造及其自动化|全日制|李明华",
        ),
        module(
            "工作经历",
            "起止时间|单位|部门及岗位|从事专业技术工作|职务",
            f"2012年7月—2018年12月|{UNIT}|工艺部|缸体机加工艺编制|技术员",
            f"2019年1月至今|{UNIT}|制造工程部|生产线规划与技术改造|副部长",
        ),
        module("专业技术工作总结", text=SUMMARY * 4),
        module(
            "完成主要专业技术工作情况",
            "起止时间|工作名称|本人承担的责任|完成情况及效果",
            "2020年3月—2021年6月|D19 缸体柔性生产线建设|项目负责人|"
            + "生产线设计节拍九十秒，投产后年产能八万台，设备综合效率百分之八十六，比原先高十四个百分点。"
            * 3,
            "2021年9月—2022年12月|缸孔珩磨工艺改进|主要完成人|"
            + "不合格品率由 3.2% 降到 0.4%，每年节约成本一百二十六万元。" * 4,
        ),
        module(
            "承担课题（项目）情况",
            "项目名称|项目来源|项目编号|起止时间|本人排名|完成情况",
            "高速柴油机缸体绿色制造关键技术研究|云南省科技厅|202102AC080002|2021年1月—2022年12月|3/12|已结题",
        ),
        module(
            "获得专利情况",
            "专利名称|专利类别|专利号|授权日期|排名",
            "一种缸体分段变压珩磨装置|发明专利|ZL202110456789.X|2022年5月17日|1/5",
        ),
        module(
            "获得表彰奖励情况",
            "奖励名称|等级|授奖单位|获奖时间|排名",
            "昆明市科技进步奖|三等奖|昆明市人民政府|2022年12月|4/7",
        ),
        module("撰写著作情况", "著作名称|出版社|ISBN|出版时间|本人承担字数"),
        module(
            "撰写论文情况",
            "论文题目|刊物名称|刊号|发表时间|作者排序|检索网址",
            "柴油机缸孔分段变压珩磨的圆柱度控制|机械工程学报|CN 11-2187/TH|2021年第8期|独著|"
            "https://doi.org/10.3901/JME.2021.08.017-with-a-very-long-tail-that-never-ends-000000000000001",
        ),
        module(
            "参加继续教育和国际学术活动情况",
            "起止时间|内容|主办单位|学时|证书编号",
            "2022年5月—2022年6月|智能制造高级研修班|云南省机械工程学会|60|JXJY-2022-0456",
        ),
        module(
            "年度考核情况（近五年）",
            "年度|考核单位|考核结果",
            *[f"{year}|{UNIT}|{'优秀' if year in (2020, 2022) else '合格'}" for year in range(2018, 2023)],
        ),
    ]


def review_form(name: str = "王𬭎䶮", *, finished: bool = True) -> ReviewForm:
    """The review form of one person; finished: with every opinion and seal."""
    form: ReviewForm = {
        "case_number": "KM2023-0000123",
        "version": "第3版",
        "content_hash": HASH,
        "cover": {
            "unit": UNIT,
            "name": name,
            "current_title": "工程师",
            "applied_title": "高级工程师",
            "series": "工程技术",
            "profession": "机电工程（机械工程）",
            "level": "副高级",
            "kind": "晋升评审",
            "committee": COMMITTEE,
            "year": "2023",
            "filled_on": "2023年7月18日",
        },
        "basics": [
            {"label": k, "value": v}
            for k, v in (
                ("姓名", name),
                ("性别", "男"),
                ("出生年月", "1985年3月"),
                ("公民身份号码", ID_NUMBER),
                ("民族", "汉族"),
                ("政治面貌", "中共党员"),
                ("参加工作时间", "2012年7月"),
                ("手机号码", "13888012345"),
                ("最高学历学位", "本科、工学学士"),
                ("毕业院校及专业", "昆明理工大学 机械设计制造及其自动化"),
                ("现工作单位", UNIT),
                ("单位性质", "非公有制经济组织"),
                ("统一社会信用代码", "91530100MA6K5XYZ1A"),
                ("现从事专业及年限", "机械工程，11年"),
                ("现专业技术职称", "工程师"),
                ("取得时间", "2018年11月20日"),
                ("是否破格", "否"),
            )
        ],
        "photo_jpeg": photo(),
        "modules": modules(),
        "unit_opinion": None,
        "stations": [
            {
                "station": station,
                "organisation": organisation,
                "result": "",
                "opinion": "",
                "auditor": "",
                "decided_on": "",
                "signatures": [],
            }
            for station, organisation in (
                ("用人单位审核意见", UNIT),
                ("县（市）区人社部门审核意见", "昆明市五华区人力资源和社会保障局"),
                ("评委会办事机构审核意见", "昆明市机械工业协会"),
            )
        ],
        "committee_opinion": None,
        "confirmation": None,
        "maker": "云南省人力资源和社会保障厅制",
    }
    if finished:
        finish(form)
    return form


def finish(form: ReviewForm) -> None:
    """Write every opinion of the form and sign it."""
    form["unit_opinion"] = {
        "evaluation": "该同志专业基础扎实，责任心强，主持完成两条柔性生产线建设，能独立解决复杂技术问题。",
        "way": "民主评议推荐",
        "posts": "本级别岗位10个，已聘8人，空缺2个；第1名（本单位本次同级别共3名）",
        "named": "负责人（法定代表人）：赵建国　人事部门负责人：李敏",
        "people": "制造工程部全体专业技术人员，应到 32 人，实到 30 人",
        "opinion": "同意推荐申报高级工程师。",
        "formed": "经单位专业技术人员推荐小组评议，29 票赞成、1 票弃权，形成推荐意见。",
        "publicity": "2023年7月3日至7月10日在单位公告栏公示 5 个工作日，无异议。",
        "signatures": [person("赵建国", "单位负责人"), seal(UNIT)],
    }
    for station, who in zip(form["stations"], ("陈晓", "杨丽萍", "和志强"), strict=True):
        station["result"] = "通过"
        station["opinion"] = "经审核，申报材料真实、完整、有效，符合申报条件，同意推荐。"
        station["auditor"] = who
        station["decided_on"] = "2023年7月21日"
        station["signatures"] = [person(who, "审核人"), seal(station["organisation"], "职称评审专用章")]
    form["committee_opinion"] = {
        "committee": COMMITTEE,
        "opinion": "经评审委员会评议并无记名投票表决，该同志符合高级工程师评审条件，评审通过。",
        "result": "评审通过",
        "votes": {"members": 15, "present": 13, "in_favour": 12, "against": 1, "abstained": 0},
        "decided_on": "2023年10月20日",
        "signatures": [person("段云峰", "主任委员"), seal(COMMITTEE, at="2023年10月20日 17:30")],
    }
    form["confirmation"] = {
        "document_number": "云人社职〔2023〕56号",
        "title": "高级工程师",
        "level": "副高级",
        "obtained_on": "2023年10月20日",
        "organisation": CITY,
        "signatures": [
            person("刘芳", "经办人", at="2023年11月30日 09:12"),
            seal(CITY, "职称评审专用章", "2023年11月30日 09:15"),
        ],
    }


def notice_form(name: str = "王𬭎䶮") -> NoticeForm:
    return {
        "case_number": "KM2023-0000123",
        "version": "第1版",
        "content_hash": HASH,
        "year": "2023",
        "unit": UNIT,
        "basics": [
            {"label": k, "value": v}
            for k, v in (
                ("姓名", name),
                ("性别", "男"),
                ("出生年月", "1985年3月"),
                ("参加工作时间", "2012年7月"),
                ("现有职称", "工程师"),
                ("取得时间", "2018年11月20日"),
                ("申报职称", "高级工程师"),
                ("申报系列（专业）", "工程技术（机电工程）"),
                ("申报级别", "副高级"),
                ("评审委员会", COMMITTEE),
            )
        ],
        "education": ["2008年9月—2012年7月，昆明理工大学机械设计制造及其自动化专业，本科、工学学士"],
        "seniority": [
            "2018年11月取得工程师，任现职满 5 年，从事机械工程专业技术工作 11 年",
            "近五年年度考核：2018 合格、2019 合格、2020 优秀、2021 合格、2022 优秀",
        ],
        "academic": [
            "论文《柴油机缸孔分段变压珩磨的圆柱度控制》，《机械工程学报》2021年第8期，独著",
            "发明专利“一种缸体分段变压珩磨装置”，ZL202110456789.X，第 1 发明人",
            "云南省科技厅项目“高速柴油机缸体绿色制造关键技术研究”，第 3 完成人，已结题",
        ],
        "achievements": [
            "主持完成 D19 缸体柔性生产线建设，年产能 8 万台",
            "缸孔珩磨工艺改进，不合格品率由 3.2% 降到 0.4%",
            "昆明市科技进步奖三等奖（2022年，第 4 完成人）",
        ],
        "places": ["单位办公楼一楼公告栏", "单位内网公告栏"],
        "period": "2023年7月3日至2023年7月10日（5个工作日）",
        "contact": "人力资源部 陈晓 0871-65123456",
        "objections": "公示期间未收到异议。",
        "signatures": [person("陈晓", "经办人"), person("赵建国", "单位负责人"), seal(UNIT)],
    }


def certificate(name: str = "王𬭎䶮") -> Certificate:
    url = "https://zc.example.gov.cn/verify/K7QX-2M9D-PR4T"
    return {
        "case_number": "KM2023-0000123",
        "version": "",
        "content_hash": HASH,
        "name": name,
        "identity": "530102********1234",
        "gender": "男",
        "unit": UNIT,
        "series": "工程技术",
        "profession": "机电工程",
        "title": "高级工程师",
        "level": "副高级",
        "obtained_on": "2023年10月20日",
        "document_number": "云人社职〔2023〕56号",
        "issuer": PROVINCE,
        "way": "评审",
        "committee": COMMITTEE,
        "certificate_number": "530100-2023-000123-7",
        "issued_on": "2023年12月1日",
        "verify_url": url,
        "qr_svg": qr.svg(url),
        "photo_jpeg": photo(),
        "signatures": [seal(PROVINCE, "职称证书专用章", "2023年12月1日 09:00")],
    }


def title_document(holders: int = 12) -> TitleDocument:
    return {
        "case_number": "云人社职〔2023〕56号",
        "version": "",
        "content_hash": HASH,
        "issuer": PROVINCE,
        "document_number": "云人社职〔2023〕56号",
        "title": f"云南省人力资源和社会保障厅关于王𬭎䶮等{holders}名同志具备高级工程师任职资格的通知",
        "addressee": "昆明市人力资源和社会保障局",
        "paragraphs": [
            f"经{COMMITTEE}评审通过，并经公示无异议，王𬭎䶮等{holders}名同志具备高级工程师任职资格，现予印发。"
            "任职资格取得时间为2023年10月20日。",
            "请按照有关规定做好评审结果确认和电子证书发放工作。",
        ],
        "holders": [
            {
                "group": "基层组" if n < holders // 3 else "",
                "name": "王𬭎䶮" if n == 0 else f"张{chr(0x4E00 + 37 * n)}",
                "gender": "男女"[n % 2],
                "unit": UNIT,
                "profession": "机电工程",
                "title": "高级工程师",
                "obtained_on": "2023年10月20日",
            }
            for n in range(holders)
        ],
        "copies_to": "昆明市机械工业协会，各有关单位",
        "issued_on": "2023年11月28日",
        "signatures": [seal(PROVINCE, at="2023年11月28日 16:00")],
    }
