import { afterAll, beforeAll, expect, test } from "vitest";
import { newWorld, type Someone, type World } from "../../test/world.js";

interface Item {
  readonly zh: string;
  readonly isPresent: boolean;
}
interface View {
  readonly groups: readonly { readonly id: string; readonly items: readonly Item[] }[];
  readonly present: number;
  readonly total: number;
}
interface Group {
  readonly id: string;
  readonly content: { readonly items: readonly object[] };
}

let world: World;
let doctor: Someone;
let quality: Someone;
let operator: Someone;
let elsewhere: Someone;
beforeAll(async () => {
  world = await newWorld();
  const hospital = await world.institution("云溪县人民医院");
  const other = await world.institution("清河市第一医院");
  const platform = await world.institution("运营中心", "operator");
  doctor = await world.person(hospital, "周一诺", "requester");
  quality = await world.person(hospital, "郑质控", "quality");
  operator = await world.person(platform, "钱运营", "operator");
  elsewhere = await world.person(other, "何医生", "requester");
});
afterAll(() => world.close());

const typed = (change: object = {}) => ({
  patientSex: "male",
  patientAgeYears: 58,
  patientIsPregnant: false,
  question: "是否需要急诊介入？",
  summary: "突发胸痛2小时，心电图示ST段抬高。",
  vitals: {},
  diagnoses: [],
  attachments: [],
  ...change,
});
const preview = async (who: Someone, change: object = {}) =>
  (await who.post("/api/triage/completeness", typed(change))).body as View;
const namesOf = (view: View): string[] => view.groups.flatMap((group) => group.items.map((item) => item.zh));
const groupOf = async (who: Someone, id: string): Promise<Group> => {
  const groups = (await who.get("/api/completeness/groups")).body.items as Group[];
  const found = groups.find((group) => group.id === id);
  if (found === undefined) throw new Error("no group");
  return found;
};
const edit = (who: Someone, id: string, body: object) =>
  who.post(`/api/completeness/groups/${id}/versions`, body);

test("while typing: what is there, what is missing and why", async () => {
  const view = await preview(doctor);
  expect(view.groups[0]).toMatchObject({ id: "chest-pain", zh: "胸痛/急性冠脉综合征" });
  const items = view.groups[0]?.items ?? [];
  expect(items.find((item) => item.zh === "心电图")?.isPresent).toBe(true);
  expect(items.find((item) => item.zh === "肌钙蛋白")).toMatchObject({
    isPresent: false,
    whyZh: "判断心肌损伤，应注明采样时间",
  });
  expect(view.total).toBe(items.length);
  const measured = await preview(doctor, { vitals: { systolicMmHg: 120 } });
  expect(measured.present).toBe(view.present + 1);
  // An impossible value is no measurement.
  expect((await preview(doctor, { vitals: { systolicMmHg: 900 } })).present).toBe(view.present);
  expect((await preview(doctor, { question: "", summary: "" })).groups).toEqual([]);
});

test("the office edits its own list, the platform the default; history and undo", async () => {
  const before = await groupOf(quality, "chest-pain");
  expect(before).toMatchObject({ origin: "built_in", ownVersion: 0 });
  const added = { zh: "既往支架", en: "Earlier stents", whyZh: "", whyEn: "", words: ["支架"] };
  const content = { ...before.content, items: [...before.content.items, added] };
  const saved = await edit(quality, "chest-pain", { basedOn: 0, content, note: "院内要求" });
  expect(saved.status).toBe(200);
  expect(saved.body).toMatchObject({ origin: "institution", ownVersion: 1, editedBy: "郑质控" });
  expect(namesOf(await preview(doctor))).toContain("既往支架");
  expect(namesOf(await preview(elsewhere))).not.toContain("既往支架");

  const late = await edit(quality, "chest-pain", { basedOn: 0, content, note: "又一次" });
  expect(late).toMatchObject({ status: 409, body: { code: "edited_meanwhile" } });

  const fewer = { ...before.content, items: before.content.items.slice(0, 1) };
  expect((await edit(operator, "chest-pain", { basedOn: 0, content: fewer, note: "精简" })).status).toBe(200);
  expect(namesOf(await preview(elsewhere))).toEqual(["起病时间"]);
  // The institution's own list stands.
  expect(namesOf(await preview(doctor))).toContain("既往支架");

  const undone = await edit(quality, "chest-pain", { basedOn: 1, content: null, note: "恢复默认" });
  expect(undone.body).toMatchObject({ origin: "platform", ownVersion: 2 });
  expect(namesOf(await preview(doctor))).toEqual(["起病时间"]);
  expect((await edit(quality, "chest-pain", { basedOn: 2, content: null, note: "再恢复" })).body.code).toBe(
    "nothing_to_undo",
  );
  const history = (await quality.get("/api/completeness/groups/chest-pain/versions")).body.items as {
    version: number;
    note: string;
  }[];
  expect(history.map(({ version, note }) => [version, note])).toEqual([
    [2, "恢复默认"],
    [1, "院内要求"],
  ]);
  await edit(operator, "chest-pain", { basedOn: 1, content: null, note: "恢复" });
});

test("a group of one's own; what is wrong is named; a doctor may not edit", async () => {
  const content = {
    zh: "烧伤",
    en: "Burns",
    icd: ["T20-T32"],
    complaints: ["burn"],
    source: "",
    items: [{ zh: "烧伤面积", en: "Area", whyZh: "补液依据", whyEn: "Fluids", words: ["面积", "%"] }],
  };
  expect((await edit(quality, "burns", { basedOn: 0, content, note: "烧伤专科" })).status).toBe(200);
  expect(namesOf(await preview(doctor, { question: "", summary: "火焰烧伤" }))).toEqual(["烧伤面积"]);
  const unknown = { ...content, complaints: ["no-such"] };
  expect((await edit(quality, "burns", { basedOn: 1, content: unknown, note: "改" })).status).toBe(400);
  expect((await edit(quality, "burns", { basedOn: 1, content: unknown, note: "改动" })).body.code).toBe(
    "unknown_complaint",
  );
  const wrong = { ...content, icd: ["T2"], items: [{ ...content.items[0], words: ["@moon"] }] };
  const refused = await edit(quality, "burns", { basedOn: 1, content: wrong, note: "改动" });
  expect(refused.status).toBe(400);
  expect(JSON.stringify(refused.body)).toContain("content.icd.0");
  expect(JSON.stringify(refused.body)).toContain("content.items.0.words.0");
  expect((await edit(doctor, "burns", { basedOn: 1, content, note: "医生改" })).status).toBe(403);
  expect((await doctor.get("/api/completeness/groups")).status).toBe(403);
});

test("the case shows the same to those who may read it", async () => {
  const id = (await doctor.post("/api/cases")).body.id as string;
  const draft = Object.fromEntries(Object.entries(typed()).filter(([key]) => key !== "attachments"));
  await doctor.put(`/api/cases/${id}/draft`, { version: 1, draft });
  const view = await doctor.get(`/api/cases/${id}/completeness`);
  expect(view.status).toBe(200);
  expect(view.body.total).toBeGreaterThanOrEqual(0);
  expect((await elsewhere.get(`/api/cases/${id}/completeness`)).status).toBe(404);
});

test("previews answer a summary of 20,000 characters", async () => {
  const summary = "患者突发胸痛，伴大汗，否认发热。既往高血压病史10年，长期服药。"
    .repeat(600)
    .slice(0, 20_000);
  for (let i = 0; i < 3; i++) {
    const both = await Promise.all([
      doctor.post("/api/triage/completeness", typed({ summary })),
      doctor.post(
        "/api/triage/preview",
        Object.fromEntries(Object.entries(typed({ summary })).filter(([key]) => key !== "attachments")),
      ),
    ]);
    for (const { status } of both) expect(status).toBe(200);
  }
});
