import fc from "fast-check";
import { afterEach, expect, test, vi } from "vitest";
import { z } from "zod";
import { get, OfflineError, onSignedOut, post, postOnce, ProblemError, withQuery } from "./api-client.js";

const reply = (status: number, body: unknown) =>
  new Response(JSON.stringify(body), { status, headers: { "content-type": "application/json" } });

afterEach(() => {
  vi.unstubAllGlobals();
});

/** Answers each request in turn and records what was asked. */
function serverThat(...answers: (() => Promise<Response>)[]) {
  const asked: { path: string; init: RequestInit }[] = [];
  vi.stubGlobal("fetch", (path: string, init: RequestInit) => {
    asked.push({ path, init });
    return (answers[asked.length - 1] ?? answers.at(-1)!)();
  });
  const keys = () => asked.map(({ init }) => (init.headers as Record<string, string>)["idempotency-key"]);
  return { asked, keys };
}
const answer = (status: number, body: unknown) => () => Promise.resolve(reply(status, body));
const noNetwork = () => Promise.reject(new TypeError("Failed to fetch"));

test("a reply is parsed by its contract, and one that breaks it says so without quoting it", async () => {
  serverThat(answer(200, { age: 7 }), answer(200, { age: "secret" }));
  expect(await get("/api/x", z.object({ age: z.number() }))).toEqual({ age: 7 });
  const broken = await get("/api/x", z.object({ age: z.number() })).catch((error: unknown) => error);
  expect(broken).toMatchObject({ code: "reply_not_understood", detail: "age" });
});

test("a problem document becomes a ProblemError in both languages with its fields", async () => {
  const errors = [{ path: "vitals.spo2Percent", zh: "应为 0–100", en: "0 to 100" }];
  serverThat(
    answer(400, {
      title: "有误",
      titleEn: "Wrong",
      status: 400,
      code: "invalid_request",
      errors,
      traceId: "t",
    }),
  );
  const problem = await post("/api/x", z.null(), {}).catch((error: unknown) => error);
  expect(problem).toBeInstanceOf(ProblemError);
  expect(problem).toMatchObject({ words: { zh: "有误", en: "Wrong" }, fields: errors, traceId: "t" });
});

test("a proxy's page instead of JSON still gets words", async () => {
  vi.stubGlobal("fetch", () => Promise.resolve(new Response("<html>", { status: 502 })));
  await expect(get("/api/x", z.null())).rejects.toMatchObject({ code: "http_502", status: 502 });
});

test("only `not_signed_in` sends back to sign-in; a wrong password does not", async () => {
  const told = vi.fn();
  const forget = onSignedOut(told);
  serverThat(
    answer(401, { title: "用户名或口令不正确", code: "wrong_name_or_password" }),
    answer(401, { title: "请先登录", code: "not_signed_in" }),
  );
  await post("/api/session", z.null(), {}).catch(() => undefined);
  expect(told).not.toHaveBeenCalled();
  await get("/api/cases", z.null()).catch(() => undefined);
  expect(told).toHaveBeenCalledOnce();
  forget();
});

test("the key is kept while the outcome is unknown and renewed once it is known", async () => {
  const { keys } = serverThat(
    noNetwork,
    answer(500, { title: "异常", code: "internal" }),
    answer(200, null),
    answer(200, null),
  );
  await expect(postOnce("/api/a", z.null(), { n: 1 })).rejects.toBeInstanceOf(OfflineError);
  await expect(postOnce("/api/a", z.null(), { n: 1 })).rejects.toBeInstanceOf(ProblemError);
  await postOnce("/api/a", z.null(), { n: 1 });
  await postOnce("/api/a", z.null(), { n: 1 });
  const [first, second, third, fourth] = keys();
  expect(first).toMatch(/^[0-9a-f-]{36}$/);
  expect([second, third]).toEqual([first, first]);
  expect(fourth).not.toBe(first);
});

test("a changed body is another act, and a refusal ends the act", async () => {
  const { keys } = serverThat(noNetwork, noNetwork, answer(409, { title: "不行", code: "no" }), noNetwork);
  for (const n of [1, 2, 2, 2]) await postOnce("/api/b", z.null(), { n }).catch(() => undefined);
  const [first, second, third, fourth] = keys();
  expect(second).not.toBe(first);
  expect(third).toBe(second);
  expect(fourth).not.toBe(third);
});

test("withQuery keeps every value exactly and leaves nothing-values out", () => {
  expect(withQuery("/api/x", { a: undefined, b: "", c: [] })).toBe("/api/x");
  fc.assert(
    fc.property(fc.string({ minLength: 1 }), fc.array(fc.string()), (q, tags) => {
      const url = new URL(withQuery("/api/x", { q, tag: tags }), "http://h");
      expect(url.searchParams.get("q")).toBe(new URLSearchParams({ q }).get("q"));
      expect(url.searchParams.getAll("tag").length).toBe(tags.length);
    }),
  );
});
