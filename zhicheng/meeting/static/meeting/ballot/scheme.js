// The ballot's scheme in the browser; docs/formats/tally.md says how every byte is made. Choices and shares exist here
// alone: what these functions return may be sent, what they are given may not. Curve and hashes: @noble packages.
import { Point } from "../../noble-ed25519/index.js";
import { scryptAsync } from "../../noble-hashes/scrypt.js";
import { sha256, sha512 } from "../../noble-hashes/sha2.js";
import { bytesToHex, hexToBytes, utf8ToBytes } from "../../noble-hashes/utils.js";

const ORDER = 2n ** 252n + 27742317777372353535851937790883648493n;
const SIZE = 64; // hexadecimal digits of a point or a number
export const CHOICES = ["agree", "against", "abstain"];
export const FEWEST = 3;
const TRUSTEES = [1, 2, 3];
const SCRYPT = { N: 2 ** 15, r: 8, p: 1, dkLen: 32 };
const G = Point.BASE;

const mod = (number) => ((number % ORDER) + ORDER) % ORDER;
const fromBytes = (raw) => raw.reduceRight((sum, byte) => sum * 256n + BigInt(byte), 0n);
const hexOf = (number) => {
  let [text, rest] = ["", mod(number)];
  for (let at = 0; at < SIZE / 2; at += 1, rest >>= 8n) text += Number(rest & 255n).toString(16).padStart(2, "0");
  return text;
};
const wordsOf = (text, count) => {
  if (!new RegExp(`^[0-9a-f]{${count * SIZE}}$`).test(text)) throw new Error("malformed");
  return Array.from({ length: count }, (_none, at) => text.slice(at * SIZE, (at + 1) * SIZE));
};
const numberOf = (word) => {
  const found = fromBytes(hexToBytes(word));
  if (found >= ORDER) throw new Error("number too large");
  return found;
};
const inGroup = (point) => {
  if (point.equals(Point.ZERO) || !point.isTorsionFree()) throw new Error("not in the group");
  return point;
};
/** A point that came from elsewhere: in the group, not neutral. */
const pointOf = (word) => inGroup(Point.fromHex(word));
const random = () => mod(fromBytes(crypto.getRandomValues(new Uint8Array(64)))) || random();
const challenge = (label, context, parts) =>
  mod(fromBytes(sha512(utf8ToBytes([label, context, ...parts].join("\n")))));
const sum = (points) => points.reduce((one, other) => one.add(other));
const digest = (text) => bytesToHex(sha256(utf8ToBytes(text))).toUpperCase();
const groups = (digits, between) => digits.match(/.{4}/g).join(between);

// ---- a ballot ----

/** place: {session, application, round, key}; as Place.context on the server. */
const contextAt = (place, voter) =>
  ["zhicheng-ballot-1", place.session, place.application, String(place.round), place.key, voter].join("\n");

/** A ballot for one of CHOICES, encrypted to the joint key, with the proofs that it is one vote of this voter. */
export const seal = (choice, place, voter) => {
  const values = CHOICES.map((one) => (one === choice ? 1 : 0));
  if (!values.includes(1)) throw new Error("unknown choice");
  const [key, context] = [pointOf(place.key), contextAt(place, voter)];
  const parts = values.map((value) => {
    const hidden = random();
    const masked = key.multiply(hidden);
    return { value, hidden, first: G.multiply(hidden), second: value ? masked.add(G) : masked };
  });
  const points = parts.flatMap(({ first, second }) => [first.toHex(), second.toHex()]);
  const numbers = parts.flatMap((part, at) => choiceProof(at, part, key, points, context));
  const nonce = random();
  const c = challenge("one", context, [...points, G.multiply(nonce).toHex(), key.multiply(nonce).toHex()]);
  numbers.push(c, nonce + c * parts.reduce((total, { hidden }) => total + hidden, 0n));
  return points.join("") + numbers.map(hexOf).join("");
};

const choiceProof = (at, { value, hidden }, key, points, context) => {
  const [nonce, otherC, otherZ] = [random(), random(), random()];
  const real = [G.multiply(nonce), key.multiply(nonce)];
  // z·G − c·A and z·H − c·(B − other value·G), by way of the known r
  const left = mod(otherZ - otherC * hidden);
  const off = G.multiply(value ? mod(-otherC) : otherC);
  const madeUp = [G.multiply(left), key.multiply(left).add(off)];
  const seen = (value ? [...madeUp, ...real] : [...real, ...madeUp]).map((point) => point.toHex());
  const c = mod(challenge(`choice-${at}`, context, [...points, ...seen]) - otherC);
  const z = nonce + c * hidden;
  return value ? [otherC, c, otherZ, z] : [c, otherC, z, otherZ];
};

/** What a voter finds the own ballot by. */
export const trackingCode = (sealed) => groups(digest(sealed).slice(0, 16), "-");

// ---- the key ----

/** which: {session, key}; the context of a trustee's proofs. */
const keyContext = (which, who) => ["zhicheng-key-1", which.session, which.key, who].join("\n");
const commitments = (deal) => wordsOf(deal, 5).slice(0, 3).map(pointOf);

export const jointKey = (deals) => sum(TRUSTEES.map((one) => commitments(deals[one])[1])).toHex();

const publicShare = (deals, position) =>
  sum(TRUSTEES.map((one) => commitments(deals[one])).map(([, c0, c1]) => c0.add(c1.multiply(BigInt(position)))));

const transcript = (deals, shares) =>
  digest([...TRUSTEES.map((one) => deals[one]), ...TRUSTEES.map((one) => shares[one])].join("\n")).toLowerCase();

/** What the trustees read out to each other. */
export const fingerprint = (deals, shares) =>
  groups(digest(`${jointKey(deals)}\n${transcript(deals, shares)}`).slice(0, 24), " ");

/** A wrong share: `sender` dealt what does not fit the own commitments. */
export class WrongShare extends Error {
  constructor(sender) {
    super(`share of trustee ${sender}`);
    this.sender = sender;
  }
}

export const newSeed = () => crypto.getRandomValues(new Uint8Array(32));

/** A trustee: everything follows from the seed that lies in the holder's file. */
export class Trustee {
  constructor(which, position, seed) {
    Object.assign(this, { which, position, context: keyContext(which, String(position)) });
    const own = (name) => challenge(`seed-${name}`, this.context, [bytesToHex(seed)]);
    [this.box, this.zero, this.slope] = ["box", "zero", "slope"].map(own);
  }

  /** Whether this seed made that deal. */
  dealt(deal) {
    return wordsOf(deal, 5)[1] === G.multiply(this.zero).toHex();
  }

  deal() {
    const points = [this.box, this.zero, this.slope].map((one) => G.multiply(one).toHex());
    const nonce = random();
    const c = challenge("deal", this.context, [...points, G.multiply(nonce).toHex()]);
    return points.join("") + hexOf(c) + hexOf(nonce + c * this.zero);
  }

  shares(deals) {
    const others = TRUSTEES.filter((one) => one !== this.position);
    return others.map((one) => hexOf(this.line(one) + this.pad(deals, this.position, one))).join("");
  }

  /** The own share of the joint key, and the point that belongs to it. */
  held(deals, shares) {
    return { share: this.share(deals, shares), mine: publicShare(deals, this.position) };
  }

  confirmation(deals, shares) {
    const [{ share, mine }, nonce] = [this.held(deals, shares), random()];
    const context = `${this.context}\n${transcript(deals, shares)}`;
    const c = challenge("held", context, [mine.toHex(), G.multiply(nonce).toHex()]);
    return hexOf(c) + hexOf(nonce + c * share);
  }

  /** With what `held` gave: the partial decryption of the sums of these sealed ballots, which are added up here. */
  open({ share, mine }, place, ballots) {
    const firsts = sumsOf(ballots);
    const opened = firsts.map((first) => first.multiply(share));
    const nonce = random();
    const seen = [G, ...firsts].map((point) => point.multiply(nonce));
    const said = [mine, ...firsts, ...opened, ...seen].map((point) => point.toHex());
    const c = challenge("part", contextAt(place, `trustee-${this.position}`), said);
    return opened.map((point) => point.toHex()).join("") + hexOf(c) + hexOf(nonce + c * share);
  }

  share(deals, shares) {
    let total = this.line(this.position);
    for (const sender of TRUSTEES.filter((one) => one !== this.position)) {
      const at = TRUSTEES.filter((one) => one !== sender).indexOf(this.position);
      const share = mod(numberOf(wordsOf(shares[sender], 2)[at]) - this.pad(deals, sender, this.position));
      const [, c0, c1] = commitments(deals[sender]);
      if (!share || !G.multiply(share).equals(c0.add(c1.multiply(BigInt(this.position))))) throw new WrongShare(sender);
      total += share;
    }
    return mod(total);
  }

  line(at) {
    return mod(this.zero + BigInt(at) * this.slope);
  }

  pad(deals, sender, receiver) {
    const [box] = commitments(deals[this.position === sender ? receiver : sender]);
    return challenge("pad", keyContext(this.which, `${sender}-${receiver}`), [box.multiply(this.box).toHex()]);
  }
}

/** The sum of each part's first points; a sum of too few ballots is refused. */
const sumsOf = (ballots) => {
  if (new Set(ballots).size < FEWEST) throw new Error("too few ballots");
  const rows = ballots.map((one) => wordsOf(one, 20));
  return CHOICES.map((_choice, part) => inGroup(sum(rows.map((row) => Point.fromHex(row[2 * part])))));
};

// ---- the holder's file ----

const masked = async (seed, passphrase, salt) => {
  const pad = await scryptAsync(utf8ToBytes(passphrase.normalize("NFKC")), salt, SCRYPT);
  return seed.map((byte, at) => byte ^ pad[at]);
};

/** The file's content: the seed, masked under the passphrase. */
export const fileOf = async (trustee, seed, passphrase) => {
  const salt = crypto.getRandomValues(new Uint8Array(16));
  const hidden = bytesToHex(await masked(seed, passphrase, salt));
  const { which, position } = trustee;
  return { format: "zhicheng-share-1", ...which, position, salt: bytesToHex(salt), masked: hidden };
};

/** The seed in a file; with a wrong passphrase some other 32 bytes, which made no deal. */
export const seedIn = (file, passphrase) => masked(hexToBytes(file.masked), passphrase, hexToBytes(file.salt));
