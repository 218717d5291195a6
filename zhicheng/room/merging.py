"""Take the result of a closed room into the main system: all of it in one transaction, once and only once."""

import hashlib
from collections.abc import Mapping, Sequence
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import DataError, IntegrityError, connection, transaction
from django.db.models import Model
from django.utils.translation import gettext as _

from zhicheng.almanac import clock
from zhicheng.applications import flow
from zhicheng.applications.actions import note_presence
from zhicheng.applications.states import Actor, Event
from zhicheng.experts.models import Avoidance, Clue
from zhicheng.inbox.actions import send
from zhicheng.meeting.actions.opening import voted_words
from zhicheng.meeting.actions.sitting import seal_minutes
from zhicheng.meeting.models import Appearance, Ballot, Meeting
from zhicheng.people.errors import Refused
from zhicheng.people.models import Account
from zhicheng.planning.access import acting_office
from zhicheng.planning.models import ClosedRoom, GateReached, Session
from zhicheng.register.records import Broken
from zhicheng.room import checking, chronicle, codes, panels, result, seating
from zhicheng.room.exporting import result_name
from zhicheng.room.rows import Row, digest, object_of, value_of
from zhicheng.room.scope import BACK, Part, back_rows, everything
from zhicheng.signatures.actions import use_second_factor
from zhicheng.signatures.models import RoomKey, Signature
from zhicheng.trail.models import Entry
from zhicheng.trail.writing import write
from zhicheng.ui.templatetags.ui import cn_moment
from zhicheng.vault import crypto

Known = Mapping[type[Model], set[str]]
Outcome = Appearance.Outcome
WRONG = (KeyError, TypeError, ValueError, AttributeError, ValidationError, IntegrityError, DataError)
ONCE: Mapping[type[Model], tuple[str, ...]] = {
    Avoidance: ("expert_id", "person_id"),
    Clue: ("expert_id", "person_id", "words"),
    GateReached: ("session_id", "gate"),
}


def merge(raw: bytes, code: str, by: Account) -> ClosedRoom:
    """The result's rows become the session's, everybody voted on moves on, the session is here again.

    Errors: Refused for anybody but an organiser's officer with the second factor; for a room that is merged or
    cancelled already; for a file that is not, byte by byte and row by row, what a room of this export can have made.
    """
    try:
        with transaction.atomic():
            return _merge(raw, code, by)
    except Broken as broken:
        raise Refused(
            _("结果没有合并：%(why)s。请勿采信这份文件。") % {"why": broken}, status=400
        ) from broken
    except WRONG as error:
        words = _("结果没有合并：文件里的数据不成立（%(why)s）。请勿采信这份文件。")
        raise Refused(words % {"why": type(error).__name__}, status=400) from error


def _merge(raw: bytes, code: str, by: Account) -> ClosedRoom:
    rows = ClosedRoom.objects.select_for_update(of=("self",)).select_related(
        "session__committee__organiser", "merged_by", "cancelled_by"
    )
    room = rows.filter(pk=result.room_of(raw)).first()
    if room is None:
        raise Broken(_("本系统没有导出过这个封闭会场"))
    session, office = room.session, acting_office(by, room.session.committee)
    _must_be_out(room)
    content = result.opened(raw, room, crypto.derived(result_name(room)))
    use_second_factor(by, code)
    if digest(back_rows(session, growing=False)) != room.rows_hash:
        raise Broken(_("导出以后本系统中这次评审会的数据有变化"))
    known = {model: {str(pk) for pk in found} for model, found in everything(session).items()}
    known[Account] |= {
        holder.removeprefix("account:") for holder in room.public_keys
    }  # also whose role has ended
    before = _take_rows(content["rows"], session, known)
    connection.check_constraints()
    _note_keys(room)
    # From here on the session counts as here: its applications can move.
    room.status, room.merged_at, room.merged_by = ClosedRoom.Status.MERGED, clock.now(), by
    room.result_hash = hashlib.sha256(raw).hexdigest()
    room.save(update_fields=["status", "merged_at", "merged_by", "result_hash"])
    checking.check(room, content, before)
    seating.check(room, content["rows"], before)
    panels.check(room, content["rows"], before)
    entries = chronicle.checked_entries(content["trail"], room, known)
    _move_on(session, chronicle.counters(entries), known)
    chronicle.keep(entries, content["reads"], room)
    seal_minutes(
        Meeting.objects.select_related("signature", "session__committee").get(session=session), office, by
    )
    _tell_absent(content["rows"], before)
    _tell_fresh_codes(entries, session)
    facts = {"room": str(room.pk), "result": room.result_hash, "head": content["trail"][-1]["seal"]}
    write("merge_room", "session", session.pk, actor=by.id, organisation=office.id, facts=facts)
    return room


def _must_be_out(room: ClosedRoom) -> None:
    if room.status == ClosedRoom.Status.MERGED and room.merged_by is not None:
        words = _("这个封闭会场的结果已由%(who)s于%(at)s合并，只能合并一次。")
        raise Refused(words % {"who": room.merged_by.display_name, "at": cn_moment(room.merged_at)})
    if room.status == ClosedRoom.Status.CANCELLED and room.cancelled_by is not None:
        words = _("这个封闭会场已于%(at)s取消（%(why)s），它的结果不再接受。")
        raise Refused(words % {"at": cn_moment(room.cancelled_at), "why": room.cancel_reason})
    if room.status != ClosedRoom.Status.OUT:
        raise Refused(_("这个封闭会场没有导出完成，不能合并。"))


def _take_rows(
    told: Mapping[str, list[Row]], session: Session, known: dict[type[Model], set[str]]
) -> dict[str, dict[str, Row]]:
    """Insert, change and delete until the session's rows are as told; then read them again and compare.

    Returns the rows as they were, by table and primary key.
    """
    if set(told) != {part.label for part in BACK}:
        raise Broken(_("文件里的数据表与规定的不符"))
    fresh: list[tuple[Part, list[Row]]] = []
    rows: dict[str, dict[str, Row]] = {}
    before: dict[str, dict[str, Row]] = {}
    for part in BACK:
        rows[part.label] = {row[part.model._meta.pk.attname]: row for row in told[part.label]}
        if len(rows[part.label]) != len(told[part.label]):
            raise Broken(_("%(table)s：同一行出现两次") % {"table": part.label})
        before[part.label] = {row[part.model._meta.pk.attname]: row for row in back_rows_of(part, session)}
        known.setdefault(part.model, set()).update(rows[part.label])
    for part in BACK:
        now, then = rows[part.label], before[part.label]
        # What is given up first: no two chairs at once.
        for pk in sorted(set(then) & set(now), key=lambda pk: (bool(now[pk].get("chair")), pk)):
            _change(part, then[pk], now[pk], known)
        fresh.append((part, [row for pk, row in now.items() if pk not in then]))
    for part in reversed(BACK):
        then = before[part.label]
        _delete(part, [then[pk] for pk in set(then) - set(rows[part.label])])
    for part, some in fresh:
        for row in some:
            _must_be_known(part, row, list(row), known)
        new = [object_of(part.model, row) for row in some if not _there_already(part, row)]
        part.model._default_manager.bulk_create(new, batch_size=200)
    written = back_rows(session)
    for part in BACK:
        here = written[part.label]
        expected = [row for row in told[part.label] if not _there_already(part, row)]
        if part.grows:
            expected = [row for row in expected if not _stands(part, before[part.label].get(row["id"]))]
        if any(row not in here for row in expected) if part.grows else here != expected:
            raise Broken(_("%(table)s：写入后与文件不一致") % {"table": part.label})
    return before


def back_rows_of(part: Part, session: Session) -> list[Row]:
    """The session's rows of one table as they are here."""
    return back_rows(session, only=part)[part.label]


def _delete(part: Part, gone: Sequence[Row]) -> None:
    if part.grows or not gone:
        return
    if part.deletes is None or not all(part.deletes(row) for row in gone):
        raise Broken(_("%(table)s：少了导出时已有的行") % {"table": part.label})
    part.model._default_manager.filter(pk__in=[row[part.model._meta.pk.attname] for row in gone]).delete()


def _stands(part: Part, row: Row | None) -> bool:
    """Whether the row, as it is here, stays as it is."""
    return row is not None and part.final is not None and part.final(row)


def _change(part: Part, before: Row, after: Row, known: Known) -> None:
    if set(before) != set(after):
        raise Broken(_("%(table)s：改动了不能改动的内容") % {"table": part.label})
    changed = [name for name in before if before[name] != after[name]]
    if part.grows and _stands(part, before):
        return
    if not set(changed) <= part.changes or (changed and _stands(part, before)):
        raise Broken(_("%(table)s：改动了不能改动的内容") % {"table": part.label})
    if changed:
        fields = {field.attname: field for field in part.model._meta.concrete_fields}
        _must_be_known(part, after, changed, known)
        values = {name: value_of(fields[name], after[name]) for name in changed}
        part.model._default_manager.filter(pk=before[part.model._meta.pk.attname]).update(**values)


def _must_be_known(part: Part, row: Row, names: list[str], known: Known) -> None:
    """What the row refers to went out with the room or came back with it. Errors: Broken."""
    for column in part.model._meta.concrete_fields:
        target = column.related_model
        if column.attname not in names or target is None or row[column.attname] is None:
            continue
        if isinstance(target, str) or row[column.attname] not in known.get(target, set()):
            raise Broken(_("%(table)s：指向了不属于本次评审会的数据") % {"table": part.label})


def _there_already(part: Part, row: Row) -> bool:
    """Whether a row of a growing table came here by another way meanwhile; the one that is here stands."""
    if not part.grows:
        return False
    same = {name: row[name] for name in ONCE[part.model]}
    return part.model._default_manager.filter(**same).exclude(pk=row["id"]).exists()


def _note_keys(room: ClosedRoom) -> None:
    """The public keys that were noted at the export, of those who have signed in the room."""
    session = room.session
    signed = next(part for part in BACK if part.model is Signature).of(session)
    RoomKey.objects.bulk_create(
        RoomKey(
            account_id=account,
            public_key=room.public_keys[f"account:{account}"],
            room=room.pk,
            noted_at=room.taken_at,
        )
        for account in sorted(set(signed.values_list("account", flat=True)))
    )


def _tell_absent(told: Mapping[str, list[Row]], before: Mapping[str, Mapping[str, Row]]) -> None:
    """Who did not come to a panel in the room is told so now, with what follows; the room had no network."""
    label = Appearance._meta.label
    new = [row["id"] for row in told[label] if row != before[label].get(row["id"])]
    missed = Appearance.objects.filter(pk__in=new, outcome__in=[Outcome.ABSENT, Outcome.EXCUSED])
    for one in missed.select_related("summons__application__person"):
        if one.summons is not None:
            note_presence(one.summons, one.summons.outcome, told=True)


def _tell_fresh_codes(entries: Sequence[Entry], session: Session) -> None:
    """Whose code was set up in the room is told by whom it was vouched for: whoever it was not learns of it."""
    fresh = [one for one in entries if one.act == codes.ACT]
    names = Account.objects.in_bulk([one.actor for one in fresh if one.actor])
    for one in fresh:
        vouched = names.get(one.actor) if one.actor else None
        if vouched is None or one.actor == one.subject:
            raise Broken(_("会场里有没有经人证实就设置的动态码"))
        words = _(
            "%(at)s，%(who)s在%(session)s的封闭会场当面证实是您本人，为您的账号设置了会场动态码。它只在那个会场有效，"
            "您在本系统的动态码和通行密钥不变。不是您本人的，请立即告知办事机构。"
        )
        told = {"at": cn_moment(one.at), "who": vouched.display_name, "session": session}
        send(one.subject, _("封闭会场里设置过您的动态码"), words % told)


def _move_on(session: Session, counters: Mapping[UUID, UUID | None], known: Known) -> None:
    """Everybody voted on leaves the reading, at the moment of the count, by whoever opened the second part."""
    counted = Ballot.objects.filter(application__session=session, closed_at__isnull=False)
    for ballot in counted.select_related("application__person").order_by("closed_at", "pk"):
        actor = counters.get(ballot.application_id)
        account = Account.objects.get(pk=actor) if actor and str(actor) in known[Account] else None
        if account is None or ballot.closed_at is None:
            raise Broken(_("办理记录里没有%(number)s的计票") % {"number": ballot.application.number})
        with clock.at(ballot.closed_at):
            flow.move(
                flow.lock(ballot.application),
                Event.VOTE,
                flow.By(Actor.MEETING, account, session.committee.organiser),
                voted_words(),
            )
