import { afterAll, beforeAll, expect, test } from "vitest";
import { newWorld, type World } from "../../test/world.js";

let world: World;
beforeAll(async () => {
  world = await newWorld();
});
afterAll(() => world.close());

test("a person enters, is told who he is, and signs out", async () => {
  const hospital = await world.institution("云溪县人民医院");
  const doctor = await world.person(hospital, "周一诺", "requester");
  const session = await doctor.get("/api/session");
  expect(session.status).toBe(200);
  expect(session.body).toMatchObject({
    name: "周一诺",
    institution: { name: "云溪县人民医院" },
    roles: ["requester"],
  });
  expect((await doctor.delete("/api/session")).status).toBe(200);
  expect((await doctor.get("/api/session")).status).toBe(401);
});

test("a role without the right is refused, and another hospital's account is not even there", async () => {
  const a = await world.institution("甲医院");
  const b = await world.institution("乙医院");
  const doctor = await world.person(a, "钱医生", "requester");
  const security = await world.person(a, "孙安全", "security_admin");
  const stranger = await world.person(b, "李医生", "requester");
  expect((await doctor.put(`/api/accounts/${stranger.id}/roles`, { roles: [] })).status).toBe(403);
  expect((await security.put(`/api/accounts/${stranger.id}/roles`, { roles: [] })).status).toBe(404);
  expect(
    (await security.put(`/api/accounts/${doctor.id}/roles`, { roles: ["system_admin", "audit_admin"] })).body
      .code,
  ).toBe("administrators_are_separate");
  expect((await security.put(`/api/accounts/${doctor.id}/roles`, { roles: ["expert"] })).status).toBe(200);
  expect((await doctor.get("/api/session")).body.roles).toEqual(["expert"]);
});

test("an idle session ends", async () => {
  const hospital = await world.institution("闲置医院");
  const doctor = await world.person(hospital, "闲医生", "requester");
  world.moveClock(31);
  expect((await doctor.get("/api/session")).status).toBe(401);
});

test("accounts are found by part of a name; a percent sign is only a percent sign", async () => {
  const hospital = await world.institution("寻人医院");
  const admin = await world.person(hospital, "管理员甲", "system_admin");
  await world.person(hospital, "欧阳寻真", "requester");
  const found = async (q: string) =>
    (await admin.get(`/api/accounts?q=${encodeURIComponent(q)}`)).body as { total: number };
  expect(await found("寻真")).toMatchObject({ total: 1, items: [{ name: "欧阳寻真", username: null }] });
  expect((await found("%")).total).toBe(0);
  expect((await found("")).total).toBe(2);
});

test("a fresh installation is set up once, by whoever holds the secret, with two separate administrators", async () => {
  const empty = await newWorld({ firstRunSecret: "only the server's owner reads this" });
  const body = (secret: string, second = "an.quan") => ({
    secret,
    institutionName: "平台运营中心",
    systemAdministrator: { name: "系统员", username: "xi.tong", password: "青山绿水-2026-甲" },
    securityAdministrator: { name: "安全员", username: second, password: "青山绿水-2026-乙" },
  });
  const setUp = (payload: object) => empty.app.inject({ method: "POST", url: "/api/setup", payload });
  const code = (reply: { body: string }) => (JSON.parse(reply.body) as { code?: string } | null)?.code;
  expect(code(await setUp(body("a wrong secret, long enough")))).toBe("wrong_secret");
  expect(code(await setUp(body("only the server's owner reads this", "XI.TONG")))).toBe(
    "administrators_are_separate",
  );
  expect((await setUp(body("only the server's owner reads this"))).statusCode).toBe(200);
  expect(code(await setUp(body("only the server's owner reads this")))).toBe("setup_done");
  await empty.close();
});

test("the trail says who, at which institution; an administrator's own colleagues come first", async () => {
  const hospital = await world.institution("审计医院");
  const clerk = await world.person(hospital, "审计员", "audit_admin");
  const line = (await clerk.get("/api/audit?action=session.sign-in")).body.items[0];
  expect(line).toMatchObject({ actor: "审计员", institutionName: "审计医院", action: "session.sign-in" });
  const operator = await world.institution("阿尔法运营", "operator");
  const admin = await world.person(operator, "系统员", "system_admin");
  const first = (await admin.get("/api/accounts?limit=1")).body.items[0];
  expect(first).toMatchObject({ name: "系统员", institutionName: "阿尔法运营" });
});
