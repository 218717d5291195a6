"""`zhicheng first_account NAME LOGIN`: the province's first officer, who makes all other accounts inside."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from zhicheng.people.actions import staff_first
from zhicheng.people.errors import Refused


class Command(BaseCommand):
    help = (
        "Make the first account inside, an officer of the provincial desk, and print its first log-in code. "
        "Only while the province has no officer; all others are made in the browser by the level above."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("name")
        parser.add_argument("login")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            _account, code = staff_first(login=options["login"], name=options["name"])
        except Refused as refused:
            raise CommandError(refused.message) from None
        self.stdout.write(f"登录名 {options['login']}，首次登录码 {code}（7天内登录，设置密码和动态码）")
