// A drawer's number sealed to the supervisor, and the supervisor's opening of it; docs/formats/draw.md says how every
// byte is made. Numbers and the supervisor's seed exist here alone until they are shown. Curve and hashes: @noble.
import { Point } from "../noble-ed25519/index.js";
import { hmac } from "../noble-hashes/hmac.js";
import { scryptAsync } from "../noble-hashes/scrypt.js";
import { sha256, sha512 } from "../noble-hashes/sha2.js";
import { bytesToHex, hexToBytes, utf8ToBytes } from "../noble-hashes/utils.js";

const ORDER = 2n ** 252n + 27742317777372353535851937790883648493n;
const LABEL = "zhicheng-deposit-1";
const SCRYPT = { N: 2 ** 15, r: 8, p: 1, dkLen: 32 };
const NUMBER = /^[0-9a-f]{32}$/;

const hexOf = (hash, ...lines) => bytesToHex(hash(utf8ToBytes(lines.join("\n"))));
const scalar = (...lines) => BigInt(`0x${hexOf(sha512, ...lines)}`) % ORDER;
/** place: {roster, position, key}; as Place.words on the server. */
const at = (place) => [place.roster, String(place.position), place.key];
const pointOf = (word) => {
  const point = Point.fromHex(word);
  if (point.equals(Point.ZERO) || !point.isTorsionFree()) throw new Error("not in the group");
  return point;
};
/** The number under the pad; applied twice, the number again. */
const masked = (number, place, point, shared) => {
  const pad = hexOf(sha256, LABEL, "pad", ...at(place), point, shared.toHex()).slice(0, 32);
  return (BigInt(`0x${number}`) ^ BigInt(`0x${pad}`)).toString(16).padStart(32, "0");
};

/** A number as somebody writes it; empty where it is none. */
export const numberIn = (text) => {
  const number = text.replace(/\s/g, "").toLowerCase();
  return NUMBER.test(number) ? number : "";
};
export const newNumber = () => bytesToHex(crypto.getRandomValues(new Uint8Array(16)));
export const commitment = (number, salt) => bytesToHex(hmac(sha256, utf8ToBytes(salt), utf8ToBytes(number)));

/** The one deposit of a number at a place. */
export const sealed = (number, place) => {
  const secret = scalar(LABEL, "number", ...at(place), number);
  const point = Point.BASE.multiply(secret).toHex();
  return point + masked(number, place, point, pointOf(place.key).multiply(secret));
};

// ---- the supervisor ----

export const newSeed = () => crypto.getRandomValues(new Uint8Array(32));
const secretOf = (roster, seed) => scalar(LABEL, "key", roster, bytesToHex(seed));
export const publicKey = (roster, seed) => Point.BASE.multiply(secretOf(roster, seed)).toHex();

/** The number in a deposit, if it is the one of the commitment, sealed as it should be; else empty. */
export const opened = (share, place, seed) => {
  try {
    const point = share.deposit.slice(0, 64);
    const shared = pointOf(point).multiply(secretOf(place.roster, seed));
    const number = masked(share.deposit.slice(64), place, point, shared);
    const holds = commitment(number, share.salt) === share.commitment && sealed(number, place) === share.deposit;
    return holds ? number : "";
  } catch {
    return "";
  }
};

const under = async (seed, passphrase, salt) => {
  const pad = await scryptAsync(utf8ToBytes(passphrase.normalize("NFKC")), salt, SCRYPT);
  return seed.map((byte, place) => byte ^ pad[place]);
};

/** The supervisor's file: the seed, masked under the passphrase. */
export const fileOf = async (roster, seed, passphrase) => {
  const salt = crypto.getRandomValues(new Uint8Array(16));
  const hidden = bytesToHex(await under(seed, passphrase, salt));
  return { format: "zhicheng-deposit-key-1", roster, salt: bytesToHex(salt), masked: hidden };
};

/** The seed in a file; with a wrong passphrase some other 32 bytes, of another public key. */
export const seedIn = (file, passphrase) => under(hexToBytes(file.masked), passphrase, hexToBytes(file.salt));
