"""`zhicheng import accounts FOLDER`: bring persons, units, ties and last years' applications of a former system."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from zhicheng.catalogues.former import Fault
from zhicheng.catalogues.taking_over import take_over
from zhicheng.files.sheets import Unreadable

WORDS = {"units": "单位", "persons": "人员", "ties": "人员与单位", "applications": "以前的申报"}


class Command(BaseCommand):
    help = (
        "Check the files of a former system (docs/formats/accounts.md); with --commit bring what they hold, "
        "all of it or nothing. A second run changes nothing."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", type=Path)
        parser.add_argument("--commit", action="store_true", help="keep it; else it is only checked")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            report = take_over(options["folder"], commit=options["commit"])
        except Unreadable as wrong:
            raise CommandError(str(wrong)) from None
        for table, new in report.new.items():
            self.stdout.write(f"{WORDS[table]}：新增 {new} 条，已有 {report.same[table]} 条")
        for fault in report.faults:
            self.stdout.write(line_of(fault))
        if report.faults:
            raise CommandError(f"有 {len(report.faults)} 处须改正，没有导入任何内容。改正后再检查。")
        done = "已全部导入。" if options["commit"] else "检查通过，没有写入。确认无误后加 --commit 导入。"
        self.stdout.write(done)


def line_of(fault: Fault) -> str:
    """Where it is and what to do, in one line."""
    where = [fault.file]
    if fault.line:
        where.append(f"第{fault.line}行")
    if fault.column:
        where.append(f"“{fault.column}”")
    return f"{' '.join(where)}：{fault.words}"
