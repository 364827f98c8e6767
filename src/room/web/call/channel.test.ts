import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { JoinView } from "../../api.js";
import { openChannel, openEarly } from "./channel.js";
import { newEarlyChannel } from "./early-channel.js";

const roomId = "11111111-1111-4111-8111-111111111111";

/** A socket that does what the test says. */
class Socket {
  static readonly OPEN = 1;
  static all: Socket[] = [];
  readyState = 0;
  readonly said: { t: string; token?: string }[] = [];
  onopen: (() => void) | undefined;
  onmessage: ((event: { data: string }) => void) | undefined;
  onclose: (() => void) | undefined;
  readonly url: string;
  constructor(url: string) {
    this.url = url;
    Socket.all.push(this);
  }
  send(text: string) {
    this.said.push(JSON.parse(text) as { t: string });
  }
  close() {
    this.readyState = 3;
  }
  opens() {
    this.readyState = 1;
    this.onopen?.();
  }
  hears(message: object) {
    this.onmessage?.({ data: JSON.stringify(message) });
  }
  breaks() {
    this.readyState = 3;
    this.onclose?.();
  }
  get kinds() {
    return this.said.map(({ t }) => t);
  }
}

const pass = (token: string) =>
  ({ channel: { path: `/api/rooms/${roomId}/signal`, token } }) as unknown as JoinView;
const entered = { t: "entered", stayId: roomId, participantId: roomId, resumeKey: "key-of-this-stay" };
const events = () => {
  const states: string[] = [];
  return {
    states,
    heard: () => undefined,
    state: (state: string, over?: { reason: string }) => void states.push(over?.reason ?? state),
  };
};
const last = (): Socket => Socket.all.at(-1) ?? new Socket("none");

beforeEach(() => {
  Socket.all = [];
  vi.useFakeTimers();
  vi.stubGlobal("WebSocket", Socket);
  vi.stubGlobal("location", { protocol: "https:", host: "consilium.test" });
  vi.stubGlobal("addEventListener", () => undefined);
  vi.stubGlobal("removeEventListener", () => undefined);
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

test("nothing but the key is said until the server has let the page back in", () => {
  const channel = openChannel(pass("first"), () => Promise.resolve(pass("second")), events());
  last().opens();
  channel.say({ t: "state" });
  expect(last().kinds).toEqual(["hello"]);
  last().hears(entered);
  channel.say({ t: "state" });
  expect(last().kinds).toEqual(["hello", "state"]);
  last().breaks();
  vi.advanceTimersByTime(300);
  expect(Socket.all).toHaveLength(2);
  last().opens();
  // New paths, what is measured, a sign of life: the server takes any of them for no hello, and shows the page out.
  channel.say({ t: "signal" });
  vi.advanceTimersByTime(5000);
  expect(last().kinds).toEqual(["resume"]);
  last().hears(entered);
  channel.say({ t: "signal" });
  vi.advanceTimersByTime(4000);
  expect(last().kinds).toEqual(["resume", "signal", "alive"]);
  channel.leave();
});

test("a connection made before the pass is used for it, and made anew when it has not lasted", () => {
  const early = openEarly(roomId) as unknown as Socket;
  expect(early.url).toBe(`wss://consilium.test/api/rooms/${roomId}/signal`);
  early.opens();
  openChannel(
    pass("one"),
    () => Promise.resolve(pass("two")),
    events(),
    early as unknown as WebSocket,
  ).leave();
  expect(Socket.all).toHaveLength(1);
  expect(early.said).toEqual([{ t: "hello", token: "one" }]);
  const gone = openEarly(roomId) as unknown as Socket;
  gone.breaks();
  const channel = openChannel(
    pass("three"),
    () => Promise.resolve(pass("four")),
    events(),
    gone as unknown as WebSocket,
  );
  expect(Socket.all).toHaveLength(3);
  last().opens();
  expect([gone.said, last().said]).toEqual([[], [{ t: "hello", token: "three" }]]);
  channel.leave();
});

test("a hand on its way to the button makes one connection; taken it is the caller's, left it is given up in time", () => {
  const early = newEarlyChannel();
  early.near(roomId);
  early.near(roomId);
  expect(Socket.all).toHaveLength(1);
  expect(early.take(roomId)).toBe(last());
  vi.advanceTimersByTime(60_000);
  expect(last().readyState).toBeLessThanOrEqual(WebSocket.OPEN);
  // He looks on for longer than the server waits.
  early.near(roomId);
  const left = last();
  expect(Socket.all).toHaveLength(2);
  vi.advanceTimersByTime(7_999);
  expect(left.readyState).toBeLessThanOrEqual(WebSocket.OPEN);
  vi.advanceTimersByTime(1);
  expect(left.readyState).toBeGreaterThan(WebSocket.OPEN);
  // Without a hand that was seen coming, and when the one that was made is gone, it is made when it is asked for.
  early.take(roomId);
  early.near(roomId);
  last().breaks();
  early.take(roomId);
  expect(Socket.all).toHaveLength(5);
  early.near(roomId);
  early.drop();
  expect(last().readyState).toBeGreaterThan(WebSocket.OPEN);
});
