"""`zhicheng room export|import` in the main system, `open|run|slips|result` on the laptop of a closed room."""

import argparse
import getpass
import signal
import sys
from collections.abc import Iterable
from pathlib import Path
from types import FrameType
from typing import Any
from uuid import UUID

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from zhicheng.almanac import clock
from zhicheng.people.actions import begin_due_delegations
from zhicheng.people.errors import Refused
from zhicheng.people.models import Account
from zhicheng.planning.models import Session
from zhicheng.register.offline import fingerprint
from zhicheng.register.records import Broken, read
from zhicheng.room import exporting, merging, opening, result, serving, unlocking
from zhicheng.ui.templatetags.ui import cn_moment
from zhicheng.vault import fingerprints


class Command(BaseCommand):
    """The closed room, from the command line."""

    help = "Take a session out into a closed room, hold its meeting there, bring the result back."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        tasks = parser.add_subparsers(dest="task", required=True)
        out = tasks.add_parser("export", help="write a session's package into an empty folder")
        out.add_argument("session", type=UUID)
        out.add_argument("folder", type=Path)
        back = tasks.add_parser("import", help="merge the signed result, once")
        back.add_argument("file", type=Path)
        for one in (out, back):
            one.add_argument("--by", required=True, help="log-in of an officer of the organiser")
            one.add_argument("--code", default="", help="of the officer's second factor (default: asked for)")
        opened = tasks.add_parser("open", help="make the room's database in the empty DATA_DIR")
        opened.add_argument("folder", type=Path)
        run = tasks.add_parser("run", help="serve the room until stopped")
        run.add_argument(
            "--host", default="127.0.0.1", help="the laptop's address in the room (default: itself)"
        )
        run.add_argument("--port", type=int, default=8000)
        slips = tasks.add_parser("slips", help="print new log-ins and passwords for everybody")
        slips.add_argument("only", nargs="?", default="", help="one log-in, as hc03: also unlocks it")
        made = tasks.add_parser("result", help="write the signed result")
        made.add_argument("file", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            getattr(self, f"_{options['task']}")(options)
        except (Refused, Broken, OSError) as error:
            clause = getattr(error, "clause", None)
            raise CommandError(f"{error}{f'（依据 {clause}）' if clause else ''}") from error

    def _export(self, options: dict[str, Any]) -> None:
        session = Session.objects.select_related("committee").filter(pk=options["session"]).first()
        if session is None:
            raise CommandError("没有这个评审会")
        by, phrase = self._officer(options["by"]), exporting.new_phrase()
        code = options["code"] or getpass.getpass("动态码：", sys.stderr)
        room = exporting.export(session, options["folder"], phrase, code, by, self.stdout.write)
        assert room.signature is not None  # a room that is out is signed
        self.stdout.write(f"已导出：{session}，{cn_moment(room.taken_at)}")
        self.stdout.write(f"导出包摘要  {room.package_hash}")
        self.stdout.write(f"签名公钥指纹  {fingerprint(room.signature.public_key)}")
        self.stdout.write(f"口令（只显示这一次，请抄下，与导出包分开携带）  {phrase}")

    def _import(self, options: dict[str, Any]) -> None:
        raw = read(options["file"], result.LARGEST)
        if raw is None:
            raise CommandError("结果文件不能读取")
        by = self._officer(options["by"])
        code = options["code"] or getpass.getpass("动态码：", sys.stderr)
        room = merging.merge(raw, code, by)
        self.stdout.write(f"已合并：{room.session}。结果文件摘要  {room.result_hash}")

    def _open(self, options: dict[str, Any]) -> None:
        package = unlocking.current()
        call_command("migrate", verbosity=0, interactive=False)
        fingerprints.check()
        slips = opening.load(package, self.stdout.write)
        unlocking.keep_head(package, unlocking.data_dir())
        self.stdout.write(f"导出包摘要  {package.digest}，请与办公系统“封闭会场”页面对照。")
        self.stdout.write(f"签名公钥指纹  {fingerprint(package.signature['public_key'])}")
        self._print(slips)

    def _slips(self, options: dict[str, Any]) -> None:
        self._print(opening.new_slips(options["only"]))

    def _run(self, options: dict[str, Any]) -> None:
        serving.check_clock()
        call_command("collectstatic", verbosity=0, interactive=False)
        signal.signal(signal.SIGTERM, _stop)
        begin_due_delegations()
        web, shown = serving.server(options["host"], options["port"])
        try:
            scheme = "https" if shown else "http"
            self.stdout.write(f"封闭会场  {scheme}://{options['host']}:{options['port']}/")
            if shown:
                self.stdout.write(f"证书指纹（SHA-256）  {shown}")
            self.stdout.write(
                f"本机时间  {cn_moment(clock.now())}，请与标准时间核对；动态码差半分钟就不能用。"
            )
            self.stdout.write("本机应启用全盘加密。停止：Ctrl-C")
            self.stdout.flush()
            serving.attend(web)
        except KeyboardInterrupt:
            self.stdout.write("stopping")
        finally:
            web.terminate()
            web.wait(10)

    def _result(self, options: dict[str, Any]) -> None:
        raw = result.make(bytes.fromhex(unlocking.current().keys()["result"]))
        with options["file"].open("xb") as stream:
            stream.write(raw)
        self.stdout.write(f"会议结果已写入 {options['file']}。请交办事机构合并。")

    def _print(self, slips: Iterable[opening.Slip]) -> None:
        self.stdout.write("会场账号（只显示这一次；动态码仍用各人自己的）")
        for one in slips:
            self.stdout.write(f"  {one.login}\t{one.password}\t{one.name}")
            if one.without_code:
                self.stdout.write("      没有动态码：登录后请办事机构或监督人员当面证实，再设置")

    def _officer(self, login: str) -> Account:
        found = Account.objects.by_login(login)
        if found is None or not found.is_active:
            raise CommandError(f"没有登录名为 {login} 的账号")
        if not found.second_factor:
            raise CommandError("命令行不能用通行密钥。请先在网页的“账号安全”设置手机动态码，再办理。")
        return found


def _stop(number: int, frame: FrameType | None) -> None:
    raise KeyboardInterrupt
