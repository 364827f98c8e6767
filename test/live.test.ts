import { afterAll, beforeAll, expect, test } from "vitest";
import { type Alliance, newAlliance, ok } from "./alliance.js";
import { isPostgresRun } from "./database.js";
import { newWorld, type World } from "./world.js";

let world: World;
let alliance: Alliance;
let url: string;
beforeAll(async () => {
  world = await newWorld();
  alliance = await newAlliance(world, 2);
  url = await world.app.listen({ host: "127.0.0.1", port: 0 });
});
afterAll(() => world.close());

/** An open page of a person: collects the hints it is sent. */
async function openPage(personId: string, missedMs = 0) {
  const entered = await fetch(`${url}/api/session/demo`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ personId }),
  });
  const cookie = entered.headers.get("set-cookie")?.split(";")[0] ?? "";
  const leaving = new AbortController();
  const stream = await fetch(`${url}/api/events?missedMs=${missedMs}`, {
    headers: { cookie },
    signal: leaving.signal,
  });
  const hints: { topic: string; id: string }[] = [];
  const reading = (async () => {
    const decoder = new TextDecoder();
    for await (const chunk of stream.body as unknown as AsyncIterable<Uint8Array>)
      for (const line of decoder.decode(chunk).split("\n"))
        if (line.startsWith("data: ")) hints.push(JSON.parse(line.slice(6)) as { topic: string; id: string });
  })().catch(() => undefined);
  return {
    hints,
    ended: reading,
    status: stream.status,
    async until(topic: string, id: string): Promise<void> {
      for (let waited = 0; !hints.some((hint) => hint.topic === topic && hint.id === id); waited += 20) {
        if (waited > 10_000) throw new Error(`no hint ${topic} ${id} among ${JSON.stringify(hints)}`);
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
    },
    async close(): Promise<void> {
      leaving.abort();
      await reading;
    },
  };
}

test("everyone concerned is told that a case moved, and nobody else", async () => {
  const stranger = await world.person(await world.institution("旁观医院"), "旁观者", "requester");
  const pages = {
    requester: await openPage(alliance.requester.id),
    dispatcher: await openPage(alliance.dispatcher.id),
    stranger: await openPage(stranger.id),
  };
  const caseId = await alliance.submit();
  await pages.requester.until("case", caseId);
  await pages.dispatcher.until("board", caseId);
  const { id, expert } = await alliance.openOffer(caseId);
  const experts = await openPage(expert.id);
  ok(await expert.post(`/api/offers/${id}/accept`));
  await experts.until("offers", caseId);
  expect(pages.stranger.hints).toEqual([]);
  // A hint holds a topic and an id, nothing of the patient.
  for (const hint of [...pages.requester.hints, ...experts.hints])
    expect(Object.keys(hint).sort()).toEqual(["id", "topic"]);
  await Promise.all([...Object.values(pages), experts].map((page) => page.close()));
});

test("a page that reads before it listens is told what it has missed, and only what concerns it", async () => {
  const stranger = await world.person(await world.institution("另一家医院"), "路人", "requester");
  const early = await openPage(alliance.requester.id);
  const caseId = await alliance.submit();
  await early.until("case", caseId);
  const late = await openPage(alliance.requester.id, 60_000);
  await late.until("case", caseId);
  const unaware = await openPage(alliance.requester.id);
  const elsewhere = await openPage(stranger.id, 60_000);
  const next = await alliance.submit();
  await unaware.until("case", next);
  expect(unaware.hints.filter(({ id }) => id === caseId)).toEqual([]);
  expect(elsewhere.hints).toEqual([]);
  expect((await fetch(`${url}/api/events?missedMs=-1`)).status).toBe(400);
  await Promise.all([early, late, unaware, elsewhere].map((page) => page.close()));
});

test.runIf(isPostgresRun())("after a cut of the database every open page is sent to look again", async () => {
  const page = await openPage(alliance.requester.id);
  await world.superuser(`select pg_terminate_backend(pid) from pg_stat_activity
    where datname = current_database() and query ilike 'listen %' and pid <> pg_backend_pid()`);
  await page.ended;
  await page.close();
});

test("a page that is not signed in gets no stream", async () => {
  const response = await fetch(`${url}/api/events`);
  expect(response.status).toBe(401);
});

test("health, readiness and an unknown address", async () => {
  expect((await fetch(`${url}/healthz`)).status).toBe(200);
  expect(await (await fetch(`${url}/readyz`)).json()).toEqual({ status: "ready" });
  const unknown = await fetch(`${url}/api/nothing-here`);
  expect(unknown.status).toBe(404);
  expect(unknown.headers.get("content-type")).toContain("application/problem+json");
});
