"""Accounts, memberships and persons."""

import datetime as dt
from typing import Any, ClassVar
from uuid import UUID

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models

from zhicheng.almanac import clock
from zhicheng.people.models.organisations import Organisation
from zhicheng.vault.crypto import keyed_index
from zhicheng.vault.fields import EncryptedText
from zhicheng.vault.ids import new_id


class AccountManager(BaseUserManager["Account"]):
    """Accounts are found by the keyed index of what people type as login."""

    def get_by_natural_key(self, username: str | None) -> "Account":
        return self.get(login_index=keyed_index("login", username or ""))

    def by_login(self, login: str) -> "Account | None":
        """The account that logs in with `login` (ID number, credit code or officer's name), or None."""
        return self.filter(login_index=keyed_index("login", login)).first()

    def by_mobile(self, mobile: str) -> "Account | None":
        """The account of the one person registered with the mobile; None where none or several are."""
        found = self.filter(person__mobile_index=keyed_index("mobile", mobile.removeprefix("+86")))[:2]
        return found[0] if len(found) == 1 else None


class Account(AbstractBaseUser):
    """Somebody who can log in. The login itself (an ID number, a credit code) is kept as keyed index only."""

    id: models.UUIDField[UUID, UUID] = models.UUIDField(primary_key=True, default=new_id, editable=False)
    login_index = models.CharField(max_length=64, unique=True)
    login_hint = models.CharField(max_length=40, help_text="the login, masked")
    display_name = models.CharField(max_length=60)
    is_active = models.BooleanField(default=True)
    failed_logins = models.PositiveSmallIntegerField(default=0)
    locked_at = models.DateTimeField(null=True)
    failed_codes = models.PositiveSmallIntegerField(default=0, help_text="wrong codes typed while logged in")
    password_temporary = models.BooleanField(
        default=False, help_text="told by somebody else: a new one must be set first"
    )
    temporary_until = models.DateTimeField(
        null=True, help_text="until when a temporary password opens the door"
    )
    second_factor = EncryptedText(blank=True, default="", help_text="TOTP secret, base 32")
    second_factor_step = models.BigIntegerField(
        default=0, help_text="the last time step used: a code works once"
    )
    second_factor_at_log_in = models.BooleanField(
        default=False, help_text="chosen by oneself; the roles that must have it are asked in any case"
    )
    created_at = models.DateTimeField()

    USERNAME_FIELD = "login_index"
    REQUIRED_FIELDS: ClassVar[list[str]] = []
    objects = AccountManager()

    class Meta:
        indexes = [
            models.Index(
                fields=["locked_at"],
                condition=models.Q(locked_at__isnull=False),
                name="people_locked_accounts",
            )
        ]

    def __str__(self) -> str:
        return self.display_name

    @property
    def locked_since(self) -> dt.datetime | None:
        """Since when wrong passwords have locked it, in one of its browsers or in all others; None: it is open."""
        since = [self.locked_at, *(one.locked_at for one in self.devices.all())]
        return min((one for one in since if one is not None), default=None)

    @property
    def is_staff(self) -> bool:
        return False

    def has_perm(self, perm: str, obj: Any = None) -> bool:
        return False


class Device(models.Model):
    """A browser from which an account was opened, known again by a cookie; of the cookie a keyed index is kept.

    Wrong passwords typed there count there; all others count together on the account, so that strangers lock out
    strangers alone.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="devices")
    cookie_index = models.CharField(max_length=64)
    words = models.CharField(max_length=60, help_text="browser and system as the browser names them")
    first_at = models.DateTimeField()
    last_at = models.DateTimeField()
    session_key = models.CharField(max_length=40, blank=True, help_text="of the last session opened there")
    failed_logins = models.PositiveSmallIntegerField(default=0)
    locked_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["account", "cookie_index"], name="people_device_once")]

    def __str__(self) -> str:
        return self.words


class Membership(models.Model):
    """An account acts for an organisation in a role; the level above looks at it once a year (actions/roles.py).

    `until`: when it ended; `ends_at`: when it will end by itself, where that is known beforehand. `standing_in`: the
    account acts for a colleague, in its own name (actions/delegating.py).
    """

    REVIEWED_EVERY: ClassVar = dt.timedelta(days=365)

    class Role(models.TextChoices):
        UNIT = "unit", "单位经办人"
        DEPARTMENT = "department", "主管部门审核人"
        BUREAU = "bureau", "人社部门审核人"
        OFFICE = "office", "评委会办事机构"
        DRAWER = "drawer", "抽取人员"
        SUPERVISOR = "supervisor", "监督人员"
        SUPPORT = "support", "技术支持"
        ADMIN = "admin", "系统管理员"
        SECURITY = "security", "安全管理员"
        AUDIT = "audit", "审计管理员"

    class Position(models.TextChoices):
        """Who somebody is in the unit (requirements part 3.9); for its people alone."""

        HEAD = "head", "负责人（法定代表人）"
        PERSONNEL = "personnel", "人事部门负责人"
        HANDLER = "handler", "经办人"

    PERSONAL: ClassVar = (Role.DRAWER, Role.ADMIN, Role.SECURITY, Role.AUDIT)  # nobody stands in for these
    APART: ClassVar = (Role.ADMIN, Role.SECURITY, Role.AUDIT)  # three persons: one has at most one of them

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="memberships")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="memberships")
    role = models.CharField(max_length=12, choices=Role.choices)
    position = models.CharField(max_length=12, choices=Position.choices, blank=True)
    since = models.DateTimeField()
    until = models.DateTimeField(null=True)
    ends_at = models.DateTimeField(null=True)
    standing_in = models.OneToOneField(
        "people.Delegation", on_delete=models.PROTECT, null=True, related_name="seat"
    )
    reviewed_at = models.DateTimeField(null=True, help_text="when the level above last confirmed it")
    reviewed_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["account", "organisation", "role"],
                condition=models.Q(until__isnull=True),
                name="people_one_membership",
            ),
            models.UniqueConstraint(
                fields=["account"],
                condition=models.Q(until__isnull=True, role__in=["admin", "security", "audit"]),
                name="people_administration_security_audit_apart",
            ),
            models.CheckConstraint(
                condition=models.Q(ends_at__isnull=True) | models.Q(ends_at__gt=models.F("since")),
                name="people_role_ends_after_its_beginning",
            ),
            models.CheckConstraint(
                condition=models.Q(standing_in__isnull=True) | models.Q(ends_at__isnull=False),
                name="people_standing_in_ends",
            ),
            models.CheckConstraint(
                condition=models.Q(role="unit", position__in=["head", "personnel", "handler"])
                | (~models.Q(role="unit") & models.Q(position="")),
                name="people_unit_role_has_a_position",
            ),
            models.CheckConstraint(
                condition=models.Q(reviewed_at__isnull=True, reviewed_by__isnull=True)
                | models.Q(reviewed_at__isnull=False, reviewed_by__isnull=False),
                name="people_review_has_a_reviewer",
            ),
        ]

    @property
    def title(self) -> str:
        """As what the account acts: in a unit its position, elsewhere its role."""
        return str(self.get_position_display() or self.get_role_display())

    @property
    def handed_over(self) -> "models.QuerySet[Any]":
        """To whom it was handed for some days, the latest first."""
        return self.delegations.select_related("delegate")[:20]

    @property
    def last_day(self) -> dt.date | None:
        """The last day on which it holds, in China; None: it has no end yet."""
        return clock.in_china(self.ends_at - dt.timedelta(seconds=1)).date() if self.ends_at else None

    @property
    def review_due_at(self) -> dt.datetime:
        """By when the level above looks at it again."""
        return (self.reviewed_at or self.since) + self.REVIEWED_EVERY


class Person(models.Model):
    """A natural person who applies. ID number and mobile are encrypted, and found by their keyed index."""

    class Identity(models.TextChoices):
        RESIDENT = "居民", "居民身份证"
        HONG_KONG_MACAO_TAIWAN = "港澳台", "港澳台居民居住证"
        FOREIGN = "外籍", "外国人工作许可证"

    class Sex(models.TextChoices):
        MALE = "男", "男"
        FEMALE = "女", "女"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    account = models.OneToOneField(Account, on_delete=models.PROTECT, related_name="person")
    name = models.CharField(max_length=60)
    identity = models.CharField(max_length=10, choices=Identity.choices, default=Identity.RESIDENT)
    id_number = EncryptedText()
    id_index = models.CharField(max_length=64, unique=True)
    mobile = EncryptedText()
    mobile_index = models.CharField(max_length=64)
    sex = models.CharField(max_length=2, choices=Sex.choices, blank=True)
    birth_date = models.DateField(null=True)
    ethnicity = models.CharField(max_length=20, blank=True)
    political_status = models.CharField(max_length=20, blank=True)
    email = EncryptedText(blank=True, default="")
    unit = models.ForeignKey(Organisation, on_delete=models.PROTECT, null=True, related_name="people")
    unit_chosen_at = models.DateTimeField(null=True)
    unit_confirmed_at = models.DateTimeField(
        null=True, help_text="when the unit said that the person is theirs"
    )
    registered_at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["mobile_index"], name="people_person_mobile"),
            models.Index(fields=["unit", "name"], name="people_person_unit"),
            models.Index(
                fields=["unit"],
                condition=models.Q(unit__isnull=False, unit_confirmed_at__isnull=True),
                name="people_person_joining",
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(unit_confirmed_at__isnull=True)
                | models.Q(unit__isnull=False, unit_chosen_at__isnull=False),
                name="people_confirmed_is_of_a_unit",
            )
        ]

    def __str__(self) -> str:
        return self.name


class RecoveryCode(models.Model):
    """A code sent to the registered mobile that lets its holder set a password; only a digest is kept.

    Whoever asks for an account that does not exist gets a row without one, and no code: what follows looks the same.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    account = models.ForeignKey(Account, on_delete=models.CASCADE, null=True, related_name="recovery_codes")
    asked_index = models.CharField(max_length=64, blank=True, help_text="keyed index of number and mobile")
    digest = models.CharField(max_length=64)
    sent_at = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)
    used_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["asked_index", "-sent_at"], name="people_recovery_asked"),
            models.Index(fields=["sent_at"], name="people_recovery_sent"),
        ]


class BackupCode(models.Model):
    """A code on paper that logs in once where the phone of the second factor is not at hand; a digest is kept."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="backup_codes")
    digest = models.CharField(max_length=64)
    used_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["account", "digest"], name="people_backup_code_once")]


class TakenOver(models.Model):
    """A line of a former system that was brought here: a second import passes over it, whatever became of it since."""

    class Kind(models.TextChoices):
        TIE = "tie", "个人与单位"
        APPLICATION = "application", "以前的申报"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    kind = models.CharField(max_length=12, choices=Kind.choices)
    line_index = models.CharField(max_length=64, help_text="keyed index of what tells the line from others")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "line_index"], name="people_taken_over_once")]
