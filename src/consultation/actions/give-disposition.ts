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
import { canonicalJson } from "../../kernel/canonical-json.js";
import { decideDisposition, type DispositionRefusal } from "../domain/disposition.js";
import { emptyOpinion } from "../domain/opinion.js";
import { consultFacts, performerOf } from "../facts.js";
import { printSealed } from "../paper/print-sealed.js";
import { sha256Hex } from "../../signing/index.js";
import type { SignedVersion } from "../check-version.js";
import { addArchive, findStoredFiles, nextArchiveSequence } from "../store/archive.js";
import { listMessages } from "../store/conversation.js";
import { addDisposition } from "../store/disposition.js";
import { findOpinion, listVersions, type Opinion } from "../store/opinion.js";
import { findPanel, listStands, type Panel, type Stand } from "../store/panel.js";
import { hasQuorum } from "./panel.js";
import { checkSigned, paperMembers, paperSignatures } from "./view-opinion.js";

export type GiveRefusal =
  | DispositionRefusal
  | "opinion_not_begun"
  | "opinion_changed_elsewhere"
  | "panel_quorum_missing";
type Given = ReturnType<(typeof GiveDisposition)["parse"]>;

/** One institution's copy, printed and stored before it is filed. */
interface Paper {
  readonly side: ArchiveSide;
  readonly party: Party;
  readonly fileId: string;
  readonly bytes: Buffer;
}

interface Judged {
  readonly found: CaseRecord;
  readonly opinion: Opinion;
  readonly versions: readonly SignedVersion[];
  readonly panel: Panel | undefined;
  readonly stands: readonly Stand[];
}

/** Who files a copy: the inviter, and every invited institution once, for the lead or its first seat. */
function filingParties({ found, opinion, panel }: Judged): { side: ArchiveSide; party: Party }[] {
  const performers = new Map<string, Party>([[opinion.institutionId, performerOf(opinion)]]);
  for (const { personId, name, institutionId, institutionName } of panel?.members ?? [])
    if (!performers.has(institutionId))
      performers.set(institutionId, { personId, name, institutionId, institutionName });
  return [
    { side: "requester", party: consultFacts(found, []).requester },
    ...[...performers.values()].map((party) => ({ side: "performer" as const, party })),
  ];
}

/** May this person close this case now? `found` is the case as the caller read (or locked) it. */
async function judge(
  tx: Tx,
  ctx: Ctx,
  found: CaseRecord | undefined,
  given: Given,
): Promise<Result<Judged, GiveRefusal>> {
  if (found?.requesterPersonId !== ctx.actor.personId) return refuse("opinion_not_begun");
  const opinion = await findOpinion(tx, found.id);
  if (!opinion) return refuse("opinion_not_begun");
  const decided = decideDisposition(found.status, given);
  if (!decided.ok) return decided;
  if (!(await hasQuorum(tx, opinion))) return refuse("panel_quorum_missing");
  return ok({
    found,
    opinion,
    versions: await listVersions(tx, opinion.id),
    panel: await findPanel(tx, found.id),
    stands: await listStands(tx, opinion.id),
  });
}

/** Prints and stores every side's copy, before the transaction that files them. */
async function printCopies(
  ctx: Ctx,
  judged: Judged,
  diagnoses: Awaited<ReturnType<typeof listDiagnoses>>,
  disposition: DispositionFacts,
): Promise<Paper[]> {
  const checked = await checkSigned(ctx, judged.versions, judged.found.id);
  const signatures = paperSignatures(checked);
  if (!signatures) throw new Error(`case ${judged.found.id} is signed but has no version`);
  const panel = await paperMembers(ctx, judged.panel, judged.stands, judged.opinion.signedVersion);
  const papers: Paper[] = [];
  for (const { side, party } of filingParties(judged)) {
    const bytes = await printSealed(ctx, {
      request: consultFacts(judged.found, diagnoses),
      performer: performerOf(judged.opinion),
      opinion: checked.at(-1)?.content?.opinion ?? emptyOpinion,
      panel,
      signatures,
      disposition,
      copyOf: side,
    });
    const fileId = randomUUID();
    await ctx.files.put(fileId, bytes);
    papers.push({ side, party, fileId, bytes });
  }
  return papers;
}

/**
 * Deletes those of the papers that no committed row names: the act was refused, repeated or failed. Asks the database
 * first, because a commit may have succeeded although its answer was lost. A file that stays behind costs disk space;
 * a filed one that is gone costs the record.
 */
async function removeUnfiled(ctx: Ctx, papers: readonly Paper[]): Promise<void> {
  const ids = papers.map(({ fileId }) => fileId);
  const filed = await ctx.database.withTx(systemContext, (tx) => findStoredFiles(tx, ids));
  await Promise.all(ids.filter((id) => !filed.has(id)).map((id) => ctx.files.delete(id)));
}

/** Writes each side's copy of the finished case under the next number of its own institution. */
async function fileCopies(
  tx: Tx,
  judged: Judged,
  disposition: DispositionFacts,
  papers: readonly Paper[],
): Promise<void> {
  const { found, opinion, versions, panel, stands } = judged;
  const messages = await listMessages(tx, found.id);
  const sequenceOf = new Map(messages.map(({ id, sequence }) => [id, sequence]));
  const request = consultFacts(found, await listDiagnoses(tx, found.id));
  const performer = performerOf(opinion);
  const shared = {
    format: "consilium.archive/2",
    request,
    consents: (await listConsents(tx, found.id)).map((consent) => ({ ...consent })),
    performer,
    opinionVersions: versions.map(({ content, ...version }) => ({
      ...version,
      signedText: Buffer.from(content).toString("utf8"),
    })),
    panel: panel
      ? {
          leadPersonId: panel.leadPersonId,
          members: panel.members,
          agenda: panel.agenda,
          stands: stands.map(({ content, ...stand }) => ({
            ...stand,
            signedText: Buffer.from(content).toString("utf8"),
          })),
        }
      : null,
    conversation: messages.map((one) => ({
      sequence: one.sequence,
      kind: one.kind,
      side: one.side,
      authorPersonId: one.authorPersonId,
      authorName: one.authorName,
      institutionName: one.institutionName,
      body: one.body,
      answers: one.repliesTo === null ? null : (sequenceOf.get(one.repliesTo) ?? null),
      files: one.attachmentIds.length,
      at: one.createdAt,
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
  // Two hospitals that close cases for each other at once must take their counters in the same order.
  const inOrder = papers.toSorted((a, b) => (a.party.institutionId < b.party.institutionId ? -1 : 1));
  for (const { side, party, fileId, bytes } of inOrder) {
    const number = archiveNumber(year, await nextArchiveSequence(tx, party.institutionId, year));
    const record: ArchiveRecord = { ...shared, number, side };
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
          before.judged.value.opinion.signedVersion === judged.value.opinion.signedVersion &&
          before.judged.value.stands.length === judged.value.stands.length;
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
  papers: readonly Paper[],
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
  for (const { side, party } of papers)
    if (side === "performer")
      await audit(tx, {
        ...subject,
        institutionId: party.institutionId,
        actor: { kind: "system", id: null, label: "系统" },
        action: "archive.file",
        outcome: "done",
        details: { decision },
      });
  await auditAct(tx, ctx, { ...subject, action: "disposition.give", details: { decision } });
}
