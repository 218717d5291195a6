"""Check a draw's record (docs/formats/draw.md) with the standard library only: python3 check_draw.py < FILE."""
import base64
import hashlib
import hmac
import json
import re
import sys
from collections import Counter
from datetime import datetime

P, L = 2**255 - 19, 2**252 + 27742317777372353535851937790883648493
X, Y = 15112221349535400772501151409588531511454012693041857206046113283949847762202, 4 * pow(5, -1, P) % P
ZERO, G, D = (0, 1, 1, 0), (X, Y, 1, X * Y % P), -121665 * pow(121666, -1, P) % P
plain = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode
is_number, is_hash = (re.compile(f"[0-9a-f]{{{many}}}").fullmatch for many in (32, 64))
SIGNED = ("purpose", "content_hash", "account", "organisation", "method", "signed_at", "scan")
TOP = "committee deposit_key drawers drawn_at format frozen opened_at order result roster_hash seed supervisor year"
LIMITS, NAMED = ("seats", "stand_ins", "private_least", "unit_most"), ("expert", "name", "unit", "profession", "title")

def need(good, words):
    if not good:
        raise ValueError(words)

def sha(text, bits=256):
    return hashlib.new(f"sha{bits}", text.encode()).hexdigest()

def add(x, y, z, t, u, v, w, s):
    a, b, c, d = (y - x) * (v - u) % P, (y + x) * (v + u) % P, 2 * t * s * D % P, 2 * z * w % P
    return ((b - a) * (d - c) % P, (d + c) * (b + a) % P, (d - c) * (d + c) % P, (b - a) * (b + a) % P)

def times(many, point):
    return add(*times(many >> 1, add(*point, *point)), *(point if many & 1 else ZERO)) if many else ZERO

def packed(point):
    x, y = (one * pow(point[2], -1, P) % P for one in point[:2])
    return (y | (x & 1) << 255).to_bytes(32, "little")

def unpacked(raw):
    odd, y = divmod(int.from_bytes(raw, "little"), 2**255)
    u, v = (y * y - 1) % P, (D * y * y + 1) % P
    x = u * pow(v, 3, P) * pow(u * pow(v, 7, P), (P - 5) // 8, P) % P
    x = x if v * x * x % P == u else x * pow(2, (P - 1) // 4, P) % P
    need(len(raw) == 32 and y < P and v * x * x % P == u and (x or not odd), "not a point")
    need(packed(times(8, point := ((x := x if x & 1 == odd else P - x), y, 1, x * y % P))) != packed(ZERO), "a weak key")
    return point

def sealed(number, *place):  # the deposit as it must be; place: roster hash, position, the supervisor's key
    secret = int(sha("\n".join(["zhicheng-deposit-1", "number", *place, number]), 512), 16) % L
    need(is_number(number) and is_hash(place[2]), "number, key")
    need(packed(times(L, key := unpacked(bytes.fromhex(place[2])))) == packed(ZERO), "key")
    point, both = (packed(times(secret, one)).hex() for one in (G, key))
    pad = sha("\n".join(["zhicheng-deposit-1", "pad", *place, point, both]))[:32]
    return f"{point}{int(number, 16) ^ int(pad, 16):032x}"

def possible(rest, units, seats, private, most, lacking):  # a flow: seats → professions → units, most reward first
    room = Counter({("from", ("job", at), 1000): many for at, many in enumerate(lacking, start=1)})
    for one in rest:  # a seat that a profession lacks is worth 1000, a private expert 1
        job, unit = ("job", one.get("profession", 0)), ("unit", one["unit"])
        room["from", job, 0], room[unit, "to", 0] = seats, most - units.count(one["unit"]) if most else seats
        room[job, unit, int(one["private"])] += 1
    for _seat in range(seats):
        best, news = {"from": (0, ())}, True
        while news:
            news = False
            for (at, to, worth), many in room.items():
                if many > 0 and at in best and best[at][0] + worth > best.get(to, (-(10**9),))[0]:
                    best[to], news = (best[at][0] + worth, (*best[at][1], (at, to, worth))), True
        gained, path = best.get("to", (-(10**9), ()))
        private -= gained
        room.update(dict.fromkeys(path, -1))
        room.update({(to, at, -worth): 1 for at, to, worth in path})
    return private + 1000 * sum(lacking) <= 0

def drawn(lines, frozen):  # the result as it must be; `lines` in the drawn order
    seats, spare, private, most = (frozen[name] for name in LIMITS)
    able, lack = [one for one in lines if not one["avoid"]], [one["least"] for one in frozen.get("professions", ())]
    status, why, units = {}, {}, []
    need(len(able) >= seats + spare and possible(able, [], seats, private, most, lack), "impossible")
    for at, one in enumerate(able):
        if len(units) == seats:
            break
        code, taken = one["commitment"], [*units, one["unit"]]
        less = [max(many - (one.get("profession") == job), 0) for job, many in enumerate(lack, start=1)]
        left = (able[at + 1 :], taken, seats - len(taken), private - one["private"], most)
        if most and units.count(one["unit"]) >= most:
            why[code] = "同一单位的评委已满"
        elif not possible(*left, []):
            why[code] = "余下席位留给民营企业专家"
        elif not possible(*left, less):
            why[code] = "余下席位留给人数不足的专业"
        else:
            status[code], private, units, lack = "member", private - one["private"], taken, less
    status |= dict.fromkeys([one["commitment"] for one in able if one["commitment"] not in status][:spare], "stand_in")
    told = [(one["commitment"], one["avoid"] or why.get(one["commitment"], "")) for one in lines]
    told = told[: max(at for at, (code, _why) in enumerate(told, start=1) if code in status)]
    return [{"commitment": one, "status": status.get(one, "skipped"), "reason": words} for one, words in told]

def check(raw):
    content, names, signatures = ((file := json.loads(raw))[x] for x in ("content", "names", "signatures"))
    need((plain(file) + "\n").encode() == raw and {*file} <= {"content", "names", "signatures", "refused"}, "written")
    frozen, drawers, seed, roster = (content[x] for x in ("frozen", "drawers", "seed", "roster_hash"))
    second = ["zhicheng-draw-1", "zhicheng-draw-2"].index(content["format"])  # the first knows no professions
    need({*frozen} == {*LIMITS, "session", "roster", "cancelled", *["professions"][:second]}, "frozen")
    need(min(frozen[x] for x in LIMITS) >= 0 and frozen["seats"] % 2 and sha(plain(frozen)) == roster, "roster hash")
    for one in frozen["cancelled"]:
        need({*one} == {"roster_hash", "opened_at", "cancelled_at", "reason", "numbers"}, "cancelled")
        need(len(one["numbers"]) == 3 and one["reason"].strip() and is_hash(one["roster_hash"]), "cancelled, why")
        need("" in one["numbers"] and all(x == "" or is_number(x) for x in one["numbers"]), "cancelled too late")
    when = [one[x] for one in frozen["cancelled"] for x in ("opened_at", "cancelled_at")]
    when += [content["opened_at"], content["drawn_at"], file.get("refused", {}).get("refused_at", content["drawn_at"])]
    when, signers = [datetime.fromisoformat(x) for x in when], [*(x["account"] for x in drawers), content["supervisor"]]
    need(when == sorted(when) and len({*signers}) == len(signers) == 4, "when; three drawers and a supervisor")
    for at, one in enumerate(drawers, start=1):
        need({*one} == {"account", "salt", "commitment", "deposit", "number", "opened_why"} and one["opened_why"] + ".", "")
        need(hmac.digest(one["salt"].encode(), one["number"].encode(), "sha256").hex() == one["commitment"], "number")
        need(sealed(one["number"], roster, str(at), content["deposit_key"]) == one["deposit"], "a deposit")
    need(sha("\n".join([roster, *(x["number"] for x in drawers)])) == seed and " ".join(sorted(content)) == TOP, "seed")
    lines, jobs = {one["commitment"]: one for one in frozen["roster"]}, frozen.get("professions", [])
    keys = {"commitment", "private", "unit", "avoid", *["profession"][:second]}
    order = sorted(lines, key=lambda code: sha(f"{seed}\n{code}"))
    need([one["commitment"] for one in frozen["roster"]] == sorted(lines), "roster's order")
    need(all({*x} == keys and 0 <= x.get("profession", 0) <= len(jobs) for x in lines.values()), "a line")
    need(all({*one} == {"name", "least"} and one["least"] > 0 for one in jobs), "a profession's least number")
    need([order, drawn([lines[x] for x in order], frozen)] == [content["order"], content["result"]], "result")
    units, known, todo = {}, {one["name"]: at for at, one in enumerate(jobs, start=1)}, []
    need(names is None or len({one["expert"] for one in names}) == len(names) == len(lines), "names")
    for one, line in zip(names or (), lines.values(), strict=False):
        text, job = plain([*(one[name] for name in NAMED), line["private"]]), line.get("profession", 0)
        need(hmac.digest(one["salt"].encode(), text.encode(), "sha256").hex() == line["commitment"], "a name")
        need({*one} == {*NAMED, "salt"} and units.setdefault(one["unit"], len(units) + 1) == line["unit"], "a unit")
        need(known.setdefault(one["profession"], job) == job, "a profession")
    if "refused" in file:  # a drawer has not signed: the supervisor has recorded and signed why
        told = {**file["refused"], "result": sha(plain(content))}
        todo.append((told.pop("signature"), signers[3], "draw_refusal", plain(told)))
        need({*told} == {"account", "reason", "refused_at", "result"} and told["reason"].strip(), "refused")
        signers.remove(told["account"] if told["account"] != signers[3] else "")
    todo += [(one, who, "draw_result", plain(content)) for one, who in zip(signatures, signers, strict=True)]
    for one, who, purpose, text in todo:
        need({*one} == {*SIGNED, "algorithm", "public_key", "value"} and one["algorithm"] == "Ed25519", "signature")
        need([one[x] for x in ("purpose", "account", "content_hash")] == [purpose, who, sha(text)], "who signed what")
        public, value = (base64.b64decode(one[name], validate=True) for name in ("public_key", "value"))
        need(all(base64.b64encode(raw).decode() in one.values() for raw in (public, value)), "base64")
        text = value[:32] + public + "\n".join(one[name] for name in SIGNED).encode()
        s, h = (int.from_bytes(raw, "little") for raw in (value[32:], hashlib.sha512(text).digest()))
        mine = packed(add(*times(s, G), *times(L - h % L, unpacked(public))))
        need(len(value) == 64 and s < L and mine == value[:32], "signature")
    return content

if __name__ == "__main__":
    print("OK", len(check(sys.stdin.buffer.read())["frozen"]["roster"]), "experts")
