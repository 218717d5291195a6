"""E-48, E-49: the commitment, the unit's publicity form and the proof of education of a review."""

from __future__ import annotations

from zhicheng.policy.asking import Asking
from zhicheng.policy.facts import REVIEWS, Proof
from zhicheng.policy.findings import Finding


def commitment_and_publicity(ask: Asking) -> list[Finding]:
    """E-48: both are attachments of every review (KM2023-3.5, KM2023-3.6)."""
    return _attached(ask, "E-48", (Proof.COMMITMENT, Proof.PUBLICITY))


def education_proof(ask: Asking) -> list[Finding]:
    """E-49: 学信网 form and screenshot, foreign certification, or the unit's proof (KM2023-3.8, AMB-06)."""
    if not ask.holds("E-49"):
        return [ask.not_in_force("E-49")]
    return _attached(ask, "E-49", (Proof.EDUCATION,))


def _attached(ask: Asking, rule: str, needed: tuple[Proof, ...]) -> list[Finding]:
    given = ask.facts.proofs
    if ask.application.kind not in REVIEWS or given is None:
        return [ask.silent(rule, "没有核对附件。")]
    missing = "、".join(proof for proof in needed if proof not in given)
    if missing:
        return [ask.unknown(rule, f"还没有上传{missing}。", f"请上传{missing}。")]
    return [ask.passes(rule, f"已上传{'、'.join(needed)}。")]
