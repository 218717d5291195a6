"""How many applications came how far, and where they ended."""

from collections import Counter
from dataclasses import dataclass

from django.db.models import Count

from zhicheng.applications.models import Application, Step
from zhicheng.applications.states import ENDS, LABELS, Event, State
from zhicheng.people.models import Person
from zhicheng.register.models import Certificate

STAGES: tuple[tuple[str, str, tuple[Event, ...]], ...] = (
    ("submitted", "提交申报", (Event.SUBMIT,)),
    ("unit_noticed", "单位公示", (Event.OPEN_NOTICE,)),
    ("audited", "电子审核通过", (Event.FINISH_AUDIT,)),
    ("accepted", "受理", (Event.ACCEPT,)),
    ("listed", "拟上会", (Event.QUALIFY,)),
    ("filed", "会前备案", (Event.FILE,)),
    ("read", "专家审阅", (Event.BEGIN_READING,)),
    ("passed", "评审通过", (Event.VOTE_FOR,)),
    ("published", "结果公示", (Event.POST_RESULT,)),
    ("post_filed", "会后备案", (Event.POST_FILE,)),
    ("documented", "发文", (Event.DOCUMENT,)),
    ("confirmed", "确认", (Event.CONFIRM,)),
    ("certified", "发证", (Event.CERTIFY,)),
)


@dataclass(frozen=True)
class Funnel:
    """`stages`: (key, label, applications that came so far); `ends`: state → how many; `open`: not yet ended."""

    registered: int
    covers: int
    stages: tuple[tuple[str, str, int], ...]
    ends: dict[str, int]
    open: int
    certificates: int
    revoked: int


def count() -> Funnel:
    """The funnel of the whole database."""
    reached: Counter[str] = Counter()
    for event, number in (
        Step.objects.values_list("event").annotate(Count("application", distinct=True)).order_by()
    ):
        reached[event] = number
    states = dict(Application.objects.values_list("state").annotate(Count("id")).order_by())
    return Funnel(
        registered=Person.objects.count(),
        covers=Application.objects.count(),
        stages=tuple((key, label, sum(reached[event] for event in events)) for key, label, events in STAGES),
        ends={state: number for state, number in states.items() if State(state) in ENDS},
        open=sum(number for state, number in states.items() if State(state) not in ENDS),
        certificates=Certificate.objects.count(),
        revoked=Certificate.objects.filter(revoked_at__isnull=False).count(),
    )


def lines(funnel: Funnel) -> list[str]:
    """The funnel as text, a bar for each stage."""
    most = max(funnel.covers, 1)
    rows = [("registered", "注册", funnel.registered), ("covers", "保存封面", funnel.covers), *funnel.stages]
    found = [f"  {label:　<8}{number:>6}  {'█' * round(30 * number / most)}" for _key, label, number in rows]
    found.append("  结束:" + " · ".join(f"{LABELS[State(s)]} {n}" for s, n in sorted(funnel.ends.items())))
    if funnel.open:
        found.append(f"  在办:{funnel.open}")
    found.append(f"  证书:{funnel.certificates}(撤销 {funnel.revoked})")
    return found
