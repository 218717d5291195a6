"""Who acts for which bureau in the stories."""

from tests.cast import Cast
from zhicheng.people.models import Account, Organisation


def officer_of(cast: Cast, bureau: Organisation | None) -> Account:
    """The cast's officer of the bureau."""
    assert bureau is not None
    named = {
        "province": "province_officer", "city_bureau": "city_officer", "county_bureau": "county_officer",
        "other_county_bureau": "wrong_county_officer",
    }  # fmt: skip
    key = next(key for key, one in cast.organisations.items() if one.pk == bureau.pk)
    return cast.accounts[named[key]]
