"""Check a draw's record (docs/formats/draw.md) with the standard library only: python3 check_draw.py < FILE."""

import hashlib
import json
import re
from base64 import b64decode, b64encode
from collections import Counter
from datetime import datetime
from hmac import digest

P, L = 2**255 - 19, 2**252 + 27742317777372353535851937790883648493
G = 15112221349535400772501151409588531511454012693041857206046113283949847762202, 4 * pow(5, -1, P) % P
D, ZERO, NEVER = -121665 * pow(121666, -1, P) % P, (0, 1), (-(10**9), ())
plain = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode
is_number, is_hash = (re.compile(f"[0-9a-f]{{{many}}}").fullmatch for many in (32, 64))
SIGNED = ("purpose", "content_hash", "account", "organisation", "method", "signed_at", "scan")
NAMED = ("expert", "name", "unit", "profession", "title")
WHY = "同一单位的评委已满", "余下席位留给民营企业专家", "余下席位留给人数不足的专业", ""


def need(good, words):
    if not good:
        raise ValueError(words)


def sha(*lines, bits=256):
    return hashlib.new(f"sha{bits}", "\n".join(lines).encode()).hexdigest()


def add(x, y, u, v):  # points of edwards25519
    both = D * x * u * y * v % P
    part = pow(1 - both * both, -1, P)
    return (x * v + y * u) * (1 - both) * part % P, (y * v + x * u) * (1 + both) * part % P


def times(many, point):
    return add(*times(many >> 1, add(*point, *point)), *(point if many & 1 else ZERO)) if many else ZERO


def unpacked(raw):
    odd, y = divmod(int.from_bytes(raw, "little"), 2**255)
    u, v = (y * y - 1) % P, (D * y * y + 1) % P
    x = u * pow(v, 3, P) * pow(u * pow(v, 7, P), (P - 5) // 8, P) % P
    x = x if v * x * x % P == u else x * pow(2, (P - 1) // 4, P) % P
    need(len(raw) == 32 and y < P and v * x * x % P == u and (x or not odd), "not a point")
    return need(times(8, point := (x if x & 1 == odd else P - x, y)) != ZERO, "a weak point") or point


def sealed(number, *place):  # the deposit as it must be; place: roster hash, position, the supervisor's key
    secret = int(sha("zhicheng-deposit-1", "number", *place, number, bits=512), 16) % L
    need(is_number(number) and is_hash(place[2]), "number, key")
    need(times(L, key := unpacked(bytes.fromhex(place[2]))) == ZERO, "key")
    points = [times(secret, one) for one in (G, key)]
    point, both = ((y | (x & 1) << 255).to_bytes(32, "little").hex() for x, y in points)
    pad = sha("zhicheng-deposit-1", "pad", *place, point, both)[:32]
    return f"{point}{int(number, 16) ^ int(pad, 16):032x}"


def possible(rest, units, seats, private, most, lack):  # a flow, most reward first: seats, professions, units
    room = Counter({("from", ("job", at), 1000): many for at, many in enumerate(lack, start=1)})
    for one in rest:  # a seat that a profession lacks is worth 1000, a private expert 1
        job, unit = ("job", one.get("profession", 0)), ("unit", one["unit"])
        room["from", job, 0], room[unit, "to", 0] = seats, most - units.count(one["unit"])
        room[job, unit, int(one["private"])] += 1
    for _seat in range(seats):
        best, before = {"from": (0, ())}, None
        while best != before:
            before = dict(best)
            for (at, to, worth), many in room.items():
                if many > 0 and at in best and best[at][0] + worth > best.get(to, NEVER)[0]:
                    best[to] = best[at][0] + worth, (*best[at][1], (at, to, worth))
        private, path = private - best.get("to", NEVER)[0], best.get("to", NEVER)[1]
        room.update(dict.fromkeys(path, -1) | {(to, at, -worth): 1 for at, to, worth in path})
    return private + 1000 * sum(lack) <= 0


def drawn(lines, kept):  # the result as it must be; `lines` in the drawn order
    seats, more, private, most = (kept[x] for x in ("seats", "stand_ins", "private_least", "unit_most"))
    lack, status, why, units = [one["least"] for one in kept.get("professions", ())], {}, {}, []
    fit, most = [one for one in lines if not one["avoid"]], most or seats
    need(min(seats, more, private, most) >= 0 and seats % 2 and len(fit) >= seats + more, "limits")
    need(len(kept["roster"]) == len(lines) and possible(fit, [], seats, private, most, lack), "impossible")
    while len(units) < seats:
        one, rest = fit[len(why)], fit[len(why) + 1 :]
        code, taken, still = one["commitment"], [*units, one["unit"]], private - one["private"]
        less = [max(many - (one.get("profession") == job), 0) for job, many in enumerate(lack, start=1)]
        left = (rest, taken, seats - len(taken), still, most)
        good = units.count(one["unit"]) < most, possible(*left, []), possible(*left, less), False
        why[code] = WHY[good.index(False)]
        if not why[code]:
            status[code], private, units, lack = "member", still, taken, less
    status |= dict.fromkeys([x for x in [y["commitment"] for y in fit] if x not in status][:more], "stand_in")
    told = [(one["commitment"], one["avoid"] or why.get(one["commitment"], "")) for one in lines]
    told = told[: max(at for at, (code, _why) in enumerate(told, start=1) if code in status)]
    return [{"commitment": one, "status": status.get(one, "skipped"), "reason": words} for one, words in told]


def check(raw):
    content, names, signatures = ((file := json.loads(raw))[x] for x in ("content", "names", "signatures"))
    need((plain(file) + "\n").encode() == raw and len(file) - ("refused" in file) == 3, "how it is written")
    frozen, drawers, seed, roster = (content[x] for x in ("frozen", "drawers", "seed", "roster_hash"))
    refused = [file["refused"]] if "refused" in file else []
    second = ["profession"] * ["zhicheng-draw-1", "zhicheng-draw-2"].index(content["format"])
    keys = {"commitment", "private", "unit", "avoid", *second}
    need({"session", *[x + "s" for x in second]} <= {*frozen} and len(frozen) == 7 + len(second), "frozen")
    need({*content} >= {"committee", "year"} and len(content) == 13 and sha(plain(frozen)) == roster, "hash")
    when = [one[x] for one in frozen["cancelled"] for x in ("opened_at", "cancelled_at")]
    when += [content[x] for x in ("opened_at", "drawn_at")] + [x["refused_at"] for x in refused]
    need(when == sorted(when, key=datetime.fromisoformat) and {5} >= {*map(len, frozen["cancelled"])}, "when")
    for one in frozen["cancelled"]:
        need("" in one["numbers"] and all(not x or is_number(x) for x in one["numbers"]), "opened too late")
        need(len(one["numbers"]) == 3 and one["reason"].strip() and is_hash(one["roster_hash"]), "cancelled")
    signers, todo = [*(x["account"] for x in drawers), content["supervisor"]], []
    need(len({*signers}) == 4 and {6} == {len(x) for x in drawers if x["opened_why"] + "."}, "three drawers")
    for at, one in enumerate(drawers, start=1):
        need(digest(one["salt"].encode(), one["number"].encode(), "sha256").hex() == one["commitment"], "lie")
        need(sealed(one["number"], roster, str(at), content["deposit_key"]) == one["deposit"], "a deposit")
    lines, jobs = {one["commitment"]: one for one in frozen["roster"]}, frozen.get("professions", [])
    need([*lines] == sorted(lines) and sha(roster, *(x["number"] for x in drawers)) == seed, "order, seed")
    need(all({*x} == keys and 0 <= x.get("profession", 0) <= len(jobs) for x in lines.values()), "a line")
    need(all({*one} == {"name", "least"} and one["least"] > 0 for one in jobs), "a least number")
    need(content["order"] == sorted(lines, key=lambda code: sha(seed, code)), "order")
    need(drawn([lines[x] for x in content["order"]], frozen) == content["result"], "result")
    need(names is None or len({one["expert"] for one in names}) == len(names) == len(lines), "names")
    units, known = {}, {one["name"]: at for at, one in enumerate(jobs, start=1)}
    for one, line in zip(names or (), lines.values(), strict=False):
        text, job = plain([*(one[name] for name in NAMED), line["private"]]), line.get("profession", 0)
        need(digest(one["salt"].encode(), text.encode(), "sha256").hex() == line["commitment"], "a name")
        need(len(one) == 6 and units.setdefault(one["unit"], len(units) + 1) == line["unit"], "unit")
        need(known.setdefault(one["profession"], job) == job, "a profession")
    for one in refused:  # a drawer has not signed: the supervisor has recorded and signed why
        told = {**one, "result": sha(plain(content))}
        todo.append((told.pop("signature"), signers[3], "draw_refusal", plain(told)))
        need({*told} == {"account", "reason", "refused_at", "result"} and told["reason"].strip(), "refused")
        signers.remove(told["account"] if told["account"] != signers[3] else "")
    todo += [(one, who, "draw_result", plain(content)) for one, who in zip(signatures, signers, strict=True)]
    for one, who, purpose, text in todo:
        must = {"algorithm": "Ed25519", "purpose": purpose, "account": who, "content_hash": sha(text)}
        need(one == one | must and {*one} == {*must, *SIGNED, "public_key", "value"}, "who signed what")
        public, value = (b64decode(one[name], validate=True) for name in ("public_key", "value"))
        need(all(b64encode(raw).decode() in one.values() for raw in (public, value)), "base64")
        text = value[:32] + public + "\n".join(one[name] for name in SIGNED).encode()
        s, h = (int.from_bytes(raw, "little") for raw in (value[32:], hashlib.sha512(text).digest()))
        mine = add(*times(s, G), *times(L - h % L, unpacked(public)))
        need(len(value) == 64 and s < L and mine == unpacked(value[:32]), "a signature")
    return content


if __name__ == "__main__":
    print("OK", len(check(open(0, "rb").read())["frozen"]["roster"]), "experts")  # noqa: SIM115 (standard input)
