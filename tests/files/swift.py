"""A real S3-compatible server from Debian's packages: OpenStack Swift with its S3 interface, on one folder."""

import contextlib
import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import boto3
import pytest

from zhicheng.files import stores

PACKAGES = ("swift-proxy", "swift-account", "swift-container", "swift-object", "memcached")
PROGRAMS = tuple(f"swift-{one}-server" for one in ("proxy", "account", "container", "object"))
CREDENTIALS = ("test:tester", "testing")
STORAGE = """[DEFAULT]
bind_ip = 127.0.0.1
bind_port = {port}
user = {user}
swift_dir = {folder}
devices = {folder}/node
mount_check = false
workers = 0
[pipeline:main]
pipeline = {kind}-server
[app:{kind}-server]
use = egg:swift#{kind}
fallocate_reserve = 0
"""
PROXY = """[DEFAULT]
bind_ip = 127.0.0.1
bind_port = {port}
user = {user}
swift_dir = {folder}
workers = 0
[pipeline:main]
pipeline = catch_errors cache s3api tempauth copy slo dlo proxy-server
[app:proxy-server]
use = egg:swift#proxy
account_autocreate = true
cors_allow_origin = *
strict_cors_mode = false
[filter:catch_errors]
use = egg:swift#catch_errors
[filter:cache]
use = egg:swift#memcache
memcache_servers = 127.0.0.1:{memory}
[filter:s3api]
use = egg:swift#s3api
cors_preflight_allow_origin = *
[filter:tempauth]
use = egg:swift#tempauth
user_test_tester = testing .admin
[filter:copy]
use = egg:swift#copy
[filter:slo]
use = egg:swift#slo
[filter:dlo]
use = egg:swift#dlo
"""


def missing() -> str:
    """Which program is not installed; empty where all are."""
    path = os.environ["PATH"] + ":/usr/sbin:/sbin"
    wanted = (*PROGRAMS, "swift-ring-builder", "memcached")
    return next((one for one in wanted if shutil.which(one, path=path) is None), "")


@contextlib.contextmanager
def running(folder: Path) -> Iterator[int]:
    """The server over an empty folder; its port."""
    user = os.environ.get("USER") or "root"
    ports = {kind: _free_port() for kind in ("account", "container", "object", "proxy", "memory")}
    (folder / "node" / "d1").mkdir(parents=True)
    commands = [["memcached", "-u", "nobody", "-l", "127.0.0.1", "-p", str(ports["memory"])]]
    for kind in ("account", "container", "object"):
        ring = str(folder / f"{kind}.builder")
        place = f"r1z1-127.0.0.1:{ports[kind]}/d1"
        for words in (["create", "4", "1", "0"], ["add", place, "1"], ["rebalance"]):
            subprocess.run(["swift-ring-builder", ring, *words], check=True, capture_output=True)
        told = STORAGE.format(port=ports[kind], user=user, folder=folder, kind=kind)
        (folder / f"{kind}.conf").write_text(told)
        commands.append([f"swift-{kind}-server", str(folder / f"{kind}.conf")])
    (folder / "proxy.conf").write_text(
        PROXY.format(port=ports["proxy"], user=user, folder=folder, memory=ports["memory"])
    )
    commands.append(["swift-proxy-server", str(folder / "proxy.conf")])
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    servers = [subprocess.Popen(one, **quiet) for one in commands]
    try:
        for port in ports.values():
            _wait_for(port)
        yield ports["proxy"]
    finally:
        for one in servers:
            one.terminate()
        for one in servers:
            one.wait(20)


@contextlib.contextmanager
def bucket(folder: Path) -> Iterator[str]:
    """An empty bucket on a running server: the address of FILES_STORE. Without the packages the test is skipped."""
    if lacking := missing():
        pytest.skip(f"{lacking} is not installed: apt-get install {' '.join(PACKAGES)}")
    key, secret = CREDENTIALS
    with running(folder) as port:
        address = f"s3+http://{quote(key)}:{secret}@127.0.0.1:{port}/zhicheng"
        told = stores.options(address)
        client = boto3.client(
            "s3", endpoint_url=told["endpoint_url"], aws_access_key_id=key, aws_secret_access_key=secret,
            region_name="us-east-1", config=told["client_config"],
        )  # fmt: skip
        client.create_bucket(Bucket="zhicheng")
        yield address
        client.close()


def _free_port() -> int:
    with socket.socket() as link:
        link.bind(("127.0.0.1", 0))
        return int(link.getsockname()[1])


def _wait_for(port: int) -> None:
    for _attempt in range(300):
        with socket.socket() as link:
            if link.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise AssertionError(f"nothing answers at port {port}")
