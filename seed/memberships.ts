import { randomUUID } from "node:crypto";
import { sql } from "kysely";
import { askWhoIsDue, raiseFinding, refreshFreshness } from "../src/experts/index.js";
import { addMembership, addStep, emptyApplication } from "../src/experts/store/membership.js";
import { expertsTables } from "../src/experts/tables.js";
import type { Tx } from "../src/platform/database/database.js";
import type { Alliance } from "./alliance.js";
import type { Random } from "./random.js";

/** Somebody who wants to join, in each state an application can wait in. */
const applicants = [
  {
    at: "jinchuan",
    name: "温以宁",
    departmentName: "内分泌科",
    titleText: "副主任医师",
    licenceNumber: "110510100009901",
    skillsText: "糖尿病及其并发症、甲状腺结节",
    status: "applied",
  },
  {
    at: "jinchuan",
    name: "骆星野",
    departmentName: "心脏科",
    titleText: "主治",
    licenceNumber: "110510100009902",
    skillsText: "",
    status: "applied",
  },
  {
    at: "zhijiang",
    name: "褚知夏",
    departmentName: "风湿免疫科",
    titleText: "主任医师",
    licenceNumber: "110330100009903",
    skillsText: "系统性红斑狼疮、血管炎",
    status: "hospital_approved",
  },
] as const;

/** Terms that began over the last four years, a few that end soon, open applications, and a campaign under way. */
export async function writeMemberships(tx: Tx, alliance: Alliance, random: Random): Promise<void> {
  const db = expertsTables(tx);
  for (const expert of alliance.experts) {
    const daysLeft = random.chance(0.06) ? random.whole(5, 85) : random.whole(120, 1400);
    await sql`update experts.membership set term_to = platform.now()::date + ${daysLeft}::int,
        term_from = (platform.now()::date + ${daysLeft}::int + 1) - interval '4 years'
      where practitioner_role_id = ${expert.roleId}`.execute(db);
  }
  for (const { at, status, ...facts } of applicants) {
    const id = randomUUID();
    await addMembership(tx, {
      id,
      organizationId: alliance.idOf[at],
      status,
      origin: "application",
      application: { ...emptyApplication, ...facts },
    });
    const step = { reasonCode: null, reasonNote: "", byPersonId: null };
    await addStep(tx, id, {
      ...step,
      kind: "apply",
      fromStatus: null,
      toStatus: "applied",
      byLabel: facts.name,
    });
    if (status !== "hospital_approved") continue;
    await sql`update experts.membership set sign_off = ${JSON.stringify({
      dailyCap: 3,
      weeklyCap: 10,
      dutyHours: [],
      acceptsModes: ["written", "video"],
      feeRule: "按本院远程会诊劳务费管理办法执行",
      note: "",
    })}::jsonb where id = ${id}`.execute(db);
    await addStep(tx, id, {
      ...step,
      kind: "approve",
      fromStatus: "applied",
      toStatus: "hospital_approved",
      byLabel: "医务部",
    });
  }
  // What the invention calls verified was verified when it was stated.
  await sql`update experts.claim set verified_at = as_of + interval '10 hours' where state = 'verified'`.execute(
    db,
  );
  await askWhoIsDue(tx, { organizationId: null, origin: "schedule", byPersonId: null, byLabel: "平台" });
  const declining = alliance.experts.find((one) => one.institution === "jinchuan" && one.personId !== null);
  if (declining !== undefined)
    await raiseFinding(tx, {
      kind: "not_my_field",
      practitionerId: declining.practitionerId,
      practitionerRoleId: declining.roleId,
      organizationId: alliance.idOf.jinchuan,
      departmentName: declining.departmentName,
      specialtyCode: declining.specialty.code,
      details: { count: 3, days: 180 },
    });
  await refreshFreshness(tx);
}
