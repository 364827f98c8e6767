import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import { WebSocket, WebSocketServer } from "ws";
import { type Alliance, newAlliance, ok } from "../../test/alliance.js";
import { newWorld, type Someone, type World } from "../../test/world.js";
import { channelPath, type JoinView, type RoomView, type ServerMessage } from "./api.js";
import { sha256 } from "../identity/index.js";
import { iceServersFor } from "./ice.js";
import { startRoomHub } from "./signal/hub.js";

let world: World;
let alliance: Alliance;
let origin: string;

beforeAll(async () => {
  world = await newWorld({ resumeMs: 1500 });
  alliance = await newAlliance(world);
  origin = await world.app.listen({ host: "127.0.0.1", port: 0 });
});
afterAll(() => world.close());

/** An accepted case and the expert who has it. */
async function acceptedCase(draft: Record<string, unknown> = {}) {
  const caseId = await alliance.submit(draft);
  const { id, expert } = await alliance.openOffer(caseId);
  ok(await expert.post(`/api/offers/${id}/accept`, {}));
  await world.drain();
  return { caseId, expert, requester: alliance.requester, url: `/api/cases/${caseId}/room` };
}
const qualified = { name: "周一诺", title: "主治医师" };

async function openCase(draft?: Record<string, unknown>) {
  const one = await acceptedCase(draft);
  ok(await one.requester.post(`${one.url}/open`));
  ok(await one.requester.put(`${one.url}/qualified`, qualified));
  return one;
}
const pass = async (who: Someone, url: string): Promise<JoinView> =>
  ok(await who.post(`${url}/join`)).body as JoinView;

/** The cookie of a person's session, as the page's socket would send it. */
async function cookieOf(who: Someone): Promise<string> {
  const entered = await world.app.inject({
    method: "POST",
    url: "/api/session/demo",
    payload: { personId: who.id },
  });
  const [cookie] = entered.cookies;
  return `${cookie?.name ?? ""}=${cookie?.value ?? ""}`;
}

class Channel {
  readonly heard: ServerMessage[] = [];
  readonly socket: WebSocket;
  readonly closed: Promise<number>;
  #waiting: (() => void)[] = [];
  constructor(path: string, headers: Record<string, string> = {}, at = origin.replace("http", "ws")) {
    this.socket = new WebSocket(`${at}${path}`, { headers });
    this.closed = new Promise((resolve) => {
      this.socket.on("close", (code) => resolve(code));
      this.socket.on("error", () => resolve(0));
    });
    this.socket.on("message", (data) => {
      this.heard.push(JSON.parse((data as Buffer).toString()) as ServerMessage);
      for (const go of this.#waiting.splice(0)) go();
    });
  }
  async say(message: unknown): Promise<void> {
    if (this.socket.readyState === WebSocket.CONNECTING)
      await new Promise((resolve) => this.socket.once("open", resolve));
    this.socket.send(typeof message === "string" ? message : JSON.stringify(message));
  }
  /** The first message of the kind that was or will be heard. */
  async hears<T extends ServerMessage["t"]>(
    t: T,
    is: (message: Extract<ServerMessage, { t: T }>) => boolean = () => true,
  ): Promise<Extract<ServerMessage, { t: T }>> {
    for (;;) {
      const found = this.heard.find(
        (one): one is Extract<ServerMessage, { t: T }> => one.t === t && is(one as never),
      );
      if (found) return found;
      await new Promise<void>((resolve, reject) => {
        this.#waiting.push(resolve);
        setTimeout(() => reject(new Error(`no ${t} in ${JSON.stringify(this.heard)}`)), 8000).unref();
      });
    }
  }
}

/** Comes in with a session of his own; the pass is bound to it. */
async function comeIn(who: Someone, url: string): Promise<Channel & { view: JoinView }> {
  const cookie = await cookieOf(who);
  const asked = await world.app.inject({ method: "POST", url: `${url}/join`, headers: { cookie } });
  expect(asked.statusCode).toBe(200);
  const view = asked.json<JoinView>();
  const channel = Object.assign(new Channel(view.channel.path, { cookie, origin }), { view });
  await channel.say({ t: "hello", token: view.channel.token });
  await channel.hears("entered");
  return channel;
}

test("both sides meet: the case goes into session, messages wait, and the newcomer is the one who calls", async () => {
  const { caseId, expert, requester, url } = await acceptedCase();
  const early = await requester.post(`${url}/join`);
  expect([early.status, early.body.code]).toEqual([409, "room_not_open"]);
  ok(await expert.post(`${url}/open`));
  ok(await requester.post(`${url}/open`));
  const unrecorded = await requester.post(`${url}/join`);
  expect(unrecorded.body.code).toBe("qualified_missing");
  ok(await requester.put(`${url}/qualified`, qualified));

  const first = await comeIn(expert, url);
  expect((await first.hears("welcome")).people).toEqual([]);
  const second = await comeIn(requester, url);
  const welcome = await second.hears("welcome");
  expect(welcome.people.map((one) => one.name)).toEqual([expert.name]);
  await first.hears("joined", ({ person }) => person.name === requester.name);

  await second.say({
    t: "signal",
    to: welcome.people[0]?.stayId,
    pc: "pc-1",
    description: { type: "offer", sdp: "v=0\r\n" },
  });
  expect(await first.hears("signal")).toMatchObject({ pc: "pc-1", description: { type: "offer" } });

  const seen = ok(await expert.get(`/api/cases/${caseId}`)).body as { status: string };
  expect(seen.status).toBe("in_session");
  const view = ok(await requester.get(url)).body as RoomView;
  expect(view.people.filter((one) => one.isHere)).toHaveLength(2);
  const inCall = sql<{ n: string }>`select count(*) as n from notifications.setting
    where in_call_until > platform.now() and person_id in (${expert.id}, ${requester.id})`;
  expect(Number((await world.query(inCall))[0]?.n)).toBe(2);

  ok(await requester.post(`${url}/end`));
  expect((await first.hears("over")).reason).toBe("closed");
  await second.hears("over");
  expect(Number((await world.query(inCall))[0]?.n)).toBe(0);
  const closed = ok(await requester.get(url)).body as RoomView;
  expect(closed.room).toBeNull();
});

test("a pass is for one room, one session, one use, two minutes", async () => {
  const one = await openCase();
  const other = await openCase();
  const cookie = await cookieOf(one.expert);
  const faultOf = async (path: string, token: string, headers: Record<string, string> = {}) => {
    const channel = new Channel(path, headers);
    await channel.say({ t: "hello", token });
    const { code } = await channel.hears("fault");
    expect(await channel.closed).toBe(1008);
    return code;
  };
  const fresh = async (url: string) => {
    const asked = await world.app.inject({ method: "POST", url: `${url}/join`, headers: { cookie } });
    return asked.json<JoinView>().channel;
  };
  const mine = await fresh(one.url);
  // Stolen: without the session it was given to, and then it is used up for its owner as well.
  expect(await faultOf(mine.path, mine.token)).toBe("token_invalid");
  expect(await faultOf(mine.path, mine.token, { cookie })).toBe("token_invalid");
  // Foreign: shown at another room's door.
  const foreign = await fresh(one.url);
  const door = await pass(other.requester, other.url);
  expect(await faultOf(door.channel.path, foreign.token, { cookie })).toBe("token_invalid");
  // Expired.
  const late = await fresh(one.url);
  await world.query(
    sql`update room.join_token set issued_at = issued_at - interval '3 minutes', expires_at = expires_at - interval '3 minutes'`,
  );
  expect(await faultOf(late.path, late.token, { cookie })).toBe("token_invalid");
  expect(await faultOf(late.path, "x".repeat(43), { cookie })).toBe("token_invalid");
  const strangerReply = await alliance.experts
    .find((expert) => expert.id !== one.expert.id && expert.id !== other.expert.id)
    ?.post(`${one.url}/join`);
  expect(strangerReply?.status).toBe(404);
});

test("malformed and flooding pages are cut off with words, foreign sites and unknown paths before that", async () => {
  const { expert, requester, url } = await openCase();
  const shapeless = new Channel((await pass(expert, url)).channel.path);
  await shapeless.say("not json");
  expect(await shapeless.hears("fault")).toMatchObject({ code: "malformed" });

  const bad = await comeIn(expert, url);
  await bad.say({ t: "signal", to: "nobody", pc: "x" });
  expect((await bad.hears("fault")).zh).toContain("无法识别");
  expect(await bad.closed).toBe(1008);

  const long = await comeIn(expert, url);
  await long.say({ t: "channel", kind: "a.b", payload: "x".repeat(70_000) });
  expect(await long.closed).toBe(1009);

  const flood = await comeIn(requester, url);
  for (let n = 0; n < 400; n++) flood.socket.send('{"t":"alive"}');
  expect((await flood.hears("fault")).code).toBe("too_fast");

  const { channel } = await pass(expert, url);
  expect(await new Channel(channel.path, { origin: "https://elsewhere.example" }).closed).not.toBe(1000);
  expect(await new Channel("/api/rooms/none/signal").closed).not.toBe(1000);
});

test("a cut page resumes its place; one that does not come back in time has left", async () => {
  const { expert, requester, url } = await openCase();
  const stays = await comeIn(expert, url);
  const cut = await comeIn(requester, url);
  const { stayId, resumeKey } = await cut.hears("entered");
  cut.socket.terminate();
  await stays.hears("cut");
  const back = new Channel(cut.view.channel.path);
  await back.say({ t: "resume", stayId, key: resumeKey });
  expect(await back.hears("welcome")).toMatchObject({ isResumed: true, stayId });
  await stays.hears("back");
  const thief = new Channel(cut.view.channel.path);
  await thief.say({ t: "resume", stayId, key: "x".repeat(32) });
  expect((await thief.hears("fault")).code).toBe("resume_over");
  back.socket.terminate();
  expect((await stays.hears("left")).reason).toBe("cut");
});

test("another device takes over, and the older page is told", async () => {
  const { expert, requester, url } = await openCase();
  const other = await comeIn(requester, url);
  const desk = await comeIn(expert, url);
  const phone = await comeIn(expert, url);
  expect((await desk.hears("over")).reason).toBe("replaced");
  expect((await phone.hears("welcome")).people).toHaveLength(1);
  await other.hears("left", ({ reason }) => reason === "replaced");
});

test("a patient's link: once, after consent, waits, is admitted, and dies with the room", async () => {
  const { expert, requester, url } = await openCase();
  const call = (path: string, payload: object) =>
    world.app.inject({ method: "POST", url: `/api/guest/${path}`, payload });
  const made = ok(await requester.post(`${url}/guest-links`, { name: "王建国", relation: "patient" }))
    .body as { path: string };
  expect(made.path).toMatch(/^\/guest\/#[\w-]{43}$/);
  const token = made.path.split("#")[1] ?? "";
  const looked = await call("look", { token });
  expect(looked.json()).toMatchObject({ state: "open", doctorName: requester.name });
  expect((await call("enter", { token, hasConsented: false })).statusCode).toBe(400);
  const { key, roomId } = (await call("enter", { token, hasConsented: true })).json<{
    key: string;
    roomId: string;
  }>();
  expect((await call("enter", { token, hasConsented: true })).json()).toMatchObject({
    code: "guest_link_used",
  });
  // The phone connects to the room it was told of while it asks for its pass.
  const guest = new Channel(channelPath(roomId));
  const joined = (await call("join", { key })).json<JoinView>();
  expect(joined.channel.path).toBe(channelPath(roomId));
  const moderator = await comeIn(requester, url);
  await guest.say({ t: "hello", token: joined.channel.token });
  await guest.hears("waiting");
  const lobby = await moderator.hears("lobby", ({ waiting }) => waiting.length === 1);
  const participantId = lobby.waiting[0]?.participantId;
  const notModerator = await comeIn(expert, url);
  await notModerator.hears("welcome");
  ok(await requester.post(`${url}/admit`, { participantId }));
  expect((await guest.hears("welcome")).people).toHaveLength(2);
  const stored = await world.query(sql<{ hash: string }>`select token_hash as hash from room.guest_link`);
  expect(JSON.stringify(stored)).not.toContain(token);
  ok(await requester.post(`${url}/remove`, { participantId }));
  expect((await guest.hears("over")).reason).toBe("removed");
  expect((await call("join", { key })).json()).toMatchObject({ code: "removed_from_room" });
  ok(await requester.post(`${url}/end`));
  expect((await call("join", { key })).json()).toMatchObject({
    code: expect.stringMatching(/guest_link_over|room_not_open/),
  });
});

test("what is written and sent stays with the case; colleagues do not read it", async () => {
  const { caseId, expert, requester, url } = await openCase();
  await comeIn(expert, url);
  await comeIn(requester, url);
  ok(await expert.post(`${url}/messages`, { text: "请把摄像头对准舌面" }));
  const png = Buffer.from(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==",
    "base64",
  );
  ok(await expert.upload(`${url}/files`, { name: "舌象.png", content: png }));
  const { items } = ok(await requester.get(`${url}/messages`)).body as {
    items: { attachment: { id: string } | null }[];
  };
  expect(items).toMatchObject([
    { sequence: 1, senderName: expert.name, text: "请把摄像头对准舌面", isMine: false },
    { sequence: 2, attachment: { mediaType: "image/png" } },
  ]);
  ok(await requester.get(`/api/cases/${caseId}/attachments/${items[1]?.attachment?.id ?? ""}`));
  const refused = await expert.upload(`${url}/files`, {
    name: "x.svg",
    content: Buffer.from("<svg xmlns='http://www.w3.org/2000/svg'/>"),
  });
  expect(refused.status).toBe(415);
  await expect(world.query(sql`update room.message set text = '改'`)).rejects.toThrow();
  const other = alliance.experts.find((one) => one.id !== expert.id);
  expect((await other?.get(`${url}/messages`))?.status).toBe(404);
});

test("at level I the inviter confirms that the patient is being treated first", async () => {
  const { requester, url, caseId } = await acceptedCase();
  await world.query(sql`update cases.consult_request set urgency_level = 'I' where id = ${caseId}`);
  ok(await requester.post(`${url}/open`));
  const view = ok(await requester.get(url)).body as RoomView;
  expect(view.isRescueFirst).toBe(true);
  expect((await requester.put(`${url}/qualified`, qualified)).body.code).toBe("rescue_not_confirmed");
  ok(await requester.put(`${url}/qualified`, { ...qualified, isRescueConfirmed: true }));
});

test("a further expert is asked for, the dispatcher confirms, and he comes in", async () => {
  const { expert, requester, url } = await openCase();
  await comeIn(requester, url);
  const third = alliance.experts.find((one) => one.id !== expert.id);
  if (!third) throw new Error("no third expert");
  const wish = { practitionerRoleId: third.roleId, reason: "需要影像科意见" };
  const asked = ok(await requester.post(`${url}/invitations`, wish)).body as { id: string };
  expect((await requester.post(`${url}/invitations`, wish)).body.code).toBe("already_asked");
  expect((await third.post(`${url}/join`)).status).toBe(404);
  const waiting = ok(await alliance.dispatcher.get("/api/room-invitations")).body as {
    items: { id: string }[];
  };
  expect(waiting.items.map((one) => one.id)).toContain(asked.id);
  ok(await alliance.dispatcher.post(`/api/room-invitations/${asked.id}/decide`, { isConfirmed: true }));
  const channel = await comeIn(third, url);
  expect((await channel.hears("welcome")).people).toHaveLength(1);
});

test("when the case is cancelled or closed, so is the room", async () => {
  const { caseId, expert, requester, url } = await openCase();
  const inside = await comeIn(expert, url);
  ok(await requester.post(`/api/cases/${caseId}/cancel`, { reasonCode: "no_longer_needed" }));
  await world.drain();
  await inside.hears("over");
  expect((await requester.get(url)).body).toMatchObject({ room: null, may: { open: false } });
});

test("quality comes in over the channel and is shown to the IT department without names", async () => {
  const { expert, requester, url } = await openCase();
  const one = await comeIn(expert, url);
  const { stayId } = await one.hears("entered");
  const two = await comeIn(requester, url);
  await two.say({
    t: "quality",
    samples: [
      {
        from: stayId,
        width: 1280,
        height: 720,
        fps: 29.5,
        lossPercent: 0.4,
        jitterMs: 6,
        roundTripMs: 24,
        freezes: 1,
        kbps: 900,
        firstFrameMs: 320,
      },
    ],
  });
  const admin = await world.person(alliance.county, "信息科", "system_admin");
  await expect
    .poll(
      async () =>
        ((await admin.get("/api/room-quality")).body as { total: { samples: number } }).total.samples,
    )
    .toBe(1);
  const seen = ok(await admin.get("/api/room-quality"));
  expect(seen.body).toMatchObject({ total: { medianHeight: 720, firstFrameMsP95: 320, freezes: 1 } });
  expect(JSON.stringify(seen.body)).not.toContain(requester.name);
});

test("a relay's password is the HMAC that coturn expects", () => {
  // Source: computed with openssl: printf '1767225600:abc' | openssl dgst -sha1 -hmac secret -binary | base64
  const [server] = iceServersFor(
    { urls: ["turn:a:3478"], secret: "secret" },
    "abc",
    "2025-12-31T12:00:00.000Z" as never,
  );
  expect(server?.username).toBe("1767225600:abc");
  expect(server?.credential).toBe("fDey3hkZG8DUdS9LlN3EPFTNH10=");
  expect(iceServersFor(undefined, "abc", "2025-12-31T12:00:00.000Z" as never)).toEqual([]);
});

test.runIf(process.env.TEST_ENGINE === "postgres")(
  "people of one room on two nodes hear each other, long descriptions as well",
  async () => {
    const { expert, requester, url } = await openCase();
    const here = await comeIn(expert, url);
    const hub = await startRoomHub(world.database);
    const cookie = await cookieOf(requester);
    const asked = await world.app.inject({ method: "POST", url: `${url}/join`, headers: { cookie } });
    const view = asked.json<JoinView>();
    const server = new WebSocketServer({ port: 0 });
    server.on("connection", (socket) => {
      hub.connect(socket, view.roomId, sha256(cookie.split("=")[1] ?? ""));
    });
    const { port } = server.address() as { port: number };
    const there = new Channel("", {}, `ws://127.0.0.1:${port}`);
    await there.say({ t: "hello", token: view.channel.token });
    const welcome = await there.hears("welcome");
    expect(welcome.people.map((one) => one.name)).toEqual([expert.name]);
    expect((await here.hears("joined")).person.stayId).toBe(welcome.stayId);
    const sdp = `v=0\r\n${"a=candidate:1 1 udp 1 192.0.2.1 1 typ host\r\n".repeat(500)}`;
    await there.say({
      t: "signal",
      to: welcome.people[0]?.stayId,
      pc: "pc-1",
      description: { type: "offer", sdp },
    });
    expect((await here.hears("signal")).description?.sdp).toBe(sdp);
    await here.say({ t: "state", audio: true, video: true, screen: false, hand: false });
    await there.hears("state", ({ media }) => media.video);
    ok(await requester.post(`${url}/end`));
    await there.hears("over");
    await here.hears("over");
    server.close();
    await hub.stop();
  },
);
