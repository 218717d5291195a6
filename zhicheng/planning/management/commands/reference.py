"""`zhicheng reference load`: places, organisations, committees, plans and working days."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from zhicheng.almanac import workdays
from zhicheng.people.actions.reference import load_reference as load_people
from zhicheng.planning.actions.reference import load_reference as load_planning


class Command(BaseCommand):
    help = "Load the reference data; a second run changes nothing."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("act", choices=["load"])

    def handle(self, *args: Any, **options: Any) -> None:
        changed = {
            "地区与机构": load_people(),
            "评委会与评审计划": load_planning(),
            "工作日历": workdays.seed(),
        }
        if not options["verbosity"]:
            return
        if not any(changed.values()):
            self.stdout.write("基础数据没有变化。")
        for name, count in changed.items():
            if count:
                self.stdout.write(f"{name}:新增或更新 {count} 条。")
