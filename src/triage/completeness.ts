import { randomUUID } from "node:crypto";
import { findCase, listAttachments, listDiagnoses } from "../cases/index.js";
import { auditAct, type Ctx, inTx } from "../identity/index.js";
import { ok, refuse, type Result } from "../kernel/result.js";
import type { Tx } from "../platform/database/database.js";
import type { PreviewRequest } from "./api.js";
import type {
  CompletenessContent,
  CompletenessGroups,
  CompletenessGroupView,
  CompletenessHistory,
  CompletenessRequest,
  CompletenessView,
} from "./api/completeness.js";
import type { z } from "zod";
import * as store from "./completeness-store.js";
import { complaintConcepts } from "./domain/complaints/concepts.js";
import { readComplaints } from "./domain/complaints/read-complaints.js";
import { judgeCompleteness } from "./domain/completeness/judge-completeness.js";
import { usableVitals, type VitalField } from "./domain/vitals.js";
import { builtInGroups } from "./load.js";

interface Attachment {
  readonly title: string;
  readonly mediaType: string;
}

/** The institution whose list a person edits and sees; null for the platform's own people, who keep the default. */
const officeOf = (ctx: Ctx): string | null => (ctx.actor.isPlatform ? null : ctx.actor.institutionId);

/**
 * The lists in force for an institution (null: the platform's default), in the order of the program's list, then added
 * groups by id. An institution's newest version goes before the platform's, that before the program's.
 */
async function groupsInForce(tx: Tx, office: string | null): Promise<CompletenessGroupView[]> {
  const versions = await store.newestVersions(tx);
  const builtIn = new Map(
    builtInGroups().map(({ id, zh, en, icd, complaints, source, items }): [string, CompletenessContent] => [
      id,
      {
        zh,
        en,
        icd: [...icd],
        complaints: [...complaints],
        source,
        items: items.map((item) => ({ ...item, words: [...item.words] })),
      },
    ]),
  );
  const added = versions.map(({ group_id }) => group_id).filter((id) => !builtIn.has(id));
  return [...builtIn.keys(), ...new Set(added.sort())].flatMap((id) => {
    const own = versions.find((row) => row.group_id === id && row.institution_id === office);
    const platform = versions.find((row) => row.group_id === id && row.institution_id === null);
    const fromOwn = office === null ? null : (own?.content ?? null);
    const fromPlatform = platform?.content ?? null;
    const content = fromOwn ?? fromPlatform ?? builtIn.get(id);
    if (content === undefined) return [];
    const row = fromOwn !== null ? own : fromPlatform !== null ? platform : undefined;
    return [
      {
        id,
        content,
        origin: fromOwn !== null ? "institution" : fromPlatform !== null ? "platform" : "built_in",
        ownVersion: own?.version ?? 0,
        editedBy: row?.person_name ?? null,
        editedAt: row?.made_at ?? null,
      },
    ];
  });
}

async function judge(
  tx: Tx,
  office: string | null,
  request: Pick<PreviewRequest, "question" | "summary" | "vitals" | "diagnoses">,
  attachments: readonly Attachment[],
): Promise<CompletenessView> {
  const text = `${request.question}\n${request.summary}`;
  const vitals = usableVitals(
    Object.fromEntries(Object.entries(request.vitals).filter(([, value]) => value !== null)),
  );
  const complaints = new Set(readComplaints(text));
  for (const { name } of request.diagnoses) for (const id of readComplaints(name)) complaints.add(id);
  const inForce = await groupsInForce(tx, office);
  const judged = judgeCompleteness(
    inForce.map(({ id, content }) => ({ id, ...content })),
    {
      text,
      diagnosisCodes: request.diagnoses.flatMap(({ code }) => (code === null ? [] : [code])),
      complaints,
      measured: new Set(Object.keys(vitals) as VitalField[]),
      attachments: attachments.map(({ title, mediaType }) => ({
        title,
        isImage: /^image\/|dicom/.test(mediaType),
      })),
    },
  );
  const groups = judged.map(({ group: { id, zh, en, source }, items }) => ({
    id,
    zh,
    en,
    source,
    items: items.map(({ item: { zh: name, en: nameEn, whyZh, whyEn }, isPresent }) => ({
      zh: name,
      en: nameEn,
      whyZh,
      whyEn,
      isPresent,
    })),
  }));
  const all = groups.flatMap(({ items }) => items);
  return { groups, present: all.filter(({ isPresent }) => isPresent).length, total: all.length };
}

/** What the form carries and lacks for its disease groups, as it stands. Nothing is kept. */
export const previewCompleteness = (
  ctx: Ctx,
  { attachments, ...request }: CompletenessRequest,
): Promise<Result<CompletenessView, never>> =>
  inTx(ctx, async (tx) => ok(await judge(tx, officeOf(ctx), request, attachments)));

/** The same for a case, by the list of the inviting institution as far as the reader may see it. */
export const viewCompleteness = (
  ctx: Ctx,
  caseId: string,
): Promise<Result<CompletenessView, "case_not_found">> =>
  inTx(ctx, async (tx): Promise<Result<CompletenessView, "case_not_found">> => {
    const found = await findCase(tx, caseId);
    if (!found) return refuse("case_not_found");
    const attachments = await listAttachments(tx, caseId);
    return ok(
      await judge(
        tx,
        found.institutionId,
        { ...found, diagnoses: await listDiagnoses(tx, caseId) },
        attachments,
      ),
    );
  });

/** The lists in force for the person's office. */
export const listCompletenessGroups = (
  ctx: Ctx,
): Promise<Result<z.infer<typeof CompletenessGroups>, never>> =>
  inTx(ctx, async (tx) =>
    ok({
      items: await groupsInForce(tx, officeOf(ctx)),
      complaints: complaintConcepts.map(({ id, nameZh, nameEn }) => ({ id, zh: nameZh, en: nameEn })),
    }),
  );

/** What the person's office wrote for a group, newest first; empty when it wrote nothing. */
export const viewCompletenessHistory = (
  ctx: Ctx,
  groupId: string,
): Promise<Result<z.infer<typeof CompletenessHistory>, never>> =>
  inTx(ctx, async (tx) => ok({ items: await store.versionsOf(tx, officeOf(ctx), groupId) }));

export type EditRefusal = "edited_meanwhile" | "unknown_complaint" | "nothing_to_undo";

/**
 * Writes the next version of a group for the person's office: the platform's default by the platform's people, the
 * institution's own list by its quality office. Null content goes back to what stands behind it.
 */
export async function editCompletenessGroup(
  ctx: Ctx,
  groupId: string,
  edit: { readonly basedOn: number; readonly content: CompletenessContent | null; readonly note: string },
): Promise<Result<CompletenessGroupView | null, EditRefusal>> {
  const known = new Set(complaintConcepts.map(({ id }) => id));
  if (edit.content?.complaints.some((id) => !known.has(id)) === true) return refuse("unknown_complaint");
  const office = officeOf(ctx);
  return inTx(ctx, async (tx): Promise<Result<CompletenessGroupView | null, EditRefusal>> => {
    const before = (await groupsInForce(tx, office)).find((group) => group.id === groupId);
    const [newest] = await store.versionsOf(tx, office, groupId);
    if ((newest?.version ?? 0) !== edit.basedOn) return refuse("edited_meanwhile");
    if (edit.content === null && (newest?.content ?? null) === null) return refuse("nothing_to_undo");
    const id = randomUUID();
    const isWritten = await store.addVersion(tx, {
      id,
      institutionId: office,
      groupId,
      version: edit.basedOn + 1,
      content: edit.content,
      note: edit.note,
      person: { id: ctx.actor.personId, name: ctx.actor.name },
    });
    if (!isWritten) return refuse("edited_meanwhile");
    await auditAct(tx, ctx, {
      action: "completeness.edit",
      subjectKind: "completeness-version",
      subjectId: id,
      details: {
        group: groupId,
        version: edit.basedOn + 1,
        items: edit.content?.items.length ?? 0,
        itemsBefore: before?.content.items.length ?? 0,
        isUndone: edit.content === null,
      },
    });
    const after = (await groupsInForce(tx, office)).find((group) => group.id === groupId);
    return ok(after ?? null);
  });
}
