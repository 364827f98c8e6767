import {
  addExpert,
  fileObjectionOf,
  type NewClaim,
  readClaims,
  recordClaims,
  verifyClaim,
} from "../src/experts/index.js";
import type { Tx } from "../src/platform/database/database.js";
import type { Alliance } from "./alliance.js";
import { type SeedExpert, titleNameOf } from "./experts.js";
import type { Random } from "./random.js";

/**
 * What makes the registry's work visible: hospital systems that confirm most titles, three contradictions that wait for
 * a person, one expert who was registered by two hospitals, and one objection.
 */
export async function writeRegistry(
  tx: Tx,
  alliance: Alliance,
  today: string,
  random: Random,
): Promise<void> {
  const experts = alliance.experts.filter((expert) => expert.personId !== null);
  const [first, second, third, fourth] = experts.filter(({ titleCode }) => titleCode === "232");
  const title = (expert: SeedExpert, value: string, label: string): NewClaim => ({
    kind: "title",
    value,
    label,
    practitionerRoleId: expert.roleId,
  });
  const say = (
    expert: SeedExpert,
    source: "self_reported" | "his",
    claims: readonly NewClaim[],
    reference: string,
  ) =>
    recordClaims(tx, expert.practitionerId, claims, {
      source,
      asOfOn: today,
      evidence: { reference },
      byPersonId: source === "self_reported" ? expert.personId : null,
    });
  for (const expert of experts.filter(({ institution }) => institution === "zhijiang")) {
    const label = expert.titleCode === "231" ? "科主任" : "医疗组长";
    const post: NewClaim = { kind: "post", label, practitionerRoleId: expert.roleId };
    await say(
      expert,
      "his",
      [post, title(expert, expert.titleCode, titleNameOf(expert.titleCode))],
      "HIS 人员字典",
    );
  }
  // Three contradictions are left for a person to settle.
  if (first) await say(first, "self_reported", [title(first, "231", "主任医师")], "聘书（2026 年 9 月）");
  if (second) {
    const since: NewClaim = { kind: "independent_since", label: "2021-07-01", value: "2021-07-01" };
    await say(second, "his", [since], "HIS 人员字典");
  }
  if (third) await say(third, "his", [title(third, "233", "主治医师")], "HIS 人员字典");
  for (const expert of experts.slice(0, 60)) {
    const claims = await readClaims(tx, expert.practitionerId);
    const checked = claims.filter(
      ({ kind, conflictId }) => conflictId === null && (kind === "title" || kind === "practice_scope"),
    );
    if (random.chance(0.6))
      for (const claim of checked)
        await verifyClaim(tx, claim.id, { byPersonId: null, evidence: { reference: "医师电子化注册系统" } });
  }
  const twin = experts.find(({ institution }) => institution === "zhijiang");
  const elsewhere = alliance.experts.find((one) => one.institution !== twin?.institution);
  if (twin && elsewhere)
    await addExpert(tx, {
      id: random.uuid(),
      name: twin.name,
      gender: twin.expert.gender ?? null,
      bornOn: twin.expert.bornOn ?? null,
      roles: [
        {
          id: random.uuid(),
          organizationId: alliance.idOf[elsewhere.institution],
          departmentName: twin.departmentName,
          titleCode: twin.titleCode,
          specialties: twin.expert.role.specialties,
          skillsText: "多点执业，每周二出诊。",
        },
      ],
      claims: [{ kind: "language", label: "英语", source: "self_reported" }],
    });
  if (fourth?.personId) {
    const claims = await readClaims(tx, fourth.practitionerId);
    const contested = claims.find(({ kind }) => kind === "disease_cases");
    if (contested)
      await fileObjectionOf(tx, {
        id: random.uuid(),
        practitionerId: fourth.practitionerId,
        about: "claim",
        claimId: contested.id,
        scoreKey: null,
        text: "例数只统计到去年年底，今年的病例没有算进去，请按 HIS 更新。",
        by: fourth.personId,
      });
  }
}
