"""After a rehearsed meeting: one officer writes the reasons and puts the results together, the second one releases them."""

from typing import TYPE_CHECKING

from zhicheng.outcomes import actions
from zhicheng.outcomes.queries import to_release

if TYPE_CHECKING:
    from zhicheng.rehearsal.committee_year import CommitteeYear

NOT_ENOUGH = {
    "work": "近年承担的项目以参与为主，独立完成的业绩不足。",
    "innovation": "成果以常规应用为主，创新性不足。",
}


def release(year: "CommitteeYear") -> None:
    """The results, told to everybody at once; those who passed are published."""
    officer, second = year.office.officer, year.second_officer()
    for row in to_release(year.session):
        if not row.ballot.passed:
            actions.write_reasons(row, NOT_ENOUGH, officer)
            actions.moderate_reasons(row, second)
    actions.prepare_results(year.session, officer)
    year.stage.must_refuse(
        "results released by who put them together", actions.release_results, year.session, officer
    )
    actions.release_results(year.session, second)
    year.publish_results()
