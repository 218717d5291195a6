"""E-48, E-49: the commitment, the unit's publicity form and the proof of education of a review."""

from __future__ import annotations

from zhicheng.policy.asking import Asking, day
from zhicheng.policy.facts import REVIEWS, Education, Proof
from zhicheng.policy.findings import Finding
from zhicheng.policy.rules.education import highest


def commitment_and_publicity(ask: Asking) -> list[Finding]:
    """E-48: both are attachments of every review (KM2023-3.5, KM2023-3.6)."""
    return _attached(ask, "E-48", (Proof.COMMITMENT, Proof.PUBLICITY))


def education_proof(ask: Asking) -> list[Finding]:
    """E-49: the proof of the highest education by class and country; its online verification still holds.

    A verification that nobody has told the end of is looked at by people (KM2023-3.8, DC2022-2.8, AMB-06).
    """
    found = _attached(ask, "E-49", (Proof.EDUCATION,))
    best = highest(ask)
    if ask.application.kind not in REVIEWS or ask.facts.proofs is None or best is None:
        return found
    if Proof.EDUCATION not in ask.facts.proofs:
        return [ask.unknown("E-49", f"还没有上传{Proof.EDUCATION}。", f"请上传{proof_of(ask, best)}。")]
    until = best.verified_until
    if until is None or until >= ask.today or not _online(ask, best):
        return found
    months = ask.book.value("proof.online_months").number
    return [
        ask.unknown(
            "E-49",
            f"{best.level}学历的学信网在线验证已于{day(until)}到期,审核时须有效。",
            f"请在学信网重新办理在线验证,有效期选{months}个月,并更新学历情况和学历证明。",
        )
    ]


def proof_of(ask: Asking, education: Education) -> str:
    """Which of the three proofs an education wants, in words (KM2023-3.8)."""
    if education.abroad:
        return "国(境)外学历学位认证书"
    if _online(ask, education):
        return "学信网《教育部学历证书电子注册备案表》和查询截图"
    return "学信网《教育部学历证书电子注册备案表》,网上查不到的上传单位的书面证明"


def _online(ask: Asking, education: Education) -> bool:
    """Whether the class is one that the online register holds: domestic, of 2002 or later."""
    since = ask.book.value("proof.online_class").number
    finished = education.finished_on
    return not education.abroad and finished is not None and finished.year >= since


def _attached(ask: Asking, rule: str, needed: tuple[Proof, ...]) -> list[Finding]:
    given = ask.facts.proofs
    if ask.application.kind not in REVIEWS or given is None:
        return [ask.silent(rule, "没有核对附件。")]
    missing = "、".join(proof for proof in needed if proof not in given)
    if missing:
        return [ask.unknown(rule, f"还没有上传{missing}。", f"请上传{missing}。")]
    return [ask.passes(rule, f"已上传{'、'.join(needed)}。")]
