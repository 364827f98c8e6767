import type { AuditAction } from "../../kernel/audit-actions.js";
import {
  addTimelineEntry,
  caseAudience,
  type CaseRecord,
  findCases,
  isOpenFor,
  lockCase,
} from "../../cases/index.js";
import { auditAct, type Ctx, inTx } from "../../identity/index.js";
import { ok, refuse, type Result } from "../../kernel/result.js";
import type { Tx } from "../../platform/database/database.js";
import type { Job } from "../../platform/jobs.js";
import { announce } from "../../platform/live.js";
import type { StudyStatus } from "../domain/states.js";
import { verdictOn } from "../keep.js";
import * as store from "../store/studies.js";

export type DecideRefusal = "case_not_found" | "images_closed" | "study_not_found" | "study_decided";

const decide = (
  ctx: Ctx,
  params: { readonly caseId: string; readonly studyId: string },
  reason: string,
  step: {
    readonly from: readonly StudyStatus[];
    readonly to: StudyStatus;
    readonly kind: string;
    readonly action: AuditAction;
  },
): Promise<Result<null, DecideRefusal>> =>
  inTx(ctx, async (tx) => {
    const { caseId, studyId } = params;
    const record = await lockCase(tx, caseId);
    if (!record) return refuse("case_not_found");
    if (!isOpenFor("attach", record.status)) return refuse("images_closed");
    const study = await store.findStudy(tx, caseId, studyId, "lock");
    if (!study) return refuse("study_not_found");
    const by = { personId: ctx.actor.personId, name: ctx.actor.name, reason };
    if (
      !step.from.includes(study.status) ||
      !(await store.decideStudy(tx, studyId, study.status, step.to, by))
    )
      return refuse("study_decided");
    if (record.number !== null)
      await addTimelineEntry(tx, caseId, {
        kind: step.kind,
        actor: { personId: ctx.actor.personId, label: ctx.actor.name },
        details: { reason },
      });
    await announce(tx, { topic: "case", id: caseId, audience: await caseAudience(tx, caseId) });
    await auditAct(tx, ctx, {
      action: step.action,
      subjectKind: "imaging_study",
      subjectId: studyId,
      caseId,
      caseInstitutionId: record.institutionId,
      details: { differences: study.differences },
    });
    return ok(null);
  });

/** The inviting doctor says why a study that names somebody else is this patient's; from now on the experts see it. */
export const confirmStudy = (
  ctx: Ctx,
  params: { readonly caseId: string; readonly studyId: string },
  reason: string,
): Promise<Result<null, DecideRefusal>> =>
  decide(ctx, params, reason, {
    from: ["held"],
    to: "shown",
    kind: "imaging.study-confirmed",
    action: "imaging.confirm",
  });

/** Takes a study out of the case; rows and bytes stay, as everything of a record does. */
export const withdrawStudy = (
  ctx: Ctx,
  params: { readonly caseId: string; readonly studyId: string },
  reason: string,
): Promise<Result<null, DecideRefusal>> =>
  decide(ctx, params, reason, {
    from: ["held", "shown"],
    to: "withdrawn",
    kind: "imaging.study-withdrawn",
    action: "imaging.withdraw",
  });

/** On sending the patient's name is certain: studies nobody has decided on are compared with it once more. */
export async function compareAgain(tx: Tx, jobs: readonly Job[]): Promise<void> {
  // Most requests come without images.
  const caseIds = await store.casesWithStudies(
    tx,
    jobs.map(({ subjectId }) => subjectId),
  );
  for (const record of await findCases(tx, caseIds)) await compareStudiesOf(tx, record);
}

async function compareStudiesOf(tx: Tx, record: CaseRecord): Promise<void> {
  for (const study of await store.listStudies(tx, record.id)) {
    if (study.decidedAt !== null) continue;
    const { verdict, differences } = verdictOn(tx, record, {
      name: study.patientName.replace(/^(.*)（(.*)）$/u, "$2=$1"),
      sex: study.patientSex,
      birthOn: study.patientBirthOn,
    });
    await store.saveVerdict(tx, study.id, {
      identity: verdict,
      differences,
      status: verdict === "different" ? "held" : "shown",
    });
  }
}
