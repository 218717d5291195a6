"""The questions of 资格信息 that are told several times over: periods, training, earlier applications.

Each has a fixed number of lines; a fact's name holds the line: "insurance.0.from".
"""

from zhicheng.dossiers.asked import PERSONNEL_FILE, Fact, Verifier, fact, group, values
from zhicheng.dossiers.modules import Kind
from zhicheng.policy import facts as law

LINES = 3
SAME = "同上。"


def _insurance(number: int) -> tuple[Fact, ...]:
    key, label = f"insurance.{number}", f"以前参保第{number + 1}段"
    why = "现在连续参保之前的参保时间；中断过的，各段分开填写。" if number == 0 else SAME
    return (
        fact(f"{key}.from", f"{label}开始", Kind.DAY, why, "KM2023-2.4"),
        fact(f"{key}.to", f"{label}结束", Kind.DAY, SAME, "KM2023-2.4"),
        fact(f"{key}.place", f"{label}参保地", Kind.TEXT, "写到州、市，如：昆明市。", "KM2023-2.4"),
        fact(f"{key}.unit", f"{label}参保单位", Kind.TEXT, "写全称；个人参保的写“个人”。", "KM2023-2.4"),
    )


def _excluded(number: int) -> tuple[Fact, ...]:
    key, label = f"excluded_periods.{number}", f"第{number + 1}段"
    why = "借调、脱产等未履行专业技术职责的时间从年限中扣除。" if number == 0 else SAME
    return (
        fact(f"{key}.from", f"{label}开始", Kind.DAY, why, "GUIDE-Q11"),
        fact(f"{key}.to", f"{label}结束", Kind.DAY, SAME, "GUIDE-Q11"),
    )


def _training(number: int) -> tuple[Fact, ...]:
    key, label = f"mismatch_training.{number}", f"第{number + 1}项"
    why = "所学与所从事专业不一致时可视为具备同等能力。" if number == 0 else SAME
    return (
        fact(
            f"{key}.kind",
            f"{label}补充学习",
            Kind.CHOICE,
            why,
            "GUIDE-Q12",
            choices=values(law.TrainingKind),
        ),
        fact(f"{key}.months", f"{label}学习月数", Kind.NUMBER, SAME, "GUIDE-Q12"),
        fact(f"{key}.subjects", f"{label}结业科目数", Kind.NUMBER, SAME, "GUIDE-Q12"),
    )


def _earlier(number: int) -> tuple[Fact, ...]:
    key, label = f"applications.{number}", f"第{number + 1}次"
    why = "在本系统以外申报过的填写；本系统里的申报自动列出，不用填。" if number == 0 else SAME
    return (
        fact(f"{key}.year", f"{label}申报年度", Kind.YEAR, why, "KM2023-4.1a"),
        fact(f"{key}.kind", f"{label}申报类型", Kind.CHOICE, SAME, "KM2023-4.1a", choices=values(law.Kind)),
        fact(f"{key}.committee", f"{label}评审委员会", Kind.TEXT, "写全称。", "KM2023-4.1a"),
        fact(f"{key}.level", f"{label}申报级别", Kind.CHOICE, SAME, "KM2023-4.1a", choices=values(law.Level)),
        fact(
            f"{key}.outcome",
            f"{label}结果",
            Kind.CHOICE,
            "未通过后再次申报的，须有新的业绩成果。",
            "KM2023-4.1a",
            choices=("通过", "未通过", "撤回"),
        ),
    )


INSURANCE_BEFORE = group(
    "insurance_before",
    "以前的参保",
    tuple(one for number in range(LINES) for one in _insurance(number)),
    only="在现在连续参保之前还参过保，或曾有中断的人员",
    proof="insurance_proof",
)
EXCLUDED = group(
    "excluded",
    "不计入年限的时间",
    tuple(one for number in range(LINES) for one in _excluded(number)),
    only="曾借调、脱产，有一段时间没有履行专业技术职责的人员",
    proof=PERSONNEL_FILE,
)
TRAINING = group(
    "training",
    "专业不一致时的补充学习",
    tuple(one for number in range(LINES) for one in _training(number)),
    only="所学专业与申报专业不一致的人员",
    proof="training_proof",
)
EARLIER = group(
    "earlier",
    "以前的申报",
    tuple(one for number in range(LINES) for one in _earlier(number)),
    only="在本系统以外申报过职称的人员",
    proof=PERSONNEL_FILE,
    by=Verifier.OFFICE,
)

# What goes together in each line: all or none; and what ends after it begins.
PERIODS = tuple(
    (f"{key}.{number}.from", f"{key}.{number}.to")
    for key in ("insurance", "excluded_periods")
    for number in range(LINES)
)
TOGETHER = (
    *PERIODS,
    *((f"insurance.{number}.from", f"insurance.{number}.place") for number in range(LINES)),
    *(
        (f"applications.{number}.year", f"applications.{number}.{name}")
        for number in range(LINES)
        for name in ("kind", "level", "outcome")
    ),
)
NEEDS_KIND = tuple(
    (f"mismatch_training.{number}.{name}", f"mismatch_training.{number}.kind")
    for number in range(LINES)
    for name in ("months", "subjects")
)
