"""Reads: whose title must be confirmed, who confirms it, what stands open before notice and vote."""

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from django.db.models import F, Prefetch, QuerySet
from django.utils.translation import gettext as _

from zhicheng.applications.models import Application, Submission
from zhicheng.applications.states import State
from zhicheng.applications.stationing import county_bureau
from zhicheng.people.errors import Refused
from zhicheng.people.models import Organisation
from zhicheng.planning.models import Session
from zhicheng.title_confirmation.models import TitleEntry, TitleList
from zhicheng.vault.prepared import Prepared

ELSEWHERE = frozenset({"外省", "中央单位", "部队"})  # GUIDE-Q16-0 names the army besides KM2023-4.3
# Examinations and vocational qualifications hold in the whole country; a confirmed title is confirmed.
HOLDS_EVERYWHERE = frozenset({"考试", "职业资格", "资格确认"})
TO_LIST = (State.ACCEPTED, State.LISTED)
SENIOR = frozenset({"正高级", "副高级"})
Outcome = TitleEntry.Outcome


def newest_title(row: Application) -> dict[str, Any]:
    """The title held last by what was submitted last; empty where none was declared."""
    last = max(row.submissions.all(), key=lambda one: one.version, default=None)
    held = last.content.get("records", {}).get("titles", []) if last else []
    newest: dict[str, Any] = max(
        (one["data"] for one in held), key=lambda data: str(data.get("obtained_on", "")), default={}
    )
    return newest


def needs_confirmation(row: Application) -> bool:
    """Whether the title on which the application rests came from elsewhere by review or recognition."""
    title = newest_title(row)
    return title.get("origin") in ELSEWHERE and title.get("obtained_by") not in HOLDS_EVERYWHERE


def unlisted(rows: Iterable[Application]) -> list[Application]:
    """Those of the applications whose title must be confirmed and who stand on no list; two statements."""
    ids = [row.pk for row in rows]
    found = (
        Application.objects.filter(pk__in=ids, title_entry__isnull=True)
        .select_related("unit__place", "person")
        .prefetch_related(
            Prefetch("submissions", Submission.objects.only("application", "version", "content"))
        )
        .order_by("number")
    )
    return [row for row in found if needs_confirmation(row)]


def to_list(session: Session) -> list[Application]:
    """The session's accepted people whose title is to be put on a list, by number."""
    return unlisted(Application.objects.filter(session=session, state__in=TO_LIST).only("pk"))


def bureau_for(row: Application) -> Organisation | None:
    """Who confirms the title by its level: province, city, or the bureau of the unit's county (GUIDE-Q16-1 ff.).

    A junior title of a unit without a county is confirmed by the city.
    """
    level, kind = newest_title(row).get("level"), Organisation.Kind
    if level in SENIOR:
        return _only(kind.PROVINCE)
    if level == "中级":
        return _only(kind.CITY_BUREAU)
    return county_bureau(row.unit, "") or _only(kind.CITY_BUREAU)


def _only(kind: Organisation.Kind) -> Organisation | None:
    return Organisation.objects.filter(kind=kind, active=True).order_by("code").first()


def lists() -> QuerySet[TitleList]:
    """Lists with all that their pages need; entries by number."""
    entries = TitleEntry.objects.select_related("application__unit", "person", "answered_by")
    return TitleList.objects.select_related(
        "session__committee__organiser", "session__committee__place", "bureau", "sent_by",
        "signature__account", "signature__organisation",
    ).prefetch_related(Prefetch("entries", entries.order_by("application__number")))  # fmt: skip


def lists_of(session: Session) -> list[TitleList]:
    """The session's lists, the first sent on top."""
    return list(lists().filter(session=session).order_by("sent_at", "id"))


def lists_for(bureaus: Iterable[Organisation]) -> QuerySet[TitleList]:
    """The lists that these bureaus answer: open ones first, the longest waiting on top."""
    return (
        lists().filter(bureau__in=list(bureaus)).order_by(F("answered_at").desc(nulls_first=True), "sent_at")
    )


def check_listed(rows: Sequence[Application]) -> None:
    """Errors: Refused while somebody's title from elsewhere stands on no list (KM2023-4.3)."""
    missing = unlisted(rows)
    if missing:
        raise Refused(
            _("%(names)s的原职称取得于外省、中央单位或部队，会前公示前须先报送职称资格确认人员名单。")
            % {"names": "、".join(row.applicant_name for row in missing)},
            clause="KM2023-4.3",
        )


def check_not_refused(row: Application) -> None:
    """Errors: Refused where the bureau does not confirm the person's title from elsewhere (KM2023-4.3)."""
    if Outcome.REFUSED in {outcome for (outcome,) in _outcomes(row.pk)}:
        raise _not_confirmed(row, _("%(name)s的原职称未获人社部门确认，不能列入拟上会名单。"))


def check_confirmed(row: Application) -> None:
    """Errors: Refused while the person's title from elsewhere is not confirmed (KM2023-4.3)."""
    if any(outcome != Outcome.CONFIRMED for (outcome,) in _outcomes(row.pk)):
        raise _not_confirmed(row, _("%(name)s的原职称还没有经人社部门确认，不能表决。"))


@Prepared
def _outcomes(application: UUID) -> QuerySet[TitleEntry, tuple[str]]:
    return TitleEntry.objects.filter(application=application).order_by().values_list("outcome")


def _not_confirmed(row: Application, words: str) -> Refused:
    return Refused(words % {"name": row.applicant_name}, clause="KM2023-4.3")


def open_entries(session: Session) -> QuerySet[TitleEntry]:
    """The session's people whose title has no answer yet."""
    return TitleEntry.objects.filter(list__session=session, outcome=Outcome.PENDING)
