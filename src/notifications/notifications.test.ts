import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import { newWorld, type Someone, type World } from "../../test/world.js";
import { notify } from "./index.js";

let world: World;
let doctor: Someone;
let colleague: Someone;
beforeAll(async () => {
  world = await newWorld();
  const hospital = await world.institution("云溪县人民医院");
  doctor = await world.person(hospital, "周一诺", "requester");
  colleague = await world.person(hospital, "吴二", "requester");
});
afterAll(() => world.close());

interface Listed {
  readonly items: readonly { readonly id: string; readonly readAt: string | null }[];
  readonly unread: number;
}
const notices = async (of: Someone): Promise<Listed> => (await of.get("/api/notices")).body as Listed;

const tell = (eventId: string, personId = doctor.id) =>
  world.system((tx) =>
    notify(tx, {
      personId,
      kind: "case_accepted",
      caseId: randomUUID(),
      subjectId: null,
      details: { expertName: "沈专家", institutionName: "清河市第一医院" },
      eventId,
    }),
  );

test("an event told twice is one notice; a second event is another; unread ones stand first", async () => {
  const event = randomUUID();
  await tell(event);
  await tell(event);
  expect(await notices(doctor)).toMatchObject({
    unread: 1,
    items: [{ kind: "case_accepted", readAt: null, details: { expertName: "沈专家" } }],
  });
  const first = (await notices(doctor)).items[0]!;
  world.moveClock(1);
  await tell(randomUUID());
  const newer = (await notices(doctor)).items[0]!;
  expect(newer.id).not.toBe(first.id);
  expect((await doctor.post("/api/notices/read", { ids: [newer.id] })).body).toEqual({ unread: 1 });
  const list = (await notices(doctor)).items;
  expect(list.map((notice) => [notice.id, notice.readAt === null])).toEqual([
    [first.id, true],
    [newer.id, false],
  ]);
  expect((await doctor.post("/api/notices/read", {})).body).toEqual({ unread: 0 });
});

test("nobody sees or marks another person's notices", async () => {
  await tell(randomUUID(), doctor.id);
  const own = (await notices(doctor)).items[0]!;
  expect(await notices(colleague)).toEqual({ items: [], unread: 0 });
  await colleague.post("/api/notices/read", { ids: [own.id] });
  expect((await notices(doctor)).unread).toBe(1);
});
