"""Filters of a desk's list, kept by name."""

from uuid import UUID

from django.db import transaction
from django.http import Http404
from django.utils.translation import gettext as _

from zhicheng.almanac import clock
from zhicheng.desks.models import SavedFilter
from zhicheng.people.errors import Refused
from zhicheng.people.models import Account, Membership

MOST, LONGEST = 12, 30


def filters_of(seat: Membership) -> list[SavedFilter]:
    """What the officer keeps for this desk, the oldest first."""
    return list(SavedFilter.objects.filter(membership=seat))


@transaction.atomic
def save_filter(seat: Membership, name: str, query: str) -> SavedFilter:
    """Keep the query by name; a name that is there already gets the new query. Errors: Refused."""
    name, query = " ".join(name.replace("\0", " ").split()), query.replace("\0", "").replace("%00", "")
    if not name or len(name) > LONGEST:
        raise Refused(_("请给筛选起一个名称，30字以内。"), field="name", status=400)
    Membership.objects.select_for_update(no_key=True, of=("self",)).get(pk=seat.pk)
    kept = SavedFilter.objects.filter(membership=seat)
    if not kept.filter(name=name).exists() and kept.count() >= MOST:
        raise Refused(
            _("最多保存%(most)d个筛选，请先删除不用的。") % {"most": MOST}, field="name", status=400
        )
    values = {"account": seat.account, "query": query, "kept_at": clock.now()}
    return SavedFilter.objects.update_or_create(membership=seat, name=name, defaults=values)[0]


def remove_filter(account: Account, filter_id: UUID) -> SavedFilter:
    """Take an own filter away. Errors: Http404 for one of somebody else's."""
    row = SavedFilter.objects.filter(pk=filter_id, account=account).first()
    if row is None:
        raise Http404
    row.delete()
    return row
