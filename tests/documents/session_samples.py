"""Filled-in documents of a committee's year: plan, call, filings, draw, minutes."""

from tests.documents.samples import CITY, COMMITTEE, HASH, UNIT, person, seal
from zhicheng.documents.check_inputs import (
    Announcement,
    MeetingNotice,
    SpotCheckRecord,
    TitleListForm,
    YearlyPlan,
)
from zhicheng.documents.inputs import (
    Call,
    Candidate,
    DrawnExpert,
    DrawRecord,
    Field,
    MeetingMinutes,
    PostMeetingFiling,
    PreMeetingFiling,
)

ORGANISER = "昆明市机械工业协会"
SESSION = "S2023-JD-01"


def facts(**pairs: str) -> list[Field]:
    return [{"label": label, "value": value} for label, value in pairs.items()]


def candidates(count: int) -> list[Candidate]:
    return [
        {
            "name": f"人员{n:03}",
            "gender": "男女"[n % 2],
            "unit": UNIT,
            "profession": "机电工程",
            "current_title": "工程师",
            "applied_title": "高级工程师",
        }
        for n in range(count)
    ]


def experts(first: int, count: int) -> list[DrawnExpert]:
    return [
        {
            "name": f"专家{n:02}",
            "unit": "昆明理工大学",
            "profession": "机械工程",
            "title": "教授",
            "note": "非公有制单位" if n % 3 == 0 else "",
        }
        for n in range(first, first + count)
    ]


def pre_meeting_filing(count: int = 30, *, answered: bool = True) -> PreMeetingFiling:
    return {
        "case_number": SESSION,
        "version": "第1版",
        "content_hash": HASH,
        "committee": COMMITTEE,
        "organiser": ORGANISER,
        "year": "2023",
        "facts": facts(
            评审级别="副高级",
            评审专业="机电工程",
            评审时间="2023年10月20日",
            评审地点="昆明市会堂三楼会议室",
            评审方式="审阅材料、面试答辩",
            评审专家人数="15",
        ),
        "plan": "按随机抽取规则从专家库抽取专家15名，每份材料由三名以上专家独自审阅，无记名投票表决。",
        "audit": f"共申报 {count + 2} 人，资格审查通过 {count} 人，未通过 2 人。",
        "publicity": "2023年9月20日至9月27日在门户网站公示5个工作日，无异议。",
        "candidates": candidates(count),
        "refused": [
            {"name": "钱一", "unit": UNIT, "applied_title": "高级工程师", "reason": "履职年限不足"},
            {"name": "孙二", "unit": UNIT, "applied_title": "高级工程师", "reason": "逾期未补正"},
        ],
        "filed_on": "2023年9月28日",
        "signatures": [person("和志强", "办事机构负责人"), seal(ORGANISER)],
        "answer": {
            "organisation": CITY,
            "result": "予以备案",
            "opinion": "材料齐全，予以备案。请严格按照备案的工作方案组织评审。",
            "decided_on": "2023年10月8日",
            "signatures": [person("刘芳", "经办人"), seal(CITY, "职称评审专用章")],
        }
        if answered
        else None,
    }


def draw_record() -> DrawRecord:
    return {
        "case_number": SESSION,
        "version": "",
        "content_hash": HASH,
        "committee": COMMITTEE,
        "year": "2023",
        "facts": facts(
            抽取时间="2023年10月12日 09:30",
            评审时间="2023年10月20日",
            专家库人数="68",
            抽取人数="15（单数）",
            抽取地点="组建单位会议室",
            程序版本="1.0",
        ),
        "pool_hash": HASH,
        "contributions": [
            {"who": who, "commitment": HASH[::-1], "revealed": f"{n}f3a9c7e5d1b2846" * 2}
            for n, who in enumerate(("周明", "吴洁", "郑好"))
        ],
        "seed": HASH,
        "members": experts(0, 15),
        "stand_ins": experts(15, 4),
        "skipped": [{"name": "专家77", "reason": "回避：与申报人在同一单位"}],
        "signatures": [
            person("周明", "抽取人员"),
            person("吴洁", "抽取人员"),
            person("郑好", "抽取人员"),
            person("王监", "监督人员"),
            seal(ORGANISER),
        ],
    }


def minutes(count: int = 30) -> MeetingMinutes:
    return {
        "case_number": SESSION,
        "version": "",
        "content_hash": HASH,
        "committee": COMMITTEE,
        "year": "2023",
        "facts": facts(
            会议时间="2023年10月20日",
            会议地点="昆明市会堂三楼会议室",
            委员人数="15",
            到会人数="13",
            最少到会人数="10（三分之二）",
            评审方式="审阅材料、面试答辩",
        ),
        "course": "会议由主任委员主持，学习评价标准后逐一审议，每份材料由三名专家独自审阅，随后无记名投票。",
        "agenda": [
            {"at": "10-20 09:00", "words": "评审会开始，到会13人，至少须到10人。"},
            {"at": "10-20 09:32", "words": "对人员001、人员002等30人开始无记名表决。"},
        ],
        "attendance": [
            {
                "name": f"专家{n:02}",
                "unit": "昆明理工大学",
                "role": "委员",
                "present": "到会" if n < 13 else "缺席",
            }
            for n in range(15)
        ],
        "recusals": ["专家03 回避人员002（同一单位），未参加该名人员的审议和投票。"],
        "results": [
            {
                "name": c["name"],
                "group": "",
                "unit": c["unit"],
                "applied_title": c["applied_title"],
                "readings": "3",
                "in_favour": "12",
                "against": "1",
                "abstained": "0",
                "result": "评审通过",
            }
            for c in candidates(count)
        ],
        "opinions": [
            {
                "name": c["name"],
                "number": f"KM2023-{n:06}",
                "faced": [
                    "面试答辩（2023年10月19日 09:00，科研楼3楼）：打分80、81、82，平均81.0。回答切题。"
                ],
                "opinions": [{"scores": "思想品德90、职业道德88", "words": "业绩突出，建议提交表决。"}] * 3,
            }
            for n, c in enumerate(candidates(count), start=1)
        ],
        "signatures": [
            person("段云峰", "主任委员"),
            person("吴洁", "计票人"),
            person("王监", "监票人"),
            seal(COMMITTEE),
        ],
    }


def post_meeting_filing(count: int = 28) -> PostMeetingFiling:
    return {
        "case_number": SESSION,
        "version": "第1版",
        "content_hash": HASH,
        "committee": COMMITTEE,
        "organiser": ORGANISER,
        "year": "2023",
        "facts": facts(
            评审时间="2023年10月20日", 参评人数="30", 通过人数=str(count), 未通过人数=str(30 - count)
        ),
        "publicity": "2023年10月23日至10月30日在门户网站公示5个工作日，无异议。",
        "passed": candidates(count),
        "filed_on": "2023年10月31日",
        "signatures": [person("和志强", "办事机构负责人"), seal(ORGANISER)],
        "answer": None,
    }


def call() -> Call:
    return {
        "case_number": SESSION,
        "version": "第1版",
        "content_hash": HASH,
        "organiser": ORGANISER,
        "committee": COMMITTEE,
        "number": "昆机协〔2023〕8号",
        "title": f"关于开展2023年度{COMMITTEE}职称申报评审工作的通知",
        "addressee": "各有关单位",
        "sections": [
            {"heading": "申报范围", "text": "在昆企事业单位从事机电工程专业技术工作的在职在岗人员。"},
            {"heading": "申报条件", "text": "符合机电工程高级工程师评价标准，履职年限计算至2023年12月31日。"},
            {"heading": "工作要求", "text": "用人单位应当公示不少于5个工作日。\n材料须真实、完整。"},
        ],
        "window": "2023年7月1日0:00至2023年8月31日 24:00\n单位审核通过：2023年9月8日 24:00截止",
        "materials": ["《专业技术职称申报评审表》", "《昆明市职称申报综合情况（公示）表》", "职称申报承诺书"],
        "ways": "审阅材料、面试答辩",
        "contact": f"{ORGANISER}，0871-65123456",
        "enclosures": ["申报材料目录（样表）", "昆明市职称申报综合情况（公示）表"],
        "published_on": "2023年6月15日",
        "signatures": [seal(ORGANISER, at="2023年6月15日 09:00")],
    }


def announcement() -> Announcement:
    return {
        "case_number": "云南省人社备〔2023〕5号",
        "version": "补充通知第1号",
        "content_hash": HASH,
        "organiser": ORGANISER,
        "number": "备案编号：云南省人社备〔2023〕5号",
        "title": "关于延长申报时间的补充通知",
        "addressee": "各有关单位和专业技术人员",
        "text": "申报截止时间由2023年8月31日 24:00延长至2023年9月5日 24:00。\n原因：应多家单位请求。\n"
        f"本通知是《关于开展2023年度{COMMITTEE}职称申报评审工作的通知》的补充，其他事项仍按原通知执行。",
        "enclosures": ["申报材料目录（样表）", "申报人员花名册"],
        "published_on": "2023年8月15日",
        "signatures": [seal(ORGANISER, at="2023年8月15日 09:00")],
    }


def yearly_plan(count: int = 55) -> YearlyPlan:
    return {
        "case_number": "P2023",
        "version": "",
        "content_hash": HASH,
        "title": "昆明市2023年度高级专业技术职称评审计划表",
        "issuer": "昆明市人力资源和社会保障局",
        "year": "2023",
        "entries": [
            {"committee": f"昆明市第{n}评审委员会", "organiser": ORGANISER, "month": "10"}
            for n in range(1, count + 1)
        ],
        "issued_on": "2023年4月10日",
        "signatures": [seal(CITY, at="2023年4月10日 10:00")],
    }


def title_list() -> TitleListForm:
    return {
        "case_number": SESSION,
        "version": "",
        "content_hash": HASH,
        "committee": COMMITTEE,
        "organiser": ORGANISER,
        "bureau": CITY,
        "year": "2023",
        "people": [
            {
                "name": f"人员{n:03}",
                "unit": UNIT,
                "held_title": "工程师（中级）",
                "obtained": "2016-09-01",
                "origin": "外省" if n % 2 else "中央单位",
                "issued": "四川省人力资源和社会保障厅 川职称20160901234567",
                "applied_title": "高级工程师",
                "outcome": "已确认" if n else "不予确认：向原发证单位核实，查无此证。",
            }
            for n in range(14)
        ],
        "sent_on": "2023年9月18日",
        "answer": {
            "organisation": CITY,
            "result": "确认13人，不予确认1人",
            "opinion": "逐人结果见名单。",
            "decided_on": "2023年9月21日",
            "signatures": [seal(CITY, "职称评审专用章")],
        },
    }


def spot_check() -> SpotCheckRecord:
    return {
        "case_number": SESSION,
        "version": "",
        "content_hash": HASH,
        "committee": COMMITTEE,
        "year": "2023",
        "facts": facts(
            评审时间="2023年10月20日", 抽取时间="2023年10月9日 10:00", 抽取人="杨审核", 上会人数="28"
        ),
        "roster_hash": HASH,
        "seed": HASH[::-1],
        "method": "对每个上会人员，把种子和申报编号连在一起求摘要，由小到大取前面的人数。",
        "more": [
            {
                "words": "2023年10月11日 10:00 杨审核对补充上会的3人按10%另行抽取",
                "roster_hash": HASH,
                "seed": HASH,
            }
        ],
        "signatures": [seal(CITY, "职称评审专用章")],
        "findings": [
            {
                "number": f"KM2023-00{n:04}",
                "name": f"人员{n:03}",
                "unit": UNIT,
                "applied_title": "高级工程师",
                "outcome": "复核无误" if n else "取消上会",
                "words": "核对学历、任职年限和参保记录，相符。" if n else "任职年限证明与单位档案不符。",
            }
            for n in range(3)
        ],
    }


def meeting_notice() -> MeetingNotice:
    return {
        "case_number": SESSION,
        "version": "",
        "content_hash": HASH,
        "issuer": ORGANISER,
        "document_number": "昆工信职评〔2023〕3号",
        "title": f"{ORGANISER}关于召开2023年度{COMMITTEE}评审会议的通知",
        "addressee": "张评委",
        "opening": f"经从评审专家库中随机抽取，您已确定为{COMMITTEE}2023年度评审会评审专家。现将有关事项通知如下：",
        "sections": [
            {"heading": "会议时间", "text": "2023年10月20日08:30报到，会期以会议安排为准。"},
            {"heading": "会议地点", "text": "昆明市会堂三楼会议室。"},
            {
                "heading": "会议议程",
                "text": "集中学习评价标准条件；独自审阅；评议后无记名投票；核对并签字确认结果。",
            },
            {
                "heading": "有关要求",
                "text": "评审会议封闭进行。\n请携带能登录系统的手机或电脑，以及本人的动态码。",
            },
            {"heading": "联系方式", "text": "钱办事 0871-63135910"},
        ],
        "issued_on": "2023年10月16日",
        "signatures": [seal(ORGANISER)],
    }
