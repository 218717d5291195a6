"""Invented people, units and numbers, from a seed: formally right, belonging to nobody."""

import datetime as dt
import random
from dataclasses import dataclass

SURNAMES = "李王张刘陈杨赵黄周吴徐孙朱马胡郭林何高梁郑罗宋谢唐韩曹许邓萧冯曾程蔡彭潘袁董余叶蒋杜苏魏"
GIVEN = "文静云飞志强晓东丽华建国海燕明辉雪梅俊杰思远玉兰国栋慧敏永刚春晖立新美玲振宇秋月家豪佳怡子涵一鸣若兰"
RARE = ("龚䶮", "王㛃", "李𬭎", "赵翊玥")  # characters that registers and fonts stumble over
AREAS = ("530102", "530103", "530111", "530112", "530113", "530114", "530181")
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECKS = "10X98765432"
_CODE = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_CODE_WEIGHTS = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)


@dataclass(frozen=True)
class Somebody:
    """Name, ID number (valid checksum), mobile, sex and birth date."""

    name: str
    number: str
    mobile: str
    sex: str
    born: dt.date


class Inventor:
    """Makes people and units; the same seed makes the same ones."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)  # noqa: S311 (invented data, not secrets)
        self._serial = 0
        self._unit = 0

    def somebody(self, *, oldest: int = 1966, youngest: int = 1993) -> Somebody:
        """A person born in the years from `oldest` to `youngest`."""
        self._serial += 1
        born = dt.date(
            self.random.randint(oldest, youngest), self.random.randint(1, 12), self.random.randint(1, 28)
        )
        order = self._serial % 1000
        body = f"{AREAS[self._serial // 1000 % len(AREAS)]}{born:%Y%m%d}{order:03d}"
        number = body + _CHECKS[sum(int(d) * w for d, w in zip(body, _WEIGHTS, strict=True)) % 11]
        mobile = f"1{self.random.choice('3578')}{self.random.randint(0, 999_999_999):09d}"
        return Somebody(self._name(), number, mobile, "男" if order % 2 else "女", born)

    def credit_code(self) -> str:
        """A unified social credit code with valid check characters."""
        self._unit += 1
        organisation = f"MA6K{self._unit:04d}"
        body = f"91530100{organisation}{self._organisation_check(organisation)}"
        total = sum(_CODE.index(c) * w for c, w in zip(body, _CODE_WEIGHTS, strict=True))
        return body + _CODE[(31 - total % 31) % 31]

    def _name(self) -> str:
        if self._serial % 40 == 0:
            return RARE[self._serial // 40 % len(RARE)]
        length = self.random.choice((1, 2, 2))
        return self.random.choice(SURNAMES) + "".join(self.random.choice(GIVEN) for _ in range(length))

    @staticmethod
    def _organisation_check(code: str) -> str:
        letters = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
        value = (
            11 - sum(letters.index(c) * w for c, w in zip(code, (3, 7, 9, 10, 5, 8, 4, 2), strict=True)) % 11
        )
        return {10: "X", 11: "0"}.get(value, str(value))
