import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { sql } from "kysely";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { type Alliance, newAlliance, ok } from "../../../test/alliance.js";
import { newWorld, type Someone, type World } from "../../../test/world.js";
import { serveNextSubscription } from "../index.js";

let world: World;
let alliance: Alliance;
let expert: Someone;
let other: Someone;
let server: Server;
let base: string;
let answer: (request: IncomingMessage, response: ServerResponse) => void;
const asked: { url: string; etag: string | undefined }[] = [];
const problems: unknown[] = [];

beforeAll(async () => {
  world = await newWorld();
  alliance = await newAlliance(world, 2);
  [expert, other] = [alliance.experts[0]!, alliance.experts[1]!];
  server = createServer((request, response) => {
    asked.push({ url: request.url ?? "", etag: request.headers["if-none-match"] });
    answer(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  await world.close();
  expect(problems).toEqual([]);
});
beforeEach(async () => {
  asked.length = 0;
  await world.query(sql`delete from scheduling.block`);
  await world.query(sql`delete from scheduling.subscription`);
});

const day = (ahead: number) =>
  new Date(Date.now() + ahead * 86_400_000).toISOString().slice(0, 10).replaceAll("-", "");
const event = (uid: string, start: string, summary: string) =>
  `BEGIN:VEVENT\r\nUID:${uid}\r\nSUMMARY:${summary}\r\nDTSTART:${start}\r\nDURATION:PT2H\r\nEND:VEVENT`;
const calendar = (...events: string[]) =>
  ["BEGIN:VCALENDAR", "VERSION:2.0", ...events, "END:VCALENDAR", ""].join("\r\n");
const serves =
  (body: string, etag?: string) =>
  (request: IncomingMessage, response: ServerResponse): void => {
    if (etag !== undefined && request.headers["if-none-match"] === etag) response.writeHead(304).end();
    else response.writeHead(200, { "content-type": "text/calendar", ...(etag && { etag }) }).end(body);
  };

const path = () => `/api/calendars/${expert.id}/subscriptions`;
const subscribe = async (address = `${base}/a.ics`): Promise<string> =>
  ok(await expert.post(path(), { name: "院内日历", address })).body.id;
const serve = (networks = ["127.0.0.0/8"]) =>
  serveNextSubscription({ database: world.database, cipher: world.cipher, networks }, (error) =>
    problems.push(error),
  );
const again = async (id: string, networks?: string[]) => {
  ok(await expert.post(`${path()}/${id}/fetch`));
  expect(await serve(networks)).toBe(true);
  return (await expert.get(path())).body.items[0];
};
const blocks = () =>
  world.query(sql<{ kind: string; source: string; at: string }>`
    select kind, source, to_char(starts_at at time zone 'UTC', 'YYYYMMDD"T"HH24MI') as at
    from scheduling.block where person_id = ${expert.id} order by starts_at`);

test("a calendar is subscribed to, read, asked for again only when it changed, and leaves with its subscription", async () => {
  answer = serves(calendar(event("a", `${day(3)}T010000Z`, "专家门诊 张某")), '"v1"');
  const id = await subscribe();
  expect((await expert.get(path())).body.items).toMatchObject([{ state: "waiting", outcome: null }]);
  expect(await serve()).toBe(true);
  expect(await serve()).toBe(false);
  const [seen] = (await expert.get(path())).body.items;
  expect(seen).toMatchObject({ state: "good", outcome: { code: "fetched", imported: 1 }, name: "院内日历" });
  expect(JSON.stringify(seen)).not.toContain("a.ics");
  expect(await blocks()).toEqual([{ kind: "outpatient", source: "feed", at: `${day(3)}T0100` }]);
  const view = await expert.get(
    `/api/calendars/${expert.id}?from=${new Date().toISOString()}&to=${new Date(Date.now() + 9 * 86_400_000).toISOString()}`,
  );
  expect(view.body.stretches).toContainEqual(expect.objectContaining({ kind: "outpatient", source: "feed" }));
  expect(JSON.stringify(view.body)).not.toContain("张某");

  expect(await again(id)).toMatchObject({ outcome: { code: "not_changed", imported: 1 } });
  expect(asked.map(({ etag }) => etag)).toEqual([undefined, '"v1"']);
  answer = serves(calendar(event("a", `${day(4)}T010000Z`, "手术")), '"v2"');
  expect(await again(id)).toMatchObject({ outcome: { code: "fetched" } });
  expect(await blocks()).toMatchObject([{ kind: "surgery", at: `${day(4)}T0100` }]);

  // What was laid out over a week ago is asked for whole, so that repetitions go on.
  await world.query(sql`update scheduling.subscription set laid_out_at = laid_out_at - interval '8 days'`);
  expect(await again(id)).toMatchObject({ outcome: { code: "fetched" } });
  expect(asked.at(-1)?.etag).toBeUndefined();

  expect((await expert.delete(`${path()}/${id}`)).status).toBe(200);
  expect(await blocks()).toEqual([]);
  expect((await expert.delete(`${path()}/${id}`)).body.code).toBe("subscription_not_found");
});

test("a file brought by hand and a subscription do not touch each other; own events are not taken back", async () => {
  answer = serves(
    calendar(event("a", `${day(3)}T010000Z`, "门诊"), event("x@consilium", `${day(3)}T050000Z`, "远程会诊")),
  );
  await subscribe();
  await serve();
  const file = calendar(event("b", `${day(5)}T010000Z`, "手术"));
  ok(
    await expert.upload(`/api/calendars/${expert.id}/ics`, {
      name: "a.ics",
      content: Buffer.from(file),
    }),
  );
  expect(await blocks()).toMatchObject([{ source: "feed" }, { source: "ics" }]);
});

test.each([
  ["a sign-in page", serves("<html>login</html>"), "ics_not_a_calendar"],
  ["a refusal", (_: unknown, to: ServerResponse) => void to.writeHead(401).end(), "needs_sign_in"],
  ["nothing", (_: unknown, to: ServerResponse) => void to.writeHead(404).end(), "gone"],
  ["a fault", (_: unknown, to: ServerResponse) => void to.writeHead(500).end(), "refused"],
  [
    "a packed body",
    (_: unknown, to: ServerResponse) => void to.writeHead(200, { "content-encoding": "gzip" }).end("x"),
    "packed",
  ],
  [
    "five megabytes",
    (_: unknown, to: ServerResponse) => void to.writeHead(200).end("x".repeat(5 * 1_048_576)),
    "too_large",
  ],
  ["a line that is cut", (_: unknown, to: ServerResponse) => void to.destroy(), "unreachable"],
  [
    "redirects without end",
    (request: IncomingMessage, to: ServerResponse) =>
      void to.writeHead(302, { location: `${request.url}x` }).end(),
    "too_many_redirects",
  ],
  [
    "a redirect to a file",
    (_: unknown, to: ServerResponse) => void to.writeHead(302, { location: "file:///etc/passwd" }).end(),
    "redirected_away",
  ],
  [
    "a redirect to the cloud's keys",
    (_: unknown, to: ServerResponse) =>
      void to.writeHead(302, { location: "http://169.254.169.254/latest" }).end(),
    "address_refused",
  ],
])("%s is told in words, takes nothing away, and is waited for longer", async (_, hostile, code) => {
  answer = serves(calendar(event("a", `${day(3)}T010000Z`, "门诊")));
  const id = await subscribe();
  await serve();
  answer = hostile;
  const first = await again(id);
  expect(first).toMatchObject({ state: "failing", outcome: { code, imported: 1 } });
  expect(first.outcome.zh).toMatch(/\p{Script=Han}/u);
  const second = await again(id);
  const wait = (one: { nextAt: string; lastRunAt: string }) =>
    Date.parse(one.nextAt) - Date.parse(one.lastRunAt);
  expect([wait(first), wait(second)]).toEqual([60 * 60_000, 120 * 60_000]);
  expect(await blocks()).toHaveLength(1);
  answer = serves(calendar(event("a", `${day(3)}T010000Z`, "门诊")));
  expect(await again(id)).toMatchObject({ state: "good" });
});

test("a rule that never ends and a broken event are left out; the others come in", async () => {
  const endless = `BEGIN:VEVENT\r\nUID:h\r\nDTSTART:${day(2)}T010000Z\r\nDURATION:PT1H\r\nRRULE:FREQ=SECONDLY\r\nEND:VEVENT`;
  answer = serves(calendar(endless, event("a", `${day(3)}T010000Z`, "门诊")));
  await subscribe();
  await serve();
  expect((await expert.get(path())).body.items[0]).toMatchObject({
    state: "good",
    outcome: { imported: 1, problems: [{ fault: "repeats_too_often", line: 3 }] },
  });
});

test("addresses inside a network are asked only where the administrator allows it; the metadata service never", async () => {
  answer = serves(calendar());
  const id = await subscribe();
  expect(await again(id, [])).toMatchObject({ outcome: { code: "address_refused" } });
  expect(asked).toEqual([]);
  await expert.delete(`${path()}/${id}`);
  const keys = await subscribe("http://169.254.169.254/latest/meta-data");
  expect(await again(keys, ["0.0.0.0/0"])).toMatchObject({ outcome: { code: "address_refused" } });
});

test("a wrong address, a second subscription and somebody else's calendar are refused", async () => {
  const refusal = async (address: string) =>
    (await expert.post(path(), { name: "x", address })).body.code as string;
  expect(await refusal("ftp://a/b")).toBe("address_not_understood");
  expect(await refusal("https://me:pw@a/b")).toBe("address_with_password");
  await subscribe();
  expect(await refusal(`${base}/a.ics#top`)).toBe("subscribed_already");
  expect((await other.get(path())).status).toBeGreaterThanOrEqual(403);
  expect((await other.post(path(), { name: "x", address: `${base}/b` })).status).toBeGreaterThanOrEqual(403);
  for (let i = 1; i < 10; i++) await subscribe(`${base}/${i}`);
  expect(await refusal(`${base}/more`)).toBe("too_many_subscriptions");
});
