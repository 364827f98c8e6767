import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import { newWorld, type Someone, type World } from "../../test/world.js";
import { addExpert, findRoles, readPool } from "./index.js";
import { apply, goodNumber, licence, listHeader, preview } from "./lists-for-tests.js";

let world: World;
let hospital: string;
let otherHospital: string;
let office: Someone;

beforeAll(async () => {
  world = await newWorld();
  hospital = await world.institution("甲市第一医院");
  otherHospital = await world.institution("乙市第二医院");
  office = await world.person(hospital, "医务甲", "medical_affairs");
  const previewed = await preview(office, [
    listHeader,
    ["1", "王一", "主任医师", "心血管内科", goodNumber, licence, "", "冠心病介入、起搏", "高血压(150例)"],
    ["2", "张三", "主治医师", "梦想成真科", "", "", "", "", ""],
  ]);
  await apply(office, previewed);
  await world.system((tx) =>
    addExpert(tx, {
      name: "外院一",
      roles: [{ organizationId: otherHospital, departmentName: "眼科", specialties: [{ code: "10" }] }],
    }),
  );
});
afterAll(() => world.close());

test("a name that people decide codes the experts who wait for it, and taking it back uncodes them", async () => {
  const codes = async (): Promise<readonly string[]> => {
    const rows = await world.query<{ id: string }>(
      sql`select id from experts.practitioner_role where department_name = '梦想成真科'`,
    );
    const [role] = await world.system((tx) =>
      findRoles(
        tx,
        rows.map(({ id }) => id),
      ),
    );
    return role?.specialtyCodes ?? [];
  };
  expect(await codes()).toEqual([]);
  const queue = await office.get("/api/terms/review");
  const item = (queue.body.items as { name: string; items: { id: string }[] }[]).find(
    ({ name }) => name === "梦想成真科",
  );
  const id = item?.items[0]?.id ?? "";
  const answered = await office.post(`/api/terms/review/${id}/resolve`, {
    code: "03.04",
    scope: "institution",
  });
  expect(answered.status).toBe(200);
  await world.drain();
  expect(await codes()).toEqual(["03.04"]);
  await office.post(`/api/terms/review/${id}/undo`);
  await world.drain();
  expect(await codes()).toEqual([]);
});

test("search finds by word, specialty branch and hospital; lists and pages hold no ID number", async () => {
  const requester = await world.person(otherHospital, "申请医生", "requester");
  const byWord = await requester.get(`/api/experts?q=${encodeURIComponent("王一 起搏")}`);
  expect(byWord.body).toMatchObject({ total: 1, items: [{ name: "王一", departmentName: "心血管内科" }] });
  const byBranch = await requester.get("/api/experts?specialty=03&q=%E7%8E%8B%E4%B8%80");
  expect((byBranch.body.items as { name: string }[]).map(({ name }) => name)).toContain("王一");
  expect((await requester.get("/api/experts?q=100%25")).body.total).toBe(0);
  const there = await requester.get(`/api/experts?institutionId=${otherHospital}`);
  expect(there.body.items).toMatchObject([{ name: "外院一", specialties: [{ code: "10", name: "眼科" }] }]);
  const practitionerId = (byWord.body.items as { practitionerId: string }[])[0]?.practitionerId ?? "";
  const page = await office.get(`/api/experts/${practitionerId}`);
  expect(page.body).toMatchObject({ name: "王一", licenceNumber: licence, isSelf: false });
  expect(JSON.stringify(page.body)).not.toContain(goodNumber);
  expect((await requester.get(`/api/experts/${practitionerId}`)).body.licenceNumber).toBeNull();
  expect((await requester.get("/api/experts/mine")).body.code).toBe("not_an_expert");
});

test("availability: the expert sets his own, an office its own posts, others nothing", async () => {
  const expert = await world.person(hospital, "陈专家", "expert");
  const { practitionerId, practitionerRoleIds } = await world.system((tx) =>
    addExpert(tx, {
      personId: expert.id,
      name: "陈专家",
      roles: [
        { organizationId: hospital, departmentName: "眼科", specialties: [{ code: "10" }] },
        { organizationId: otherHospital, departmentName: "眼科", specialties: [{ code: "10" }] },
      ],
    }),
  );
  const [ownPost = "", otherPost = ""] = practitionerRoleIds;
  const wish = (practitionerRoleId: string, change = {}) => ({
    practitionerRoleId,
    status: "paused",
    dailyCap: 2,
    weeklyCap: 6,
    dutyHours: [{ weekday: 1, from: "08:00", to: "12:00" }],
    acceptsModes: ["written"],
    ...change,
  });
  const url = `/api/experts/${practitionerId}/availability`;
  const { version } = await world.system(readPool);
  expect((await expert.put(url, wish(ownPost))).status).toBe(200);
  expect((await expert.put(url, wish(otherPost))).status).toBe(200);
  expect((await world.system(readPool)).version).toBe(version + 2);
  const mine = await expert.get("/api/experts/mine");
  expect(mine.body).toMatchObject({ isSelf: true, name: "陈专家" });
  expect(mine.body.roles).toMatchObject([
    { status: "paused", dailyCap: 2, canSetAvailability: true },
    { status: "paused", dailyCap: 2, canSetAvailability: true },
  ]);
  expect((await office.put(url, wish(ownPost, { status: "active" }))).status).toBe(200);
  expect((await office.put(url, wish(otherPost))).body.code).toBe("role_not_found");
  const foreign = await world.person(await world.institution("戊市医院"), "医务戊", "medical_affairs");
  expect((await foreign.put(url, wish(ownPost))).status).toBe(404);
  const overlap = {
    dutyHours: [
      { weekday: 7, from: "22:00", to: "06:00" },
      { weekday: 1, from: "05:00", to: "07:00" },
    ],
  };
  expect((await expert.put(url, wish(ownPost, overlap))).body.code).toBe("overlapping_duty_hours");
});

test("an imported expert gets an account once, from his own hospital, and can then be asked", async () => {
  const found = await office.get(`/api/experts?q=${encodeURIComponent("王一")}`);
  const [item] = found.body.items as { practitionerId: string; practitionerRoleId: string }[];
  const url = `/api/experts/${item?.practitionerId ?? ""}/account`;
  const foreign = await world.person(otherHospital, "医务乙", "medical_affairs");
  expect((await foreign.post(url, { username: "wangyi" })).status).toBe(404);
  const opened = await office.post(url, { username: "wangyi" });
  expect(opened.status).toBe(200);
  const [role] = await world.system((tx) => findRoles(tx, [item?.practitionerRoleId ?? ""]));
  expect(role?.personId).toBe(opened.body.personId);
  expect((await office.post(url, { username: "wangyi2" })).body.code).toBe("has_account");
});
