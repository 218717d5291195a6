"""Check a draw's record (docs/formats/draw.md) with the standard library only: python3 check_draw.py < FILE."""

import base64
import hashlib
import hmac
import json
import re
import sys
from datetime import datetime

P, L = 2**255 - 19, 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, -1, P) % P
X, Y = 15112221349535400772501151409588531511454012693041857206046113283949847762202, 4 * pow(5, -1, P) % P
ZERO, G = (0, 1, 1, 0), (X, Y, 1, X * Y % P)
plain = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode
is_number, is_hash = (re.compile(f"[0-9a-f]{{{many}}}").fullmatch for many in (32, 64))
SIGNED = ("purpose", "content_hash", "account", "organisation", "method", "signed_at", "scan")
TOP = "committee deposit_key drawers drawn_at format frozen opened_at order result roster_hash seed supervisor year"
LIMITS = ("seats", "stand_ins", "private_least", "unit_most")
DRAWER = {"account", "salt", "commitment", "deposit", "number", "opened_why"}
CANCELLED = {"roster_hash", "opened_at", "cancelled_at", "reason", "numbers"}
NAMED = ("expert", "name", "unit", "profession", "title")


def need(good, words):
    if not good:
        raise ValueError(words)


def sha(text, bits=256):
    return hashlib.new(f"sha{bits}", text.encode()).hexdigest()


def bound(text, salt):
    return hmac.digest(salt.encode(), text.encode(), "sha256").hex()


def add(one, other):
    (x, y, z, t), (u, v, w, s) = one, other
    a, b, c, d = (y - x) * (v - u) % P, (y + x) * (v + u) % P, 2 * t * s * D % P, 2 * z * w % P
    return ((b - a) * (d - c) % P, (d + c) * (b + a) % P, (d - c) * (d + c) % P, (b - a) * (b + a) % P)


def times(many, point):
    half = times(many >> 1, add(point, point)) if many else ZERO
    return add(half, point) if many & 1 else half


def packed(point):
    x, y = (one * pow(point[2], -1, P) % P for one in point[:2])
    return (y | (x & 1) << 255).to_bytes(32, "little")


def unpacked(raw):
    odd, y = divmod(int.from_bytes(raw, "little"), 2**255)
    u, v = (y * y - 1) % P, (D * y * y + 1) % P
    x = u * pow(v, 3, P) * pow(u * pow(v, 7, P), (P - 5) // 8, P) % P
    x = x if v * x * x % P == u else x * pow(2, (P - 1) // 4, P) % P
    need(len(raw) == 32 and y < P and v * x * x % P == u and (x or not odd), "not a point")
    point = ((x := x if x & 1 == odd else P - x), y, 1, x * y % P)
    need(packed(times(8, point)) != packed(ZERO), "a weak key")
    return point


def sealed(number, *place):  # the deposit as it must be; place: roster hash, position, the supervisor's key
    secret = int(sha("\n".join(["zhicheng-deposit-1", "number", *place, number]), 512), 16) % L
    key = unpacked(bytes.fromhex(place[2]))
    need(is_number(number) and is_hash(place[2]) and packed(times(L, key)) == packed(ZERO), "number, key")
    point, both = (packed(times(secret, one)).hex() for one in (G, key))
    pad = sha("\n".join(["zhicheng-deposit-1", "pad", *place, point, both]))[:32]
    return f"{point}{int(number, 16) ^ int(pad, 16):032x}"


def possible(rest, taken, seats, private, most):  # whether so many of `rest` fit under what units still admit
    units = [[one["unit"] for one in rest], [one["unit"] for one in rest if one["private"]]]
    free = {one: most - taken.count(one) if most else len(rest) for one in units[0]}
    everybody, few = (sum(min(some.count(one), free[one]) for one in set(some)) for some in units)
    return everybody >= seats >= max(private, 0) and few >= private


def drawn(lines, frozen):  # the result as it must be; `lines` in the drawn order
    seats, spare, private, most = (frozen[name] for name in LIMITS)
    able = [one for one in lines if not one["avoid"]]
    need(len(able) >= seats + spare and possible(able, [], seats, private, most), "impossible")
    status, why, units = {}, {one["commitment"]: one["avoid"] for one in lines}, []
    for at, one in enumerate(able):
        code, left = one["commitment"], seats - len(units) - 1
        if left < 0:
            break
        if most and units.count(one["unit"]) >= most:
            why[code] = "同一单位的评委已满"
        elif not possible(able[at + 1 :], [*units, one["unit"]], left, private - one["private"], most):
            why[code] = "余下席位留给民营企业专家"
        else:
            status[code], private = "member", private - one["private"]
            units.append(one["unit"])
    waiting = [one["commitment"] for one in able if one["commitment"] not in status][:spare]
    status |= dict.fromkeys(waiting, "stand_in")
    codes = list(why)[: max(at for at, code in enumerate(why, start=1) if code in status)]
    return [{"commitment": one, "status": status.get(one, "skipped"), "reason": why[one]} for one in codes]


def check(raw):
    file = json.loads(raw)
    content, names, signatures = (file[x] for x in ("content", "names", "signatures"))
    need((plain(file) + "\n").encode() == raw and len(file) == 3, "not written as it should be")
    frozen, drawers, seed, roster = (content[x] for x in ("frozen", "drawers", "seed", "roster_hash"))
    need(content["format"] == "zhicheng-draw-1" and " ".join(sorted(content)) == TOP, "not a draw")
    need(set(frozen) == {*LIMITS, "session", "roster", "cancelled"} and frozen["seats"] % 2 == 1, "frozen")
    need(min(frozen[name] for name in LIMITS) >= 0 and sha(plain(frozen)) == roster, "roster hash")
    for one in frozen["cancelled"]:
        need(set(one) == CANCELLED and one["reason"].strip() and is_hash(one["roster_hash"]), "cancelled")
        known = [number == "" or is_number(number) for number in one["numbers"]]
        need(len(known) == 3 and all(known) and "" in one["numbers"], "cancelled too late")
    when = [one[x] for one in frozen["cancelled"] for x in ("opened_at", "cancelled_at")]
    when = [datetime.fromisoformat(one) for one in (*when, content["opened_at"], content["drawn_at"])]
    need(when == sorted(when), "when")
    for at, one in enumerate(drawers, start=1):
        need(set(one) == DRAWER and one["opened_why"] + ".", "a drawer")
        need(bound(one["number"], one["salt"]) == one["commitment"], "a number")
        need(sealed(one["number"], roster, str(at), content["deposit_key"]) == one["deposit"], "a deposit")
    need(sha("\n".join([roster, *(one["number"] for one in drawers)])) == seed, "seed")
    lines = {one["commitment"]: one for one in frozen["roster"]}
    need([one["commitment"] for one in frozen["roster"]] == sorted(lines), "roster's order")
    need(all(set(one) == {"commitment", "private", "unit", "avoid"} for one in lines.values()), "a line")
    order = sorted(lines, key=lambda code: sha(f"{seed}\n{code}"))
    need([order, drawn([lines[x] for x in order], frozen)] == [content["order"], content["result"]], "result")
    units = list(dict.fromkeys(one["unit"] for one in names or ()))
    need(names is None or len({one["expert"] for one in names}) == len(names) == len(lines), "names")
    for one, line in zip(names or (), lines.values(), strict=False):
        text = plain([*(one[name] for name in NAMED), line["private"]])
        need(set(one) == {*NAMED, "salt"} and bound(text, one["salt"]) == line["commitment"], "a name")
        need(units.index(one["unit"]) + 1 == line["unit"], "a unit")
    signers = [*(one["account"] for one in drawers), content["supervisor"]]
    need(len(signers) == len(set(signers)) == len(signatures) == 4, "three drawers and a supervisor")
    for one, account in zip(signatures, signers, strict=True):
        need(set(one) == {*SIGNED, "algorithm", "public_key", "value"}, "signature's keys")
        need((one["algorithm"], one["purpose"]) == ("Ed25519", "draw_result"), "kind of signature")
        need((one["account"], one["content_hash"]) == (account, sha(plain(content))), "who signed what")
        public, value = (base64.b64decode(one[name], validate=True) for name in ("public_key", "value"))
        need(all(base64.b64encode(raw).decode() in one.values() for raw in (public, value)), "base64")
        text = value[:32] + public + "\n".join(one[name] for name in SIGNED).encode()
        s, h = (int.from_bytes(raw, "little") for raw in (value[32:], hashlib.sha512(text).digest()))
        mine = packed(add(times(s, G), times(L - h % L, unpacked(public))))
        need(len(value) == 64 and s < L and mine == value[:32], "signature")
    return content


if __name__ == "__main__":
    print("OK", len(check(sys.stdin.buffer.read())["frozen"]["roster"]), "experts")
