"""Places, organisations, accounts, memberships and persons; roles handed over for a time."""

from zhicheng.people.models.accounts import (
    Account,
    BackupCode,
    Device,
    Membership,
    Person,
    RecoveryCode,
    TakenOver,
)
from zhicheng.people.models.competence import Competence
from zhicheng.people.models.delegations import Delegation
from zhicheng.people.models.entering import Registration, UnknownLogin
from zhicheng.people.models.organisations import FormerName, Organisation, Place
from zhicheng.people.models.outside import OutsideIdentity
from zhicheng.people.models.passkeys import Passkey
from zhicheng.people.models.support import SupportCase

__all__ = [
    "Account",
    "BackupCode",
    "Competence",
    "Delegation",
    "Device",
    "FormerName",
    "Membership",
    "Organisation",
    "OutsideIdentity",
    "Passkey",
    "Person",
    "Place",
    "RecoveryCode",
    "Registration",
    "SupportCase",
    "TakenOver",
    "UnknownLogin",
]
