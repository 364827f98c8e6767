import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import { WebSocket, WebSocketServer } from "ws";
import { newWorld, type World } from "../../../test/world.js";
import { type RoomHub, startRoomHub } from "./hub.js";

let world: World;
let hub: RoomHub;
let server: WebSocketServer;

beforeAll(async () => {
  world = await newWorld();
  hub = await startRoomHub(world.database, { helloMs: 100 });
  server = new WebSocketServer({ port: 0 });
  server.on("connection", (socket) => hub.connect(socket, randomUUID(), null));
});
afterAll(async () => {
  server.close();
  await hub.stop();
  await world.close();
});

/** The code with which the hub ends a connection that says `words` as soon as it is open. */
async function endedWith(words: unknown, meanwhile: () => void = () => undefined): Promise<string> {
  const { port } = server.address() as { port: number };
  const socket = new WebSocket(`ws://127.0.0.1:${port}`);
  const ended = new Promise<string>((resolve) =>
    socket.on("close", (_code, reason) => resolve(reason.toString())),
  );
  await new Promise((resolve) => socket.once("open", resolve));
  if (words !== undefined) socket.send(JSON.stringify(words));
  meanwhile();
  return ended;
}

test("who shows no pass is turned away", async () => {
  expect(await endedWith(undefined)).toBe("hello_missing");
});

test("a node too busy to read does not blame the page: the pass that came in time is read", async () => {
  const busy = () => {
    const until = performance.now() + 300;
    while (performance.now() < until);
  };
  const hello = { t: "hello", token: "a-pass-that-nobody-was-given" };
  expect(await endedWith(hello, busy)).toBe("room_not_open");
});
