import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { cellOf, policyActions, type Role, roles } from "../src/identity/index.js";
import { isPostgresRun } from "./database.js";
import { newWorld, type Someone, type World } from "./world.js";

let world: World;
const someone = new Map<Role, Someone>();
beforeAll(async () => {
  world = await newWorld();
  const hospital = await world.institution("矩阵医院");
  for (const role of roles) someone.set(role, await world.person(hospital, `矩阵 ${role}`, role));
});
afterAll(() => world.close());

test("every action of the policy has a route or is named as used inside one, and every route has a row", () => {
  const used = new Set(world.routes.map((route) => route.spec.action));
  // The live stream is mounted by the platform itself, for whoever is signed in.
  const elsewhere = new Set<string>(["live.listen"]);
  expect(policyActions.filter((action) => !used.has(action) && !elsewhere.has(action))).toEqual([]);
  for (const { spec } of world.routes)
    if (spec.action !== "nobody") expect(policyActions).toContain(spec.action);
});

test("no two routes share method and path", () => {
  const names = world.routes.map(({ spec }) => `${spec.method} ${spec.url}`);
  expect(names.filter((name, i) => names.indexOf(name) !== i)).toEqual([]);
});

test("every route that dispatches, accepts, assigns or signs asks for an Idempotency-Key", () => {
  const mustHave = /\/(accept|decline|assign|take-back|sign|submit|disposition|apply)$/;
  const without = world.routes
    .filter(
      ({ spec }) => spec.method === "POST" && mustHave.test(spec.url) && spec.idempotency !== "required",
    )
    .map(({ spec }) => spec.url);
  expect(without).toEqual([]);
});

// The door stands before the database: one engine is enough.
describe.skipIf(isPostgresRun())("role × route", () => {
  // An id that exists nowhere: whoever may act at all gets as far as 400, 404 or 200, and nobody else does.
  const path = (url: string) => url.replace(/:[A-Za-z]+/g, () => randomUUID());

  test("exactly the roles of the policy table get past the door; nobody who is not signed in does", async () => {
    const wrong: string[] = [];
    for (const { spec } of world.routes) {
      if (spec.action === "nobody") continue;
      const method = spec.method;
      const anonymous = await world.app.inject({ method, url: path(spec.url) });
      if (anonymous.statusCode !== 401) wrong.push(`nobody ${method} ${spec.url}: ${anonymous.statusCode}`);
      for (const role of roles) {
        const person = someone.get(role);
        if (!person) throw new Error(`nobody holds ${role}`);
        // Signing out would end the person's session for the routes after it.
        if (spec.url === "/api/session" && method === "DELETE") continue;
        const url = path(spec.url);
        const reply =
          method === "GET"
            ? await person.get(url)
            : method === "DELETE"
              ? await person.delete(url)
              : method === "PUT"
                ? await person.put(url, {})
                : await person.post(url, {});
        const isAllowed = cellOf(spec.action, role) !== "no";
        const wasRefused = reply.status === 403 || reply.status === 401;
        if (isAllowed === wasRefused) wrong.push(`${role} ${method} ${spec.url}: ${reply.status}`);
        if (reply.status >= 500) wrong.push(`${role} ${method} ${spec.url} failed: ${reply.status}`);
      }
    }
    expect(wrong).toEqual([]);
    // Every route in nine roles: a busy machine needs its time.
  }, 240_000);
});
