"""The unit passes: where it has preparing and passing apart, one prepares and the head passes (KM2023-6.1)."""

from zhicheng.applications.models import Application
from zhicheng.rehearsal.stage import Stage
from zhicheng.rehearsal.world import Desk
from zhicheng.vetting import actions as vetting
from zhicheng.vetting.checks import CHECK_POINTS


def unit_passes_on(stage: Stage, row: Application, unit: Desk, words: str) -> None:
    """By the acts of the unit's people; who has prepared it is not let pass it."""
    if unit.preparer is not None:
        vetting.prepare(row, words, CHECK_POINTS, unit.preparer, unit.organisation)
        stage.must_refuse(
            "who has prepared it passes it", vetting.pass_on, row, words, CHECK_POINTS, unit.preparer,
            unit.organisation,
        )  # fmt: skip
    vetting.pass_on(row, words, CHECK_POINTS, unit.officer, unit.organisation)
