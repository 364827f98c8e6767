import { randomBytes, randomUUID } from "node:crypto";
import fc from "fast-check";
import { expect, test } from "vitest";
import { addMinutes, instant } from "../../kernel/time.js";
import { newFieldCipher } from "../../platform/field-cipher.js";
import { agoraUid } from "./agora-rest.js";
import { janusNumber } from "./janus-control.js";
import { orderOfTrial, placementsInMemory } from "./janus-placement.js";
import { composeArguments } from "./janus-recording.js";
import { isOurOffer } from "./janus-session.js";
import { openGrant, sealGrant } from "./media-grant.js";

const cipher = newFieldCipher(randomBytes(32).toString("hex"));
const now = instant("2026-11-29T08:00:00Z");
const grant = {
  roomId: randomUUID(),
  providerRoom: "room-for-tests",
  institutionId: randomUUID(),
  identity: "someone-1",
  mayPublish: true,
  expiresAt: addMinutes(now, 2),
};

test("a grant opens until its end and not at it; nothing else opens anything", () => {
  const token = sealGrant(cipher, grant);
  expect(openGrant(cipher, token, now)).toEqual(grant);
  expect(openGrant(cipher, token, addMinutes(now, 2))).toBeUndefined();
  expect(openGrant(newFieldCipher(randomBytes(32).toString("hex")), token, now)).toBeUndefined();
  // What was sealed for another use under the same key is no grant.
  expect(openGrant(cipher, cipher.encrypt(JSON.stringify({ ...grant, use: "other" })), now)).toBeUndefined();
  expect(openGrant(cipher, cipher.encrypt("not json"), now)).toBeUndefined();
  fc.assert(
    fc.property(fc.nat(token.length - 1), fc.constantFrom("A", "z", "-", "."), (at, letter) => {
      const altered = token.slice(0, at) + letter + token.slice(at + 1);
      const opened = openGrant(cipher, altered, now);
      // Base64 has letters whose last bits say nothing.
      expect(opened === undefined || JSON.stringify(opened) === JSON.stringify(grant)).toBe(true);
    }),
  );
  fc.assert(fc.property(fc.string(), (text) => openGrant(cipher, text, now) === undefined));
});

test("numbers of rooms and people are exact in JSON, never nought, and of one name always the same", () => {
  fc.assert(
    fc.property(fc.string(), fc.string(), (a, b) => {
      const number = janusNumber(a);
      expect(Number.isSafeInteger(number) && number > 0).toBe(true);
      expect(janusNumber(a)).toBe(number);
      const uid = agoraUid(a, b);
      expect(Number.isInteger(uid) && uid >= 1 && uid < 2 ** 31).toBe(true);
    }),
  );
});

test("page and server reckon a person's number for 声网 alike", () => {
  // As src/room/web/call/sdk-links.test.ts has it for the page.
  expect(agoraUid("channel-1", "person-a")).toBe(295_799_905);
});

test("only a page's own offer is taken: sound, then picture, and nothing more", () => {
  const part = (kind: string, mid: string) => `m=${kind} 9 UDP/TLS/RTP/SAVPF 96\r\na=mid:${mid}\r\n`;
  const offer = (...parts: string[]) => `v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\n${parts.join("")}`;
  expect(isOurOffer(offer(part("audio", "0"), part("video", "1")))).toBe(true);
  expect(isOurOffer(offer(part("video", "0"), part("audio", "1")))).toBe(false);
  expect(isOurOffer(offer(part("audio", "1"), part("video", "0")))).toBe(false);
  expect(isOurOffer(offer(part("audio", "0")))).toBe(false);
  expect(isOurOffer(offer(part("audio", "0"), part("video", "1"), part("video", "2")))).toBe(false);
  expect(isOurOffer(offer(part("audio", "0"), part("video", "1"), part("application", "2")))).toBe(false);
});

test("a new room tries the server with the fewest rooms first, all of them, each once", async () => {
  const instances = ["a", "b", "c"].map((name) => ({ apiUrl: `http://${name}`, socketUrl: `ws://${name}` }));
  fc.assert(
    fc.property(fc.array(fc.nat(9), { minLength: 3, maxLength: 3 }), (counts) => {
      const load = new Map(instances.map(({ apiUrl }, at) => [apiUrl, counts[at] ?? 0]));
      const order = orderOfTrial(instances, load);
      expect(new Set(order)).toEqual(new Set(instances));
      const loads = order.map(({ apiUrl }) => load.get(apiUrl) ?? 0);
      expect(loads).toEqual([...loads].sort((x, y) => x - y));
    }),
  );
  const placements = placementsInMemory();
  expect(await placements.place("r", undefined, "http://a")).toBe("http://a");
  // Who comes second learns where it stands.
  expect(await placements.place("r", undefined, "http://b")).toBe("http://a");
  expect(await placements.place("r", "http://a", "http://b")).toBe("http://b");
});

test("tracks of a recording are put together from when each began", () => {
  const args = composeArguments(
    [
      { path: "a.opus", isAudio: true, beganAt: 2_000_000 },
      { path: "a.webm", isAudio: false, beganAt: 1_000_000 },
      { path: "b.webm", isAudio: false, beganAt: 1_500_000 },
    ],
    "film.webm",
  );
  const filter = args[args.indexOf("-filter_complex") + 1] ?? "";
  expect(filter).toContain("[0:a]adelay=1000:all=1");
  expect(filter).toContain("[1:v]setpts=PTS-STARTPTS+0.000/TB");
  expect(filter).toContain("[2:v]setpts=PTS-STARTPTS+0.500/TB");
  expect(filter).toContain("hstack=inputs=2");
  const alone = composeArguments([{ path: "a.opus", isAudio: true, beganAt: 1 }], "film.webm");
  expect(alone.join(" ")).not.toContain("libvpx");
});
