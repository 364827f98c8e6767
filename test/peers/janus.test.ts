import { execFileSync } from "node:child_process";
import { randomBytes, randomUUID } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { build } from "esbuild";
import { type Browser, chromium, type Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { WebSocket } from "ws";
import { browserOptions } from "../../e2e/browser.js";
import { instant } from "../../src/kernel/time.js";
import { newFieldCipher } from "../../src/platform/field-cipher.js";
import { type App, newServer } from "../../src/platform/http/server.js";
import { mountSockets } from "../../src/platform/http/sockets.js";
import { type JanusProvider, janusProvider } from "../../src/room/providers/janus.js";
import { placementsInMemory } from "../../src/room/providers/janus-placement.js";
import { composeRecording } from "../../src/room/providers/janus-recording.js";
import { mediaSocket } from "../../src/room/providers/media-gateway.js";
import { hasJanus, janusKeys, type JanusServer, startJanus } from "./janus-server.js";

if (!hasJanus)
  console.warn(
    "!!! Janus 的测试已跳过 SKIPPED: run `npm run test:peers` as root with the package janus installed",
  );

const room = { roomId: randomUUID(), providerRoom: `room-${randomUUID()}` };
const institutionId = randomUUID();
const cipher = newFieldCipher(randomBytes(32).toString("hex"));
const reach = { networks: ["127.0.0.0/8"], timeoutMs: 3000 };
const now = () => instant(Date.now());

describe.skipIf(!hasJanus)("rooms on a real Janus", () => {
  let first: JanusServer;
  let second: JanusServer;
  let provider: JanusProvider;
  let app: App;
  let url: string;
  let browser: Browser;
  const used = new Set<string>();
  const expelled = new Set<string>();
  const pages: Page[] = [];
  const sockets: WebSocket[] = [];

  const grantOf = (identity: string, mayPublish = true) =>
    provider.issueJoin(room, { identity, name: identity, mayPublish, isModerator: false }, now());

  beforeAll(async () => {
    [first, second] = await Promise.all([startJanus(18_088), startJanus(18_190)]);
    provider = janusProvider({
      institutionId,
      settings: {
        instances: [first.instance, second.instance],
        ...janusKeys,
        recordingPath: first.recordings,
      },
      reach,
      cipher,
      placements: placementsInMemory(),
      recordingsFolder: first.recordings,
    });
    app = await newServer({ logger: false, trustProxy: false, isHttps: false, version: "test" });
    const bundle = await build({
      entryPoints: [join(import.meta.dirname, "janus-page.ts")],
      bundle: true,
      write: false,
      format: "iife",
    });
    app.get("/", (_request, reply) =>
      reply.type("text/html").send("<!doctype html><script src=/page.js></script><body>"),
    );
    app.get("/page.js", (_request, reply) => reply.type("text/javascript").send(bundle.outputFiles[0]?.text));
    app.get("/grant", (request) => {
      const { identity = "", publish } = request.query as Record<string, string>;
      return grantOf(identity, publish === "true");
    });
    const gateway = mediaSocket({
      cipher,
      reach,
      now: () => Promise.resolve(now()),
      redeem: (token, { identity }) => {
        const isFresh = !used.has(token) && !expelled.has(identity);
        used.add(token);
        return Promise.resolve(isFresh);
      },
      mayStay: ({ identity }) => Promise.resolve(!expelled.has(identity)),
      providerOf: () => Promise.resolve(provider),
    });
    const counted = {
      ...gateway,
      open(...[socket, ...rest]: Parameters<typeof gateway.open>) {
        sockets.push(socket);
        gateway.open(socket, ...rest);
      },
    };
    mountSockets(app, [counted], { trustProxy: false });
    await app.listen({ host: "127.0.0.1", port: 0 });
    url = `http://127.0.0.1:${(app.server.address() as AddressInfo).port}`;
    const options = await browserOptions();
    browser = await chromium.launch({
      ...options,
      args: [
        ...(options.args ?? []),
        "--use-fake-ui-for-media-stream",
        "--use-fake-device-for-media-stream=fps=30",
        "--allow-loopback-in-peer-connection",
        "--disable-background-timer-throttling",
        "--disable-renderer-backgrounding",
        "--disable-backgrounding-occluded-windows",
        "--autoplay-policy=no-user-gesture-required",
      ],
    });
    await provider.openRoom(room, 6);
  }, 180_000);
  afterAll(async () => {
    await browser.close();
    await app.close();
    await Promise.all([first.kill(), second.kill()]);
  });

  const enter = async (identity: string, mayPublish = true): Promise<Page> => {
    const page = await browser.newPage();
    pages.push(page);
    await page.goto(url);
    await page.evaluate(
      ([who, may]) => window.enter(who as string, 640, 480, may as boolean),
      [identity, mayPublish],
    );
    return page;
  };
  const framesOf = (page: Page, from: string) => page.evaluate((who) => window.seen.frames[who] ?? 0, from);
  const comes = (page: Page, from: string, more = 5) =>
    expect.poll(() => framesOf(page, from), { timeout: 30_000, interval: 100 }).toBeGreaterThan(more);

  test("the connection test makes a room and ends it, and tells a wrong key", async () => {
    expect(await provider.testConnection()).toMatchObject({
      isReachable: true,
      zh: expect.stringContaining("1.1"),
    });
    const wrong = janusProvider({
      institutionId,
      settings: { instances: [first.instance], ...janusKeys, adminKey: "wrong", recordingPath: "" },
      reach,
      cipher,
      placements: placementsInMemory(),
      recordingsFolder: undefined,
    });
    expect(await wrong.testConnection()).toMatchObject({
      isReachable: false,
      zh: expect.stringContaining("密钥"),
    });
    // Doing it again changes nothing.
    await provider.openRoom(room, 6);
  });

  test("two people see each other; a listener sees both and sends nothing", async () => {
    const doctor = await enter("doctor-1");
    const cpu = first.cpuSeconds();
    const began = performance.now();
    const expert = await enter("expert-1");
    await Promise.all([comes(doctor, "expert-1"), comes(expert, "doctor-1")]);
    const firstFrame = await expert.evaluate(() => window.seen.firstFrameMs["doctor-1"]);
    console.log(`Janus: join → first frame ${Math.round(firstFrame ?? 0)} ms`);
    const listener = await enter("listener-1", false);
    await Promise.all([comes(listener, "doctor-1"), comes(listener, "expert-1")]);
    expect(await framesOf(doctor, "listener-1")).toBe(0);
    const seconds = (performance.now() - began) / 1000;
    console.log(
      `Janus: ${(((first.cpuSeconds() - cpu) / seconds) * 100).toFixed(1)} % of a core over ${seconds.toFixed(1)} s; ` +
        `received ${await expert.evaluate(() => window.seen.sizes["doctor-1"])}`,
    );
    await listener.close();
    await expect.poll(() => doctor.evaluate(() => window.seen.left)).toEqual([]);
  });

  test("a muted voice is silent at the server until it is let speak again", async () => {
    const [doctor, expert] = pages as [Page, Page];
    await expect.poll(() => doctor.evaluate(() => window.heard()), { timeout: 20_000 }).toBeGreaterThan(0);
    await provider.mute(room, "expert-1", "audio", true);
    await expect.poll(() => expert.evaluate(() => window.seen.muted)).toEqual(["audio true"]);
    // What was on its way arrives; then there is nothing, where there were fifty packets a second.
    await doctor.waitForTimeout(500);
    await doctor.evaluate(() => window.heard());
    await doctor.waitForTimeout(1500);
    expect(await doctor.evaluate(() => window.heard())).toBeLessThan(5);
    await provider.mute(room, "expert-1", "audio", false);
    await expect.poll(() => doctor.evaluate(() => window.heard()), { timeout: 20_000 }).toBeGreaterThan(0);
  });

  test("the server records each voice and picture, and they are put together into one film", async () => {
    const { recordingId } = await provider.startRecording(room);
    await pages[0]?.waitForTimeout(3000);
    const { files } = await provider.stopRecording(room, recordingId);
    expect(files.map(({ mediaType }) => mediaType).sort()).toEqual([
      "audio/x-janus-mjr",
      "audio/x-janus-mjr",
      "video/x-janus-mjr",
      "video/x-janus-mjr",
    ]);
    const folder = mkdtempSync(join(tmpdir(), "consilium-film-"));
    try {
      const film = join(folder, "film.webm");
      await composeRecording(files, film);
      const told = execFileSync("ffprobe", [
        ...["-v", "error", "-show_entries", "stream=codec_type,width", "-show_entries", "format=duration"],
        ...["-of", "json", film],
      ]);
      const { streams, format } = JSON.parse(told.toString()) as {
        streams: { codec_type: string; width?: number }[];
        format: { duration: string };
      };
      expect(streams.map(({ codec_type }) => codec_type).sort()).toEqual(["audio", "video"]);
      expect(streams.find(({ width }) => width !== undefined)?.width).toBe(1280);
      expect(Number(format.duration)).toBeGreaterThan(1.5);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
    // Of one that began later there is nothing yet, and another room's number is not ours.
    const later = `${Date.now() + 60_000}-${recordingId.split("-")[1] ?? ""}`;
    expect((await provider.stopRecording(room, later)).files).toEqual([]);
    await expect(provider.stopRecording(room, `${Date.now()}-1`)).rejects.toMatchObject({
      code: "recording_unknown",
    });
  });

  test("a page whose socket is cut comes back by itself; another page of the same person takes over", async () => {
    const [doctor, expert] = pages as [Page, Page];
    // The second that came in.
    sockets[1]?.terminate();
    const cutAt = performance.now();
    await expect
      .poll(() => expert.evaluate(() => window.seen.states.includes("cut")), { interval: 20 })
      .toBe(true);
    const seen = await framesOf(expert, "doctor-1");
    await comes(expert, "doctor-1", seen + 1);
    console.log(`Janus: cut → picture again ${Math.round(performance.now() - cutAt)} ms`);
    const before = await framesOf(doctor, "expert-1");
    // The same identity comes in by another page: the older one is shown out.
    const other = await enter("expert-1");
    await comes(other, "doctor-1");
    await expect.poll(() => expert.evaluate(() => window.seen.ended)).toBe("removed");
    await comes(doctor, "expert-1", before + 5);
    await expert.close();
    pages[1] = other;
  });

  test("tokens: used twice, foreign, expired or altered, they open nothing; misbehaving ends the page", async () => {
    const open = async (first: string | Buffer, ...more: string[]): Promise<string> =>
      new Promise((resolve) => {
        const socket = new WebSocket(`${url.replace("http", "ws")}/api/rooms/${room.roomId}/media`, {
          origin: url,
        });
        socket.on("open", () => {
          socket.send(first);
          for (const one of more) socket.send(one);
        });
        socket.on("message", (data) => {
          const message = JSON.parse((data as Buffer).toString()) as { kind: string; reason?: string };
          if (message.kind === "entered" && more.length === 0) {
            resolve("entered");
            socket.close();
          }
          if (message.kind === "ended") resolve(message.reason ?? "");
        });
        socket.on("close", (code) => resolve(`closed ${code}`));
        socket.on("error", () => resolve("error"));
      });
    const say = (token: string) => JSON.stringify({ kind: "enter", token });
    const { token } = await grantOf("thief-001");
    expect(await open(say(token))).toBe("entered");
    expect(await open(say(token))).toBe("refused");
    expect(await open(say(`${token.slice(0, -4)}AAAA`))).toBe("refused");
    const other = newFieldCipher(randomBytes(32).toString("hex"));
    expect(await open(say(other.encrypt(JSON.stringify({ use: "media" }))))).toBe("refused");
    const past = await provider.issueJoin(
      room,
      { identity: "thief-002", name: "", mayPublish: true, isModerator: false },
      instant(Date.now() - 121_000),
    );
    expect(await open(say(past.token))).toBe("refused");
    const elsewhere = await provider.issueJoin(
      { ...room, roomId: randomUUID() },
      { identity: "thief-003", name: "", mayPublish: true, isModerator: false },
      now(),
    );
    expect(await open(say(elsewhere.token))).toBe("refused");
    expect(await open("not json")).toBe("misbehaved");
    expect(await open(Buffer.from([1, 2, 3]))).toBe("misbehaved");
    expect(await open(JSON.stringify({ kind: "publish", sdp: "v=0 too early" }))).toBe("misbehaved");
    expect(await open("x".repeat(100_000))).toMatch(/^(closed 1009|error)$/);
    const fresh = async (identity: string) => say((await grantOf(identity)).token);
    const twoCameras =
      "v=0\r\nm=audio 9 x\r\na=mid:0\r\nm=video 9 x\r\na=mid:1\r\nm=video 9 x\r\na=mid:2\r\n";
    expect(await open(await fresh("thief-004"), JSON.stringify({ kind: "publish", sdp: twoCameras }))).toBe(
      "misbehaved",
    );
    const flood = Array.from({ length: 400 }, () =>
      JSON.stringify({ kind: "candidate", of: "send", candidate: null }),
    );
    expect(await open(await fresh("thief-005"), ...flood)).toBe("misbehaved");
    // A page of another site is not even heard.
    const foreign = await new Promise((resolve) => {
      const socket = new WebSocket(`${url.replace("http", "ws")}/api/rooms/${room.roomId}/media`, {
        origin: "https://evil.example",
      });
      socket.on("error", (error) => resolve(error.message));
    });
    expect(foreign).toContain("403");
  });

  test("somebody is shown out; the room is closed for everybody; closing again is no error", async () => {
    const [doctor, expert] = pages as [Page, Page];
    await doctor.evaluate(() => window.seen.left.splice(0));
    await provider.remove(room, "expert-1");
    await expect.poll(() => expert.evaluate(() => window.seen.ended)).toBe("removed");
    await expect.poll(() => doctor.evaluate(() => window.seen.left)).toContain("expert-1");
    await provider.remove(room, "expert-1");
    // A room that ends while it is recorded leaves its files as they should be.
    const { recordingId } = await provider.startRecording(room);
    await doctor.waitForTimeout(1_000);
    await provider.closeRoom(room);
    await expect.poll(() => doctor.evaluate(() => window.seen.ended)).toBe("closed");
    const { files } = await provider.stopRecording(room, recordingId);
    expect(files.map(({ mediaType }) => mediaType).sort()).toEqual([
      "audio/x-janus-mjr",
      "video/x-janus-mjr",
    ]);
    await provider.closeRoom(room);
  });

  test("rooms are shared out among the servers, and a dead one is passed by", async () => {
    const make = () => ({ roomId: randomUUID(), providerRoom: `room-${randomUUID()}` });
    const [one, two] = [make(), make()];
    await provider.openRoom(one, 4);
    await provider.openRoom(two, 4);
    const places = [(await provider.door(one)).socketUrl, (await provider.door(two)).socketUrl].sort();
    expect(places).toEqual([first.instance.socketUrl, second.instance.socketUrl].sort());
    await second.kill();
    for (let n = 0; n < 3; n++) {
      const next = make();
      await provider.openRoom(next, 4);
      expect((await provider.door(next)).socketUrl).toBe(first.instance.socketUrl);
    }
    // The rooms of the dead one move to the living one when they are opened again.
    for (const each of [one, two]) await provider.openRoom(each, 4);
    expect((await provider.door(one)).socketUrl).toBe(first.instance.socketUrl);
    expect((await provider.door(two)).socketUrl).toBe(first.instance.socketUrl);
  });
});
