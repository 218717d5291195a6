"""Acts of the stations: the unit's opinion, pass, return, reset, refuse; the paper dossier."""

from zhicheng.vetting.actions.opinion import Recommendation, write_opinion
from zhicheng.vetting.actions.paper import accept_paper, accept_without_paper, send_paper
from zhicheng.vetting.actions.passing import pass_on
from zhicheng.vetting.actions.returning import refuse_recommendation, reset, send_back

__all__ = [
    "Recommendation",
    "accept_paper",
    "accept_without_paper",
    "pass_on",
    "refuse_recommendation",
    "reset",
    "send_back",
    "send_paper",
    "write_opinion",
]
