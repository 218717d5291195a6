"""Valid numbers for tests: an ID number with a right check digit, a credit code."""

from stdnum.cn import uscc

from zhicheng.people.identity import check_digit

CREDIT_CODE = "91530100MA6K5N1X0" + uscc.calc_check_digit("91530100MA6K5N1X0")
PASSWORD = "chun-cheng-2023"
MOBILE = "13987654321"


def id_number(born: str = "19850506", order: str = "002", area: str = "530102") -> str:
    """A valid resident ID number."""
    first = area + born + order
    return first + check_digit(first)
