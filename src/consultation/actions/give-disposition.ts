import { randomUUID } from "node:crypto";
import {
  addTimelineEntry,
  type CaseRecord,
  endAccess,
  findCase,
  listConsents,
  listDiagnoses,
  listTimeline,
  lockCase,
  moveCase,
} from "../../cases/index.js";
import { auditAct, type Ctx, txContext } from "../../identity/index.js";
import { ok, refuse, type Result } from "../../kernel/result.js";
import type { Instant } from "../../kernel/types.js";
import { audit } from "../../platform/audit.js";
import { systemContext, type Tx } from "../../platform/database/database.js";
import { publish } from "../../platform/outbox.js";
import type { DispositionView, GiveDisposition } from "../api.js";
import type { ArchiveRecord, DispositionFacts, Party } from "../domain/archive-record.js";
import { archiveNumber, type ArchiveSide, archiveYear, retainUntil } from "../domain/archive.js";
import { canonicalJson } from "../domain/canonical-json.js";
import { decideDisposition, type DispositionRefusal } from "../domain/disposition.js";
import { emptyOpinion } from "../domain/opinion.js";
import { consultFacts, performerOf } from "../facts.js";
import { printOpinion } from "../paper/opinion-paper.js";
import { sha256Hex, type SignedVersion } from "../signing/check-version.js";
import { addArchive, findStoredFiles, nextArchiveSequence } from "../store/archive.js";
import { addDisposition } from "../store/disposition.js";
import { findOpinion, listVersions, type Opinion } from "../store/opinion.js";
import { checkSigned, paperSignatures } from "./view-opinion.js";

export type GiveRefusal = DispositionRefusal | "opinion_not_begun" | "opinion_changed_elsewhere";
type Given = ReturnType<(typeof GiveDisposition)["parse"]>;

interface Paper {
  readonly fileId: string;
  readonly bytes: Buffer;
}
type Papers = Readonly<Record<ArchiveSide, Paper>>;

interface Judged {
  readonly found: CaseRecord;
  readonly opinion: Opinion;
  readonly versions: readonly SignedVersion[];
}

/** May this person close this case now? `found` is the case as the caller read (or locked) it. */
async function judge(
  tx: Tx,
  ctx: Ctx,
  found: CaseRecord | undefined,
  given: Given,
): Promise<Result<Judged, DispositionRefusal | "opinion_not_begun">> {
  if (found?.requesterPersonId !== ctx.actor.personId) return refuse("opinion_not_begun");
  const opinion = await findOpinion(tx, found.id);
  if (!opinion) return refuse("opinion_not_begun");
  const decided = decideDisposition(found.status, given);
  if (!decided.ok) return decided;
  return ok({ found, opinion, versions: await listVersions(tx, opinion.id) });
}

/** Prints and stores both sides' copies, before the transaction that files them. */
async function printCopies(
  ctx: Ctx,
  judged: Judged,
  diagnoses: Awaited<ReturnType<typeof listDiagnoses>>,
  disposition: DispositionFacts,
): Promise<Papers> {
  const checked = await checkSigned(ctx, judged.versions, judged.found.id);
  const signatures = paperSignatures(checked);
  if (!signatures) throw new Error(`case ${judged.found.id} is signed but has no version`);
  const print = async (side: ArchiveSide): Promise<Paper> => {
    const bytes = await printOpinion({
      request: consultFacts(judged.found, diagnoses),
      performer: performerOf(judged.opinion),
      opinion: checked.at(-1)?.content?.opinion ?? emptyOpinion,
      signatures,
      disposition,
      copyOf: side,
    });
    const fileId = randomUUID();
    await ctx.files.put(fileId, bytes);
    return { fileId, bytes };
  };
  return { requester: await print("requester"), performer: await print("performer") };
}

/**
 * Deletes those of the papers that no committed row names: the act was refused, repeated or failed. Asks the database
 * first, because a commit may have succeeded although its answer was lost. A file that stays behind costs disk space;
 * a filed one that is gone costs the record.
 */
async function removeUnfiled(ctx: Ctx, papers: Papers): Promise<void> {
  const ids = [papers.requester.fileId, papers.performer.fileId];
  const filed = await ctx.database.withTx(systemContext, (tx) => findStoredFiles(tx, ids));
  await Promise.all(ids.filter((id) => !filed.has(id)).map((id) => ctx.files.delete(id)));
}

/** Writes each side's copy of the finished case under the next number of its own institution. */
async function fileCopies(
  tx: Tx,
  judged: Judged,
  disposition: DispositionFacts,
  papers: Papers,
): Promise<void> {
  const { found, opinion, versions } = judged;
  const request = consultFacts(found, await listDiagnoses(tx, found.id));
  const performer = performerOf(opinion);
  const shared = {
    format: "consilium.archive/1",
    request,
    consents: (await listConsents(tx, found.id)).map((consent) => ({ ...consent })),
    performer,
    opinionVersions: versions.map(({ content, ...version }) => ({
      ...version,
      signedText: Buffer.from(content).toString("utf8"),
    })),
    disposition,
    timeline: (await listTimeline(tx, found.id)).map(({ sequence, at, kind, actorLabel, details }) => ({
      sequence,
      at,
      kind,
      actorLabel,
      details,
    })),
  } as const satisfies Omit<ArchiveRecord, "number" | "side">;
  const year = archiveYear(tx.now);
  const sides: [ArchiveSide, Party][] = [
    ["requester", request.requester],
    ["performer", performer],
  ];
  // Two hospitals that close cases for each other at once must take their counters in the same order.
  sides.sort(([, a], [, b]) => (a.institutionId < b.institutionId ? -1 : 1));
  for (const [side, party] of sides) {
    const number = archiveNumber(year, await nextArchiveSequence(tx, party.institutionId, year));
    const record: ArchiveRecord = { ...shared, number, side };
    const { fileId, bytes } = papers[side];
    await addArchive(tx, {
      id: randomUUID(),
      institutionId: party.institutionId,
      personId: party.personId,
      record,
      recordSha256: sha256Hex(canonicalJson(record)),
      retainUntilOn: retainUntil(tx.now),
      pdf: { fileId, name: `${number}.pdf`, sizeBytes: bytes.length, sha256: sha256Hex(bytes) },
    });
  }
}

/**
 * 处置: the inviting doctor says what he does with the opinion, and the case is closed. In one transaction: disposition,
 * state, timeline, both sides' filed copies, the end of the invited side's access. It writes rows of both tenants, so it
 * runs in system scope once the policy has let the requester in; his identity is checked again under the case's lock.
 */
export async function giveDisposition(
  ctx: Ctx,
  caseId: string,
  given: Given,
): Promise<Result<DispositionView, GiveRefusal>> {
  const before = await ctx.database.withTx(txContext(ctx.actor), async (tx) => ({
    judged: await judge(tx, ctx, await findCase(tx, caseId), given),
    diagnoses: await listDiagnoses(tx, caseId),
    decidedAt: tx.now,
  }));
  const disposition: DispositionFacts = {
    decision: given.decision,
    reason: given.reason,
    decidedBy: { personId: ctx.actor.personId, name: ctx.actor.name },
    decidedAt: before.decidedAt,
  };
  const papers = before.judged.ok
    ? await printCopies(ctx, before.judged.value, before.diagnoses, disposition)
    : undefined;
  try {
    const closed = await ctx.database.withTx(
      { ...systemContext, personId: ctx.actor.personId, idempotency: ctx.idempotency },
      async (tx): Promise<Result<{ decidedAt: Instant }, GiveRefusal>> => {
        const judged = await judge(tx, ctx, await lockCase(tx, caseId), given);
        if (!judged.ok) return judged;
        // The papers show the opinion as it was read; an amendment signed since then must be looked at first.
        const isAsPrinted =
          before.judged.ok &&
          before.judged.value.opinion.signedVersion === judged.value.opinion.signedVersion;
        if (!papers || !isAsPrinted) return refuse("opinion_changed_elsewhere");
        await close(tx, ctx, judged.value, disposition, papers);
        return ok({ decidedAt: disposition.decidedAt });
      },
    );
    // What is kept for a repeated call holds no free text; the same call brings the same words again.
    return closed.ok
      ? ok({ ...given, decidedByName: ctx.actor.name, decidedAt: closed.value.decidedAt })
      : closed;
  } finally {
    if (papers) await removeUnfiled(ctx, papers);
  }
}

async function close(
  tx: Tx,
  ctx: Ctx,
  judged: Judged,
  disposition: DispositionFacts,
  papers: Papers,
): Promise<void> {
  const { found, opinion } = judged;
  const { decision, reason, decidedAt } = disposition;
  await addDisposition(tx, found.id, { decision, reason, decidedBy: ctx.actor.personId, decidedAt });
  if (!(await moveCase(tx, found.id, "closed", { from: ["opinion_signed"], nextActor: null, dueAt: null })))
    throw new Error(`case ${found.id} moved while it was locked`);
  await addTimelineEntry(tx, found.id, {
    kind: "consultation.closed",
    actor: { personId: ctx.actor.personId, label: ctx.actor.name },
    details: { decision, reason },
  });
  await fileCopies(tx, judged, disposition, papers);
  await endAccess(tx, { caseId: found.id });
  await publish(tx, {
    topic: "consultation.closed",
    subjectId: found.id,
    payload: { decision, personId: opinion.authorPersonId, institutionId: opinion.institutionId },
  });
  const subject = {
    subjectKind: "case",
    subjectId: found.id,
    caseId: found.id,
    caseInstitutionId: found.institutionId,
  };
  await audit(tx, {
    ...subject,
    institutionId: opinion.institutionId,
    actor: { kind: "system", id: null, label: "系统" },
    action: "archive.file",
    outcome: "done",
    details: { decision },
  });
  await auditAct(tx, ctx, { ...subject, action: "disposition.give", details: { decision } });
}
