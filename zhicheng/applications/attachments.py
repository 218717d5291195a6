"""What an applicant must and may attach: the table's rows that apply, then what the call names."""

from dataclasses import dataclass

from zhicheng.applications.attachment_kinds import ATTACHMENTS, Situation, Wanted
from zhicheng.applications.kinds import row_for
from zhicheng.dossiers.asked import Verifier
from zhicheng.files.checks import SCANS
from zhicheng.planning.models import Call
from zhicheng.policy.rules.belonging import ENTRUSTED

MOST_PER_KEY = 10
# how things were done in the years before the table's
EARLIER_WAYS = {
    ("commitment", 2022): (
        "在“信用中国(云南昆明)”网站“昆明市专业技术人员职称申报信用承诺”栏目注册、填报,在“我的申报”中打印的承诺书。",
        "DC2022-2.6",
    ),
}
BY_KEY = {wanted.key: wanted for wanted in ATTACHMENTS}
CALL_PREFIX = "call-"  # keys of the materials that a call names
ASKED_PREFIX = "asked-"  # keys of what a station has asked for besides


@dataclass(frozen=True)
class Demand:
    """One line of 附件管理: what is wanted of this applicant, and whether the application waits for it."""

    key: str
    title: str
    why: str
    source: str
    required: bool
    formats: frozenset[str]
    by: Verifier = Verifier.OFFICE
    numbered: bool = False
    steps: tuple[str, ...] = ()


def demands(situation: Situation, call: Call | None) -> tuple[Demand, ...]:
    """What this applicant must attach, then what may be attached, in the order of the table."""
    required = [wanted for wanted in ATTACHMENTS if _is_required(wanted, situation)]
    optional = [
        wanted
        for wanted in ATTACHMENTS
        if wanted not in required and wanted.offered is not None and wanted.offered(situation)
    ]
    return (
        *(_demand(wanted, situation, required=True) for wanted in required),
        *(
            Demand(
                CALL_PREFIX + material["key"],
                material["name"],
                "本次申报评审通知要求。",
                "KM2023-1.2",
                bool(material["required"]),
                SCANS,
            )
            for material in (call.materials if call else [])
        ),
        *(_demand(wanted, situation, required=False) for wanted in optional),
    )


def _is_required(wanted: Wanted, situation: Situation) -> bool:
    if wanted.key == "insurance_proof" and (
        situation.employment == "自由职业" or situation.unit_kind in ENTRUSTED
    ):
        return False
    if wanted.when is not None:
        return wanted.when(situation)
    return wanted.key in row_for(situation.kind, situation.channel).attachments


def _demand(wanted: Wanted, situation: Situation, *, required: bool) -> Demand:
    why, source = EARLIER_WAYS.get((wanted.key, situation.year), (wanted.why, wanted.source))
    own_way = (wanted.key, situation.year) not in EARLIER_WAYS
    return Demand(
        wanted.key,
        wanted.title,
        why,
        source,
        required,
        wanted.formats,
        wanted.by,
        wanted.numbered,
        wanted.steps if own_way else (),
    )
