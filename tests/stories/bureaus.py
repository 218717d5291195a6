"""Who acts for which bureau in the stories."""

from tests.cast import Cast, account
from zhicheng.almanac import clock
from zhicheng.people.models import Account, Membership, Organisation


def officer_of(cast: Cast, bureau: Organisation | None) -> Account:
    """The cast's officer of the bureau."""
    assert bureau is not None
    named = {
        "province": "province_officer", "city_bureau": "city_officer", "county_bureau": "county_officer",
        "other_county_bureau": "wrong_county_officer",
    }  # fmt: skip
    key = next(key for key, one in cast.organisations.items() if one.pk == bureau.pk)
    return cast.accounts[named[key]]


def second_officer(cast: Cast, organiser: Organisation) -> Account:
    """Another officer of the organiser, for what takes two."""
    key = "second_office_officer"
    if key not in cast.accounts:
        cast.accounts[key] = account(key, "郑核对")
        Membership.objects.create(
            account=cast.accounts[key], organisation=organiser, role=Membership.Role.OFFICE, since=clock.now()
        )
    return cast.accounts[key]
