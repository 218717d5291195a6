"""`zhicheng paper check FILE…`: scanned pages of printed review forms against the versions that they name."""

import argparse
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from zhicheng.files.checks import FileRefused
from zhicheng.files.reading import is_on
from zhicheng.vetting.paper_check import Page, check


class Command(BaseCommand):
    """Compares scans with the pages rendered anew; ends with an error where something differs or is missing."""

    help = "Compare scanned pages of printed review forms with the versions that their codes name."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        tasks = parser.add_subparsers(dest="task", required=True)
        checking = tasks.add_parser("check", help="PDF, JPG, PNG or HEIC, in any order")
        checking.add_argument("files", nargs="+", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        if not is_on():
            raise CommandError("没有安装识别图中文字的组件，或已关闭（make setup-reading，READING）。")
        lost = [str(one) for one in options["files"] if not one.is_file()]
        if lost:
            raise CommandError(f"没有这个文件：{'、'.join(lost)}")
        try:
            report = check(options["files"])
        except FileRefused as refused:
            raise CommandError(refused.message) from None
        for page in report.pages:
            self._tell(page)
        for number, pages in report.missing:
            self.stdout.write(f"{number}缺第{'、'.join(map(str, pages))}页。")
        if not report.clean:
            raise CommandError("核对完毕：有不一致、缺页或无法核对的页。")
        self.stdout.write("核对完毕：各页齐全，与系统中的版本一致。")

    def _tell(self, page: Page) -> None:
        where = f"{page.name}："
        if page.code is not None:
            where += f"{page.code.number} 第{page.code.version}次提交"
            where += f" 第{page.number}页。" if page.number else "。"
        self.stdout.write(where + page.problem)
        if page.compared is None:
            return
        for one in page.compared.differences:
            told = f"扫描件读作“{one.scanned}”" if one.scanned else "扫描件上没有读到"
            self.stdout.write(f"  不一致：应为“{one.printed}”，{told}")
        if not page.compared.differences:
            self.stdout.write("  文字与版本一致。")
        if page.compared.besides:
            self.stdout.write(
                f"  页上另有（签名、印章或后加的内容，请查看）：{'；'.join(page.compared.besides)}"
            )
