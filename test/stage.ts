import { type Role, roles } from "../src/identity/index.js";
import { type Alliance, type AllianceExpert, completeDraft, newAlliance, ok } from "./alliance.js";
import type { Someone, World } from "./world.js";

/** An alliance with a holder of every role, and something in every state for each route to act on. */
export interface Stage {
  readonly alliance: Alliance;
  readonly people: ReadonlyMap<Role, readonly Someone[]>;
  /** An account that may be disabled and given roles without anyone missing it. */
  readonly victim: Someone;
  readonly draftIds: readonly string[];
  /** Drafts that are complete and can be sent, at version 2. */
  readonly completeDraftIds: readonly string[];
  readonly attachmentId: string;
  /** Cases that look for an expert, and their open offers. */
  readonly dispatching: readonly { readonly caseId: string; readonly offerId: string }[];
  /** An expert has accepted; nothing is written yet. */
  readonly acceptedIds: readonly string[];
  /** The opinion is saved at revision 1 and not signed. */
  readonly writtenIds: readonly string[];
  readonly signedIds: readonly string[];
  readonly closedId: string;
  readonly archiveIds: readonly string[];
  /** Lists that are looked at and not yet imported. */
  readonly previewIds: readonly string[];
  readonly reviewIds: readonly string[];
}

export const opinionText = {
  answer: "可以手术",
  conclusion: "早期肺癌可能",
  advice: "建议胸腔镜手术",
};

const list = (rows: readonly string[]) => ({
  name: "名单.csv",
  content: new TextEncoder().encode(["姓名,科室,职称,擅长", ...rows].join("\n")),
});

/** Prepares the stage through the API, as people would. */
export async function newStage(world: World): Promise<Stage> {
  const alliance = await newAlliance(world, 6);
  const { county, tertiary, operator, requester, dispatcher } = alliance;
  const homes: Partial<Record<Role, string>> = {
    medical_affairs: tertiary,
    quality: county,
    operator,
    system_admin: operator,
    security_admin: operator,
    audit_admin: operator,
  };
  const people = new Map<Role, readonly Someone[]>([
    ["requester", [requester]],
    ["dispatcher", [dispatcher]],
    ["expert", alliance.experts],
  ]);
  for (const role of roles) {
    const home = homes[role];
    if (home) people.set(role, [await world.person(home, `测试 ${role}`, role)]);
  }
  const make = async (): Promise<string> =>
    (ok(await requester.post("/api/cases", {})).body as { id: string }).id;
  const many = async <T>(count: number, one: () => Promise<T>): Promise<T[]> => {
    const all: T[] = [];
    for (let n = 0; n < count; n++) all.push(await one());
    return all;
  };
  const draftIds = await many(2, make);
  const completeDraftIds = await many(3, async () => {
    const id = await make();
    ok(await requester.put(`/api/cases/${id}/draft`, { version: 1, draft: completeDraft }));
    return id;
  });
  const attached = await requester.upload(`/api/cases/${draftIds[0] ?? ""}/attachments`, {
    name: "化验单.txt",
    content: new TextEncoder().encode("白细胞 12.1"),
  });
  const accept = async (): Promise<{ caseId: string; expert: AllianceExpert }> => {
    const caseId = await alliance.submit();
    const { id, expert } = await alliance.openOffer(caseId);
    ok(await expert.post(`/api/offers/${id}/accept`));
    await world.drain();
    return { caseId, expert };
  };
  const write = async () => {
    const { caseId, expert } = await accept();
    ok(await expert.put(`/api/cases/${caseId}/opinion`, { revision: 0, text: opinionText }));
    return { caseId, expert };
  };
  const sign = async () => {
    const { caseId, expert } = await write();
    ok(await expert.post(`/api/cases/${caseId}/opinion/sign`, { revision: 1 }));
    await world.drain();
    return caseId;
  };
  const dispatching = await many(5, async () => {
    const caseId = await alliance.submit();
    return { caseId, offerId: (await alliance.openOffer(caseId)).id };
  });
  const acceptedIds = await many(2, async () => (await accept()).caseId);
  const writtenIds = await many(2, async () => (await write()).caseId);
  const signedIds = await many(2, sign);
  const closedId = await sign();
  ok(await requester.post(`/api/cases/${closedId}/disposition`, { decision: "adopted", reason: "" }));
  await world.drain();
  const archived = ok(await requester.get("/api/archive")).body as { items: { id: string }[] };

  const [office] = people.get("medical_affairs") ?? [];
  if (!office) throw new Error("nobody holds medical_affairs");
  const preview = async (rows: readonly string[]): Promise<string> =>
    (ok(await office.upload("/api/experts/imports", list(rows))).body as { importId: string }).importId;
  const landed = await preview(["王一鸣,梦想成真科,主任医师,心梗", "李知秋,心脏科,副主任医师,瓣膜"]);
  ok(await office.post(`/api/experts/imports/${landed}/apply`));
  await world.drain();
  const queue = ok(await office.get("/api/terms/review")).body as {
    items: { items: { id: string }[] }[];
  };
  return {
    alliance,
    people,
    victim: await world.person(county, "被管理的人"),
    draftIds,
    completeDraftIds,
    attachmentId: (ok(attached).body as { id: string }).id,
    dispatching,
    acceptedIds,
    writtenIds,
    signedIds,
    closedId,
    archiveIds: archived.items.map((item) => item.id),
    previewIds: [
      await preview(["赵六,心内科,主任医师,介入", ",骨科,主任医师,"]),
      await preview(["钱七,骨科,主任医师,关节"]),
    ],
    reviewIds: queue.items.flatMap((group) => group.items.map((item) => item.id)),
  };
}
