import { findRoles } from "../../experts/index.js";
import { type Action, auditAct, cellsOf, type Ctx, inTx, reaches } from "../../identity/index.js";
import { ok, refuse, type Result } from "../../kernel/result.js";
import { systemContext, type Tx } from "../../platform/database/database.js";
import type { AttachmentView, CaseSummary, CaseView, TimelineEntryView } from "../api.js";
import { type CaseAct, isOpenFor } from "../domain/case-acts.js";
import { personsWithAccess } from "../store/access.js";
import { type AccessLogEntry, listAccessLog } from "../store/access-log.js";
import { type AttachmentRecord, listAttachments } from "../store/attachments.js";
import { listConsents, listDiagnoses } from "../store/case-parts.js";
import type { CaseRecord } from "../store/case-record.js";
import { findCase } from "../store/find-case.js";
import { listReadable } from "../store/list-readable.js";
import { listTimeline } from "../store/timeline.js";
import { toSummary } from "../summary.js";

/** The cases this person may open, as the policy row `case.read` says, newest first. */
export async function listCases(
  ctx: Ctx,
  query: {
    readonly scope: "open" | "closed" | "all";
    readonly limit: number;
    readonly offset: number;
  },
): Promise<Result<{ items: CaseSummary[]; total: number }, never>> {
  const { personId, institutionId, isPlatform, roles } = ctx.actor;
  const cells = cellsOf("case.read", roles);
  const page = await inTx(ctx, (tx) =>
    listReadable(tx, { personId, institutionId, isPlatform, cells }, query),
  );
  return ok({ items: page.items.map(toSummary), total: page.total });
}

/** The policy row behind each act the page may show, and whose the case must be for `own`. */
const policyOf = {
  edit: { action: "case.edit", own: "requester" },
  cancel: { action: "case.cancel", own: "requester" },
  overrideTriage: { action: "triage.override", own: "requester" },
  seeRanking: { action: "match.read", own: "requester" },
  judgeExperts: { action: "match.feedback", own: "requester" },
  writeOpinion: { action: "opinion.write", own: "assigned" },
  giveDisposition: { action: "disposition.give", own: "requester" },
} as const satisfies Partial<Record<CaseAct, { action: Action; own: "requester" | "assigned" }>>;

async function mayOf(tx: Tx, ctx: Ctx, record: CaseRecord): Promise<CaseView["may"]> {
  const persons = {
    requester: [record.requesterPersonId],
    assigned: await personsWithAccess(tx, record.id, "assignment"),
  };
  const may = (act: keyof typeof policyOf): boolean => {
    const { action, own } = policyOf[act];
    const resource = { personIds: persons[own], institutionIds: [record.institutionId] };
    return isOpenFor(act, record.status) && reaches(cellsOf(action, ctx.actor.roles), ctx.actor, resource);
  };
  return {
    edit: may("edit"),
    cancel: may("cancel"),
    overrideTriage: may("overrideTriage"),
    seeRanking: may("seeRanking"),
    judgeExperts: may("judgeExperts"),
    writeOpinion: may("writeOpinion"),
    giveDisposition: may("giveDisposition"),
  };
}

async function namedExpertOf(tx: Tx, record: CaseRecord): Promise<CaseView["namedExpert"]> {
  if (record.namedPractitionerRoleId === null) return null;
  const [role] = await findRoles(tx, [record.namedPractitionerRoleId]);
  if (!role) return null;
  const { name, departmentName, institutionName } = role;
  return { name, departmentName, institutionName };
}

/** An attachment as the page sees it; where its bytes lie stays inside. */
export const toAttachmentView = (record: AttachmentRecord): AttachmentView => ({
  id: record.id,
  title: record.title,
  mediaType: record.mediaType,
  sizeBytes: record.sizeBytes,
  addedAt: record.addedAt,
});

/** The whole case for someone the loader let in; the read goes to the audit trail in the same transaction. */
export async function readCase(ctx: Ctx, caseId: string): Promise<Result<CaseView, "case_not_found">> {
  return inTx(ctx, async (tx) => {
    const record = await findCase(tx, caseId);
    if (!record) return refuse("case_not_found");
    const may = await mayOf(tx, ctx, record);
    const isSent = record.number !== null;
    const view: CaseView = {
      ...toSummary(record),
      version: record.version,
      draft: may.edit ? record.draft : null,
      patientName: record.patientName,
      patientSex: record.patientSex,
      patientAgeYears: record.patientAgeYears,
      patientIsPregnant: record.patientIsPregnant,
      summary: record.summary,
      vitals: record.vitals,
      diagnoses: isSent ? await listDiagnoses(tx, caseId) : record.draft.diagnoses,
      wantedTitleRank: record.wantedTitleRank,
      liabilityClass: record.liabilityClass,
      namedPractitionerRoleId: record.namedPractitionerRoleId,
      namedExpert: await namedExpertOf(tx, record),
      attachments: (await listAttachments(tx, caseId)).map(toAttachmentView),
      consents: (await listConsents(tx, caseId)).map((consent) => ({
        purpose: consent.purpose,
        textVersion: consent.textVersion,
        givenBy: consent.givenBy,
        form: consent.form,
        givenAt: consent.givenAt,
      })),
      may,
    };
    await auditAct(tx, ctx, {
      action: "case.read",
      subjectKind: "case",
      subjectId: caseId,
      caseId,
      caseInstitutionId: record.institutionId,
      outcome: "read",
    });
    return ok(view);
  });
}

/** Every step of the case, oldest first. */
export async function readTimeline(
  ctx: Ctx,
  caseId: string,
): Promise<Result<{ items: TimelineEntryView[] }, never>> {
  const entries = await inTx(ctx, (tx) => listTimeline(tx, caseId));
  return ok({
    items: entries.map(({ sequence, at, kind, actorLabel, details }) => ({
      sequence,
      at,
      kind,
      actorLabel,
      details,
    })),
  });
}

/**
 * Who looked, newest first. Read in system scope, because each institution's readers stand in its own audit chain and
 * whoever may ask this question of the case is owed the whole answer.
 */
export async function readAccessLog(
  ctx: Ctx,
  caseId: string,
): Promise<Result<{ items: AccessLogEntry[] }, never>> {
  const items = await ctx.database.withTx(systemContext, (tx) => listAccessLog(tx, caseId));
  return ok({ items });
}
