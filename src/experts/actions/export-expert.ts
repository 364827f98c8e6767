import { auditAct, type Ctx, inTx } from "../../identity/index.js";
import { ok, refuse, type Result } from "../../kernel/result.js";
import type { Tx } from "../../platform/database/database.js";
import { writeXlsx } from "../../platform/tabular/index.js";
import { readClaims, type StoredClaim } from "../claims.js";
import { namesOf } from "../claim-views.js";
import { claimRules, type ClaimSource } from "../domain/claims/kinds.js";
import type { ClaimState } from "../domain/claims/states.js";
import { listObjections } from "../store/objections.js";
import { currentRecordOf } from "../store/merged-into.js";
import { findProfile } from "../store/profile.js";

const sourceNames: Readonly<Record<ClaimSource, string>> = {
  self_reported: "自报",
  his: "HIS",
  emr: "电子病历",
  institution: "医院背书",
  consult_history: "会诊史",
  literature: "文献",
};
const stateNames: Readonly<Record<ClaimState, string>> = {
  asserted: "待核",
  verified: "已核",
  disputed: "存疑",
  expired: "过期",
  withdrawn: "撤回",
};

/** Everything the registry holds of an expert, history included; of secret numbers only that they are on record. */
export async function expertRecord(tx: Tx, practitionerId: string) {
  const id = await currentRecordOf(tx, practitionerId);
  const profile = id === undefined ? undefined : await findProfile(tx, id);
  if (id === undefined || profile === undefined) return undefined;
  const claims = await readClaims(tx, id, { includeHistory: true });
  const names = await namesOf(tx, claims);
  const { practitioner, roles } = profile;
  return {
    practitionerId: id,
    name: practitioner.name,
    gender: practitioner.gender,
    birthOn: practitioner.birth_on,
    licenceNumber: practitioner.licence_number,
    practiceScopeCode: practitioner.practice_scope_code,
    independentSinceOn: practitioner.independent_since_on,
    posts: roles.map((role) => ({
      practitionerRoleId: role.id,
      organizationId: role.organization_id,
      departmentName: role.department_name,
      titleCode: role.title_code,
      titleText: role.title_text,
      skills: role.skills_text,
      details: role.details,
      status: role.status,
      dailyCap: role.daily_cap,
      weeklyCap: role.weekly_cap,
      dutyHours: role.duty_hours,
      acceptsModes: role.accepts_modes,
    })),
    claims: claims.map((claim) => claimRecord(claim, names)),
  };
}

const claimRecord = (claim: StoredClaim, names: ReadonlyMap<string, string>) => ({
  claimId: claim.id,
  kind: claim.kind,
  practitionerRoleId: claim.practitionerRoleId,
  label: claim.label,
  value: claim.kind === "qualification" ? claim.label : claim.value,
  quantity: claim.quantity,
  code: claim.code,
  codeSystem: claim.codeSystem,
  source: claim.source,
  state: claim.state,
  asOf: claim.asOfOn,
  evidence: claim.evidence,
  verifiedBy: claim.verifiedBy === null ? null : (names.get(claim.verifiedBy) ?? null),
  verifiedAt: claim.verifiedAt,
  nextDueOn: claim.nextDueOn,
  whenOverdue: claim.overdueAction,
  isStanding: claim.isStanding,
  isContradicted: claim.conflictId !== null,
  supersededBy: claim.supersededBy,
  disputedReason: claim.disputedReason,
});

/** An expert's own data to take along, as JSON or as a workbook of claims. The export is on record. */
export async function exportExpert(
  ctx: Ctx,
  practitionerId: string,
  format: "json" | "xlsx",
): Promise<Result<Buffer, "expert_not_found">> {
  const data = await inTx(ctx, async (tx) => {
    const record = await expertRecord(tx, practitionerId);
    if (record === undefined) return undefined;
    const objections = (await listObjections(tx, undefined, 1000)).filter(
      (one) => one.practitioner_id === record.practitionerId,
    );
    await auditAct(tx, ctx, {
      action: "expert.export",
      subjectKind: "expert",
      subjectId: record.practitionerId,
      details: { format },
      outcome: "read",
    });
    return {
      exportedAt: tx.now,
      ...record,
      objections: objections.map((one) => ({
        about: one.about,
        claimId: one.claim_id,
        scoreKey: one.score_key,
        text: one.text,
        status: one.status,
        answer: one.answer,
        filedAt: one.filed_at,
      })),
    };
  });
  if (data === undefined) return refuse("expert_not_found");
  if (format === "json") return ok(Buffer.from(`${JSON.stringify(data, null, 2)}\n`, "utf8"));
  return ok(
    await writeXlsx({
      sheetName: "专家资料",
      header: [
        "类别",
        "内容",
        "数量",
        "编码",
        "来源",
        "状态",
        "截至",
        "核验人",
        "下次核对",
        "依据",
        "现行",
        "存疑原因",
      ],
      rows: data.claims.map((claim) => [
        claimRules[claim.kind].zh,
        claim.label,
        claim.quantity === null ? "" : String(claim.quantity),
        claim.code ?? "",
        sourceNames[claim.source],
        claim.supersededBy === null ? stateNames[claim.state] : "已被替换",
        claim.asOf,
        claim.verifiedBy ?? "",
        claim.nextDueOn ?? "",
        claim.evidence?.reference ?? (claim.evidence?.fileId === undefined ? "" : "附有文件"),
        claim.isStanding ? "是" : "",
        claim.disputedReason ?? "",
      ]),
    }),
  );
}
