import { afterAll, beforeAll, expect, test } from "vitest";
import { newWorld, type Someone, type World } from "../../../test/world.js";

let world: World;
let doctor: Someone;
beforeAll(async () => {
  world = await newWorld();
  doctor = await world.person(await world.institution("请求医院"), "周一诺", "system_admin");
});
afterAll(() => world.close());

const send = (payload: string, headers: Record<string, string> = {}) =>
  world.app.inject({
    method: "POST",
    url: "/api/session",
    payload,
    headers: { "content-type": "application/json", ...headers },
  });

test.each([
  ["not JSON", "{", 400],
  ["nested too deep", `${"[".repeat(5000)}${"]".repeat(5000)}`, 400],
  ["a prototype key", '{"__proto__":{"a":1}}', 400],
  ["NUL", '{"username":"a\\u0000b","password":"x"}', 400],
  ["half a surrogate pair", '{"username":"\\ud800","password":"x"}', 400],
  ["an unknown field", '{"username":"a","password":"b","isAdmin":true}', 400],
  ["too large", `{"username":"${"a".repeat(2_000_000)}","password":"b"}`, 413],
  ["a wrong type", '{"username":1,"password":[]}', 400],
  ["nothing", "", 400],
])("%s is answered with a clear problem, not a failure", async (_name, payload, status) => {
  const reply = await send(payload);
  expect(reply.statusCode).toBe(status);
  expect(reply.headers["content-type"]).toContain("application/problem+json");
  const problem = reply.json<{ title: string; titleEn: string; code: string }>();
  expect(problem.title).toMatch(/[\u4e00-\u9fff]/);
  expect(problem.titleEn).toMatch(/[A-Za-z]/);
});

test("field problems name the place in both languages", async () => {
  const reply = await send('{"username":"a","password":5}');
  expect(reply.json<{ errors: unknown[] }>().errors).toContainEqual(
    expect.objectContaining({
      path: "password",
      zh: expect.stringMatching(/[\u4e00-\u9fff]/),
      en: expect.any(String),
    }),
  );
});

test("a form post and a request from another site change nothing", async () => {
  const form = await world.app.inject({
    method: "POST",
    url: "/api/session",
    payload: "username=a&password=b",
    headers: { "content-type": "text/plain" },
  });
  expect(form.statusCode).toBe(415);
  const foreign = await send('{"username":"a","password":"b"}', { "sec-fetch-site": "cross-site" });
  expect(foreign.statusCode).toBe(403);
  const origin = await send('{"username":"a","password":"b"}', {
    origin: "https://evil.example",
    host: "consult.example",
  });
  expect(origin.statusCode).toBe(403);
});

test("five wrong passwords lock the account, the right one included, and a quarter of an hour opens it", async () => {
  const made = await doctor.post("/api/accounts", {
    name: "王锁定",
    username: "wang.lock",
    password: "绿水青山-2026-绿",
    institutionId: doctor.institutionId,
  });
  expect(made.status).toBe(200);
  const attempt = (password: string) =>
    send(JSON.stringify({ username: "wang.lock", password })).then((reply) => reply.statusCode);
  expect(await attempt("绿水青山-2026-绿")).toBe(200);
  for (let n = 0; n < 5; n++) expect(await attempt("wrong password")).toBe(401);
  expect(await attempt("绿水青山-2026-绿")).toBe(423);
  world.moveClock(16);
  expect(await attempt("绿水青山-2026-绿")).toBe(200);
});

test("an unknown name is answered exactly like a wrong password", async () => {
  const unknown = await send('{"username":"nobody.here","password":"wrong password"}');
  const wrong = await send('{"username":"wang.lock","password":"wrong password"}');
  const plain = (text: string) => ({ ...(JSON.parse(text) as object), traceId: "" });
  expect(plain(unknown.body)).toEqual(plain(wrong.body));
});

test("every answer carries the security headers", async () => {
  const reply = await world.app.inject({ url: "/healthz" });
  expect(reply.headers["content-security-policy"]).toContain("default-src 'none'");
  expect(reply.headers["x-content-type-options"]).toBe("nosniff");
});

test("the OpenAPI document is 3.1 and lists every route of the registry", async () => {
  const document = (await world.app.inject({ url: "/api/openapi.json" })).json<{
    openapi: string;
    paths: Record<string, Record<string, unknown>>;
  }>();
  expect(document.openapi).toBe("3.1.0");
  for (const { spec } of world.routes) {
    const path = spec.url.replace(/:([A-Za-z]+)/g, "{$1}");
    expect(Object.keys(document.paths[path] ?? {})).toContain(spec.method.toLowerCase());
  }
});
