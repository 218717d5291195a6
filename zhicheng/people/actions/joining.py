"""个人注册 in two steps: a code to the mobile first; that a number is taken is told to its holder alone (GUIDE-5.2.1)."""

import datetime as dt
import json

from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.utils.translation import gettext as _

from zhicheng.almanac import clock
from zhicheng.inbox.actions import send
from zhicheng.people import identity
from zhicheng.people.actions.passwords import code_digest, must_wait, new_code, spend_code
from zhicheng.people.actions.registering import register_person
from zhicheng.people.errors import Refused
from zhicheng.people.models import Person, Registration
from zhicheng.vault.crypto import keyed_index


def begin_registration(
    *, name: str, kind: str, number: str, mobile: str, password: str
) -> tuple[Registration, str]:
    """Send a code to the mobile of who registers; the waiting row and the code. Whether the number is taken is not told.

    Errors: Refused with `.field`, and where codes are asked for too often.
    """
    try:
        field = "name"
        name = identity.check_name(name)
        field = "number"
        number = identity.check_identity(kind, number).number
        field = "mobile"
        mobile = identity.check_mobile(mobile)
    except identity.WrongNumber as error:
        raise Refused(error.message, field=field, clause="GUIDE-5.2.1", status=400) from None
    hashed = make_password(password)  # before the transaction: slow on purpose
    with transaction.atomic():
        at, code = clock.now(), new_code()
        index = keyed_index("mobile", mobile)
        sent = Registration.objects.filter(mobile_index=index, sent_at__gt=at - dt.timedelta(days=1))
        must_wait([row.sent_at for row in sent.order_by("-sent_at").select_for_update()], at)
        row = Registration(
            said=json.dumps({"name": name, "kind": kind, "number": number}),
            password=hashed,
            mobile=mobile,
            mobile_index=index,
            sent_at=at,
        )
        row.digest = code_digest(row.id, code)
        row.save(force_insert=True)
        words = _("验证码%(code)s，10分钟内有效，用于注册账号。请勿告诉他人；不是本人操作请忽略。")
        send(row.id, _("注册的验证码"), words % {"code": code}, mobile=mobile)
    return row, code


def finish_registration(registration: Registration, *, code: str) -> Person:
    """Register with the code that was sent. A wrong entry is kept.

    Errors: Refused for the code; with the field "number" where the number is taken (GUIDE-5.4.3).
    """
    with transaction.atomic():
        row = Registration.objects.select_for_update().get(pk=registration.pk)
        refused = spend_code(row, code)
    if refused:
        raise refused
    return register_person(**json.loads(row.said), mobile=row.mobile, hashed=row.password)
