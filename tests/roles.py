"""Roles, and what an address answers to each of them: the words of the table in test_addresses.py."""

from dataclasses import dataclass, field
from typing import Any

PEOPLE = "applicant other_applicant unattached"
UNITS = "unit_officer other_unit_officer"
DEPARTMENTS = "department_officer other_department_officer"
BUREAUS = "county_officer wrong_county_officer city_officer province_officer"
OFFICES = "office_officer other_office_officer"
EXPERTS = "expert unseated_expert"
APART = "admin security auditor"  # 系统管理员, 安全管理员, 审计管理员
SIGNED_IN = (
    f"{PEOPLE} {UNITS} {DEPARTMENTS} {BUREAUS} {OFFICES} {EXPERTS} supervisor drawer_1 support {APART}"
)
EVERYBODY = f"anonymous {SIGNED_IN}"
ROLES = tuple(EVERYBODY.split())
STRANGERS = (  # one of each kind, to whom nothing of the scene belongs
    "anonymous", "other_applicant", "unattached", "other_unit_officer", "other_department_officer",
    "wrong_county_officer", "other_office_officer", "unseated_expert", "supervisor", "drawer_1", "support", "auditor",
)  # fmt: skip
NEAR = ("applicant", "unit_officer", "office_officer", "city_officer")  # to whom some of it does
STATIONS = "unit_officer department_officer"  # those that the application has reached
WATCHERS = "city_officer province_officer supervisor"  # of the session, beside its office


@dataclass(frozen=True)
class Address:
    """Who gets a page (200) by GET, who is led elsewhere (302), who may POST; the names of its arguments' rows."""

    sees: frozenset[str]
    acts: frozenset[str] | None
    leads: frozenset[str] = frozenset()
    reads: bool = True
    arguments: dict[str, Any] = field(default_factory=dict)

    def expected(self, role: str) -> int:
        """The answer to GET."""
        if not self.reads:
            return 405
        if role in self.sees:
            return 200
        return 302 if role in self.leads or role == "anonymous" else 404


def who(names: str) -> frozenset[str]:
    """The roles in a line of names."""
    found = frozenset(names.split())
    assert found <= set(ROLES), found - set(ROLES)
    return found


def page(sees: str, *, leads: str = "", **arguments: Any) -> Address:
    """Answers GET alone."""
    return Address(who(sees), None, who(leads), arguments=arguments)


def form(sees: str, *, leads: str = "", **arguments: Any) -> Address:
    """Answers GET and POST."""
    return Address(who(sees), who(sees), who(leads), arguments=arguments)


def form_for(sees: str, acts: str, **arguments: Any) -> Address:
    """Answers GET to all its readers, POST to some of them."""
    return Address(who(sees), who(acts), arguments=arguments)


def act(acts: str, **arguments: Any) -> Address:
    """Answers POST alone."""
    return Address(frozenset(), who(acts), reads=False, arguments=arguments)


def protocol(**arguments: Any) -> Address:
    """Answers neither GET nor POST: other methods, tested where they are made."""
    return Address(frozenset(), None, reads=False, arguments=arguments)
