"""Check a draw's record (docs/formats/draw.md) with the standard library only: python3 check_draw.py < FILE."""

import base64
import hashlib
import hmac
import json
import sys
from datetime import datetime

P, L = 2**255 - 19, 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, -1, P) % P
plain = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode
SIGNED = ("purpose", "content_hash", "account", "organisation", "method", "signed_at", "scan")
TOP = "committee drawers drawn_at format frozen opened_at order result roster_hash seed supervisor year"
FROZEN = "private_least roster seats session stand_ins unit_most"
NAMED = ("expert", "name", "unit", "profession", "title")


def need(good, words):
    if not good:
        raise ValueError(words)


def sha(text):
    return hashlib.sha256(text.encode()).hexdigest()


def bound(text, salt):
    return hmac.new(salt.encode(), text.encode(), "sha256").hexdigest()


def add(one, other):
    (x, y, z, t), (u, v, w, s) = one, other
    a, b, c, d = (y - x) * (v - u) % P, (y + x) * (v + u) % P, 2 * t * s * D % P, 2 * z * w % P
    return ((b - a) * (d - c) % P, (d + c) * (b + a) % P, (d - c) * (d + c) % P, (b - a) * (b + a) % P)


def times(number, point):
    out = (0, 1, 1, 0)
    for bit in f"{number:b}":
        out = add(out, out)
        out = add(out, point) if bit == "1" else out
    return out


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
    need(packed(times(8, point)) != packed((0, 1, 1, 0)), "a weak key")
    return point


G = unpacked(bytes.fromhex("58" + "66" * 31))


def check_signature(signed, account, content):
    need(set(signed) == {*SIGNED, "algorithm", "public_key", "value"}, "signature's keys")
    need((signed["algorithm"], signed["purpose"]) == ("Ed25519", "draw_result"), "kind of signature")
    need((signed["account"], signed["content_hash"]) == (account, sha(plain(content))), "who signed what")
    public, value = (base64.b64decode(signed[name], validate=True) for name in ("public_key", "value"))
    need(all(base64.b64encode(raw).decode() in signed.values() for raw in (public, value)), "base64")
    text = "\n".join(signed[name] for name in SIGNED).encode()
    s = int.from_bytes(value[32:], "little")
    h = int.from_bytes(hashlib.sha512(value[:32] + public + text).digest(), "little") % L
    mine = add(times(s, G), times(L - h, unpacked(public)))
    need(len(value) == 64 and s < L and packed(mine) == value[:32], "signature")


def possible(rest, taken, seats, private, most):
    """Whether `seats` of `rest`, at least `private` of them private, fit under what each unit still admits."""
    if private > seats or seats < 0:
        return False
    for wanted, lines in ((seats, rest), (private, [one for one in rest if one["private"]])):
        room = 0
        for unit in {one["unit"] for one in lines}:
            here = sum(one["unit"] == unit for one in lines)
            room += min(here, most - taken.count(unit)) if most else here
        if room < wanted:
            return False
    return True


def drawn(lines, frozen):
    """The result as it must be; `lines` in the drawn order."""
    seats, spare, private, most = (frozen[x] for x in ("seats", "stand_ins", "private_least", "unit_most"))
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
    codes = [one["commitment"] for one in lines]
    codes = codes[: max(at for at, code in enumerate(codes, start=1) if code in status)]
    return [{"commitment": one, "status": status.get(one, "skipped"), "reason": why[one]} for one in codes]


def check(raw):
    file = json.loads(raw)
    need((plain(file) + "\n").encode() == raw, "not written as it should be")
    need(sorted(file) == ["content", "names", "signatures"], "three parts")
    content, names, signatures = file["content"], file["names"], file["signatures"]
    frozen, drawers, seed = content["frozen"], content["drawers"], content["seed"]
    need(content["format"] == "zhicheng-draw-1" and " ".join(sorted(content)) == TOP, "not a draw")
    need(" ".join(sorted(frozen)) == FROZEN and frozen["seats"] % 2 == 1, "what is frozen")
    need(min(frozen[x] for x in FROZEN.split() if x not in ("roster", "session")) >= 0, "negative")
    signers = [*(one["account"] for one in drawers), content["supervisor"]]
    need(len(signers) == len(set(signers)) == len(signatures) == 4, "three drawers and a supervisor")
    need(sha(plain(frozen)) == content["roster_hash"], "roster hash")
    need(datetime.fromisoformat(content["opened_at"]) <= datetime.fromisoformat(content["drawn_at"]), "when")
    need(all(bound(one["number"], one["salt"]) == one["commitment"] for one in drawers), "a number")
    need(sha("\n".join([content["roster_hash"], *(one["number"] for one in drawers)])) == seed, "seed")
    lines = {one["commitment"]: one for one in frozen["roster"]}
    need(list(lines) == sorted(lines) and len(lines) == len(frozen["roster"]), "roster's order")
    need(all(set(one) == {"commitment", "private", "unit", "avoid"} for one in lines.values()), "a line")
    order = sorted(lines, key=lambda code: sha(f"{seed}\n{code}"))
    need(order == content["order"], "order")
    need(drawn([lines[code] for code in order], frozen) == content["result"], "result")
    if names is not None:
        units = list(dict.fromkeys(one["unit"] for one in names))
        need(len({one["expert"] for one in names}) == len(names), "somebody stands there twice")
        for one, line in zip(names, lines.values(), strict=True):
            need(set(one) == {*NAMED, "salt"} and units.index(one["unit"]) + 1 == line["unit"], "a unit")
            text = plain([*(one[name] for name in NAMED), line["private"]])
            need(bound(text, one["salt"]) == line["commitment"], "a name")
    for signed, account in zip(signatures, signers, strict=True):
        check_signature(signed, account, content)
    return content


if __name__ == "__main__":
    print("OK", len(check(sys.stdin.buffer.read())["frozen"]["roster"]), "experts")
