"""Check a tally file (docs/formats/tally.md) with the standard library only: python3 check_tally.py < FILE."""

import base64
import hashlib
import json
import sys

P, L = 2**255 - 19, 2**252 + 27742317777372353535851937790883648493
plain = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode
D = -121665 * pow(121666, -1, P) % P
KINDS = ("zhicheng-tally-1", "Ed25519", "meeting_result")
SIGNED = ("purpose", "content_hash", "account", "organisation", "method", "signed_at", "scan")


class Point(tuple):
    def __add__(self, other):
        (x, y, z, t), (u, v, w, s) = self, other
        a, b, c, d = (y - x) * (v - u) % P, (y + x) * (v + u) % P, 2 * t * s * D % P, 2 * z * w % P
        e, f, g, h = b - a, d - c, d + c, b + a
        return Point((e * f % P, g * h % P, f * g % P, e * h % P))

    def __rmul__(self, number):
        out = ZERO
        for bit in f"{number % L:b}":
            out = out + out + self if bit == "1" else out + out
        return out

    def text(self):
        x, y, _ = (one * pow(self[2], -1, P) % P for one in self[:3])
        return (y | (x & 1) << 255).to_bytes(32, "little").hex()


def need(good, words):
    if not good:
        raise ValueError(words)


def read(text):
    odd, y = divmod(int.from_bytes(bytes.fromhex(text), "little"), 2**255)
    u, v = (y * y - 1) % P, (D * y * y + 1) % P
    x = u * pow(v, 3, P) * pow(u * pow(v, 7, P), (P - 5) // 8, P) % P
    x = x if v * x * x % P == u else x * pow(2, (P - 1) // 4, P) % P
    need(len(text) == 64 and y < P and v * x * x % P == u and (x or not odd), "not a point")
    x = x if x & 1 == odd else P - x
    point = Point((x, y, 1, x * y % P))
    need(point.text() != NONE == ((L - 1) * point + point).text(), "not in the group")
    return point


ZERO, NONE = Point((0, 1, 1, 0)), "01" + "00" * 31
G = read("58" + "66" * 31)
MINUS = -1 * G


def split(text, points, numbers):
    need(len(text) == 64 * (points + numbers) and not set(text) - set("0123456789abcdef"), "malformed")
    words = [bytes.fromhex(text[at : at + 64]) for at in range(0, len(text), 64)]
    found = [int.from_bytes(one, "little") for one in words[points:]]
    need(max(found) < L, "a number is too large")
    return [read(one.hex()) for one in words[:points]], found


def hashed(label, context, points):
    text = "\n".join([label, context, *(one.text() for one in points)])
    return int.from_bytes(hashlib.sha512(text.encode()).digest(), "little") % L


def check_key(key, session):
    rows = sorted(key["trustees"], key=lambda one: one["position"])
    need(len({one["organisation"] for one in rows}) == len(rows) == 3, "three organisations")
    deals = [split(one["deal"], 3, 2) for one in rows]
    sent = "\n".join(one[name] for name in ("deal", "shares") for one in rows).encode()
    publics = []
    for at, (row, (points, (c, z))) in enumerate(zip(rows, deals, strict=True), start=1):
        context = "\n".join(["zhicheng-key-1", session, key["id"], str(at)])
        seen = hashed("deal", context, [*points, z * G + -c * points[1]])
        need(row["position"] == at and c == seen, f"deal of trustee {at}")
        mine = sum((one[0][1] + at * one[0][2] for one in deals), ZERO)
        (c, z), _ = split(row["confirmation"], 0, 2)[1], split(row["shares"], 0, 2)
        context += "\n" + hashlib.sha256(sent).hexdigest()
        need(c == hashed("held", context, [mine, z * G + -c * mine]), f"share of trustee {at}")
        publics.append(mine)
    need(sum((one[0][1] for one in deals), ZERO).text() == key["key"], "joint key")
    return publics


def check_vote(text, h, context):
    points, n = split(text, 6, 14)
    for part in range(3):
        a, b, (c0, c1, z0, z1) = points[2 * part], points[2 * part + 1], n[4 * part : 4 * part + 4]
        shown = [z0 * G + -c0 * a, z0 * h + -c0 * b, z1 * G + -c1 * a, z1 * h + -c1 * (b + MINUS)]
        need(hashed(f"choice-{part}", context, points + shown) == (c0 + c1) % L, "not 0 or 1")
    a, b, (c, z) = sum(points[::2], ZERO), sum(points[1::2], MINUS), n[12:]
    need(hashed("one", context, [*points, z * G + -c * a, z * h + -c * b]) == c, "not one choice")
    return points


def check_ballot(ballot, session, key, publics):
    head = f"zhicheng-ballot-1\n{session}\n{ballot['application']}\n{ballot['round']}\n{key['key']}\n"
    h, counts = read(key["key"]), ballot["counts"]
    votes = [check_vote(text, h, head + voter) for voter, text in ballot["votes"].items()]
    if "reason" in ballot:
        return need(counts is None and ballot["reason"], "an annulled ballot has no result but a reason")
    sums, opened = [sum((one[at] for one in votes), ZERO) for at in range(6)], {}
    for at, text in sorted(ballot["openings"].items()):
        mine, (parts, (c, z)) = publics["123".index(at)], split(text, 3, 2)
        shown = [z * G + -c * mine, *(z * a + -c * d for a, d in zip(sums[::2], parts, strict=True))]
        need(
            c == hashed("part", f"{head}trustee-{at}", [mine, *sums[::2], *parts, *shown]),
            f"opening of trustee {at}",
        )
        opened[int(at)] = parts
    need(len(opened) >= 2 and len(counts) == 3 and sum(counts.values()) == len(votes), "opened and counted")
    i, j = sorted(opened)[:2]
    for n, name in enumerate(("agree", "against", "abstain")):
        mask = j * pow(j - i, -1, L) % L * opened[i][n] + i * pow(i - j, -1, L) % L * opened[j][n]
        need(counts[name] >= 0 and sums[2 * n + 1].text() == (mask + counts[name] * G).text(), name)
    (above, below), (least, whole) = (map(int, ballot["rule"][x].split("/")) for x in ("threshold", "quorum"))
    need(len(votes) * whole <= ballot["present"] * whole >= ballot["members"] * least, "votes or quorum")
    return need(ballot["passed"] is (counts["agree"] * below >= ballot["present"] * above), "result")


def check(raw):
    file = json.loads(raw)
    need(
        (plain(file) + "\n").encode() == raw and set(file) == {"content", "signature"},
        "not written as it should be",
    )
    content, signed = file["content"], file["signature"]
    need(set(signed) == {*SIGNED, "algorithm", "public_key", "value"}, "signature")
    need((content["format"], signed["algorithm"], signed["purpose"]) == KINDS, "not a tally")
    need(hashlib.sha256(plain(content).encode()).hexdigest() == signed["content_hash"], "content was changed")
    raw = {name: base64.b64decode(signed[name], validate=True) for name in ("public_key", "value")}
    need(all(base64.b64encode(one).decode() == signed[name] for name, one in raw.items()), "base64")
    public, value = raw.values()
    text = value[:32] + public + "\n".join(signed[name] for name in SIGNED).encode()
    s, h = (int.from_bytes(one, "little") for one in (value[32:], hashlib.sha512(text).digest()))
    shown = s * G + -h * read(public.hex())
    need(s < L and shown.text() == value[:32].hex(), "signature")
    keys = {one["id"]: (one, check_key(one, content["session"])) for one in content["keys"]}
    both = [*content["ballots"], *content["annulled"]]
    need(len({(one["application"], one["round"]) for one in both}) == len(both), "twice")
    need(not any("reason" in one for one in content["ballots"]), "annulled")
    for ballot in both:
        check_ballot(ballot, content["session"], *keys[ballot["key"]])
    return content


if __name__ == "__main__":
    print("OK", len(check(sys.stdin.buffer.read())["ballots"]), "ballots")
