import { createHash, randomUUID } from "node:crypto";
import { auditAct, type Ctx, inTx, type UploadedFile } from "../../identity/index.js";
import { ok, refuse, type Result } from "../../kernel/result.js";
import type { PersonId } from "../../kernel/types.js";
import { audit } from "../../platform/audit.js";
import { systemContext, type Tx } from "../../platform/database/database.js";
import { attachmentTypeOf } from "../attachment-type.js";
import { attachmentTitle, type AttachmentType } from "../domain/attachment-name.js";
import { isOpenFor } from "../domain/case-acts.js";
import * as store from "../store/attachments.js";
import { findCase, lockCase } from "../store/find-case.js";
import { addTimelineEntry } from "../store/timeline.js";

const attachmentsPerCase = 50;

const about = (caseId: string, caseInstitutionId: string, attachmentId: string) => ({
  subjectKind: "attachment",
  subjectId: attachmentId,
  caseId,
  caseInstitutionId,
});

const sha256 = (content: Uint8Array): string => createHash("sha256").update(content).digest("hex");

/**
 * Deletes stored bytes that no committed row names. A commit whose answer was lost may have succeeded, so the database
 * is asked first; when it cannot be asked, the bytes stay.
 */
async function dropUnlessKnown(ctx: Ctx, fileId: string): Promise<void> {
  if (!(await ctx.database.withTx(systemContext, (tx) => store.isFileKnown(tx, fileId))))
    await ctx.files.delete(fileId);
}

export type AttachRefusal =
  | "case_not_found"
  | "attachments_closed"
  | "too_many_attachments"
  | "file_empty"
  | "file_type_refused";

/**
 * Adds a file to the case, judged by its bytes and not by its name. The bytes are stored first, under a name of our own,
 * and the row commits after them; when it does not commit they are deleted again. After sending, the expert's page and
 * the timeline tell of the new file.
 */
export async function attachFile(
  ctx: Ctx,
  caseId: string,
  file: UploadedFile,
): Promise<Result<store.AttachmentRecord, AttachRefusal>> {
  if (file.content.length === 0) return refuse("file_empty");
  const type = await attachmentTypeOf(file.content);
  if (!type) return refuse("file_type_refused");
  const fileId = randomUUID();
  const attachment = {
    id: randomUUID(),
    fileId,
    title: attachmentTitle(file.name, type),
    mediaType: type,
    sizeBytes: file.content.length,
  };
  await ctx.files.put(fileId, file.content);
  let kept: string | undefined;
  try {
    const result = await inTx(
      ctx,
      async (tx): Promise<Result<Omit<store.AttachmentRecord, "title">, AttachRefusal>> => {
        const record = await lockCase(tx, caseId);
        if (!record) return refuse("case_not_found");
        if (!isOpenFor("attach", record.status)) return refuse("attachments_closed");
        if ((await store.listAttachments(tx, caseId)).length >= attachmentsPerCase)
          return refuse("too_many_attachments");
        await store.addAttachment(tx, {
          ...attachment,
          caseId,
          institutionId: ctx.actor.institutionId,
          sha256: sha256(file.content),
          addedBy: ctx.actor.personId,
        });
        if (record.number !== null)
          await addTimelineEntry(tx, caseId, {
            kind: "cases.attachment-added",
            actor: { personId: ctx.actor.personId, label: ctx.actor.name },
            details: { mediaType: type },
          });
        await auditAct(tx, ctx, {
          action: "case.attach",
          ...about(caseId, record.institutionId, attachment.id),
          details: { mediaType: type, sizeBytes: file.content.length },
        });
        const { id, mediaType, sizeBytes } = attachment;
        return ok({ id, fileId, mediaType, sizeBytes, addedAt: tx.now });
      },
    );
    // A repeated upload is answered with the first one's attachment, whose bytes are stored already. Its title, which
    // may name the patient, is not in what is kept for the answer: the same upload brings it again.
    kept = result.ok ? result.value.fileId : undefined;
    return result.ok ? ok({ ...result.value, title: attachment.title }) : result;
  } finally {
    if (kept !== fileId) await dropUnlessKnown(ctx, fileId);
  }
}

/** A file that another module has vetted and stored already, and for whom it does so. */
export interface VettedFile {
  readonly fileId: string;
  readonly name: string;
  readonly type: AttachmentType;
  readonly sizeBytes: number;
  readonly sha256: string;
  readonly by: { readonly personId: PersonId; readonly name: string };
}

/**
 * {@link attachFile} for a file that came by another way, inside the caller's transaction and as the inviting institution.
 * The attachment's id, or why there is no place for it.
 */
export async function keepVettedFile(
  tx: Tx,
  caseId: string,
  file: VettedFile,
): Promise<Result<string, "case_not_found" | "attachments_closed" | "too_many_attachments">> {
  const record = await lockCase(tx, caseId);
  if (!record) return refuse("case_not_found");
  if (!isOpenFor("attach", record.status)) return refuse("attachments_closed");
  if ((await store.listAttachments(tx, caseId)).length >= attachmentsPerCase)
    return refuse("too_many_attachments");
  const id = randomUUID();
  await store.addAttachment(tx, {
    id,
    fileId: file.fileId,
    title: attachmentTitle(file.name, file.type),
    mediaType: file.type,
    sizeBytes: file.sizeBytes,
    caseId,
    institutionId: record.institutionId,
    sha256: file.sha256,
    addedBy: file.by.personId,
  });
  if (record.number !== null)
    await addTimelineEntry(tx, caseId, {
      kind: "cases.attachment-added",
      actor: { personId: file.by.personId, label: file.by.name },
      details: { mediaType: file.type },
    });
  await audit(tx, {
    institutionId: record.institutionId,
    actor: { kind: "person", id: file.by.personId, label: file.by.name },
    action: "case.attach",
    ...about(caseId, record.institutionId, id),
    outcome: "done",
    details: { mediaType: file.type, sizeBytes: file.sizeBytes },
  });
  return ok(id);
}

export type OpenRefusal = "attachment_not_found" | "attachment_unreadable";

/**
 * The bytes of an attachment, as they were stored. The read is audited before a byte leaves. `attachment_unreadable`:
 * the store has lost them, or they are not what was stored.
 */
export async function openAttachment(
  ctx: Ctx,
  caseId: string,
  attachmentId: string,
): Promise<Result<{ attachment: store.AttachmentRecord; content: Uint8Array }, OpenRefusal>> {
  const found = await inTx(ctx, async (tx) => {
    const record = await findCase(tx, caseId);
    const attachment = record && (await store.findAttachment(tx, caseId, attachmentId));
    if (!attachment) return undefined;
    await auditAct(tx, ctx, {
      action: "case.read-attachment",
      ...about(caseId, record.institutionId, attachmentId),
      outcome: "read",
    });
    return attachment;
  });
  if (!found) return refuse("attachment_not_found");
  const content = await ctx.files.get(found.fileId);
  if (!content || sha256(content) !== found.sha256) return refuse("attachment_unreadable");
  return ok({ attachment: found, content });
}

export type DetachRefusal = "case_not_found" | "attachment_not_found" | "not_editable";

/** Takes an attachment out of a request whose form is open. Row and bytes stay: records are kept, not destroyed. */
export async function detachFile(
  ctx: Ctx,
  caseId: string,
  attachmentId: string,
): Promise<Result<null, DetachRefusal>> {
  return inTx(ctx, async (tx) => {
    const record = await lockCase(tx, caseId);
    if (!record) return refuse("case_not_found");
    if (!isOpenFor("edit", record.status)) return refuse("not_editable");
    if (!(await store.removeAttachment(tx, caseId, attachmentId))) return refuse("attachment_not_found");
    await auditAct(tx, ctx, {
      action: "case.detach",
      ...about(caseId, record.institutionId, attachmentId),
    });
    return ok(null);
  });
}
