import type { Instant } from "../../kernel/types.js";
import type { Tx } from "../../platform/database/database.js";
import { platformTables } from "../../platform/tables.js";
import { casesTables } from "../tables.js";

export interface AttachmentRecord {
  readonly id: string;
  readonly fileId: string;
  readonly title: string;
  readonly mediaType: string;
  readonly sizeBytes: number;
  readonly addedAt: Instant;
}

const columns = ["id", "file_id", "title", "media_type", "size_bytes", "added_at"] as const;

const toAttachment = (row: {
  id: string;
  file_id: string;
  title: string;
  media_type: string;
  size_bytes: number;
  added_at: string;
}): AttachmentRecord => ({
  id: row.id,
  fileId: row.file_id,
  title: row.title,
  mediaType: row.media_type,
  sizeBytes: row.size_bytes,
  addedAt: row.added_at as Instant,
});

/** The attachments that were not taken away, oldest first. */
export async function listAttachments(tx: Tx, caseId: string): Promise<AttachmentRecord[]> {
  const rows = await casesTables(tx)
    .selectFrom("cases.attachment")
    .select(columns)
    .where("case_id", "=", caseId)
    .where("removed_at", "is", null)
    .orderBy("added_at")
    .orderBy("id")
    .execute();
  return rows.map(toAttachment);
}

/** Undefined: no such attachment of this case, or it was taken away. `sha256` is that of the stored bytes. */
export async function findAttachment(
  tx: Tx,
  caseId: string,
  attachmentId: string,
): Promise<(AttachmentRecord & { readonly sha256: string }) | undefined> {
  const row = await casesTables(tx)
    .selectFrom("cases.attachment")
    .select(columns)
    .where("case_id", "=", caseId)
    .where("id", "=", attachmentId)
    .where("removed_at", "is", null)
    .executeTakeFirst();
  if (!row) return undefined;
  const { sha256 } = await platformTables(tx)
    .selectFrom("platform.file")
    .select("sha256")
    .where("id", "=", row.file_id)
    .executeTakeFirstOrThrow();
  return { ...toAttachment(row), sha256 };
}

/** Adds the file's row and the attachment that names it; the bytes must be stored already. */
export async function addAttachment(
  tx: Tx,
  attachment: Omit<AttachmentRecord, "addedAt"> & {
    readonly caseId: string;
    readonly institutionId: string;
    readonly sha256: string;
    readonly addedBy: string;
  },
): Promise<void> {
  await platformTables(tx)
    .insertInto("platform.file")
    .values({
      id: attachment.fileId,
      institution_id: attachment.institutionId,
      name: attachment.title,
      media_type: attachment.mediaType,
      size_bytes: attachment.sizeBytes,
      sha256: attachment.sha256,
      created_by: attachment.addedBy,
      created_at: tx.now,
    })
    .execute();
  await casesTables(tx)
    .insertInto("cases.attachment")
    .values({
      id: attachment.id,
      case_id: attachment.caseId,
      file_id: attachment.fileId,
      title: attachment.title,
      media_type: attachment.mediaType,
      size_bytes: attachment.sizeBytes,
      added_by: attachment.addedBy,
      added_at: tx.now,
      removed_at: null,
    })
    .execute();
}

/** Takes the attachment out of the case; row and bytes stay. False: there was none. */
export async function removeAttachment(tx: Tx, caseId: string, attachmentId: string): Promise<boolean> {
  const rows = await casesTables(tx)
    .updateTable("cases.attachment")
    .set({ removed_at: tx.now })
    .where("case_id", "=", caseId)
    .where("id", "=", attachmentId)
    .where("removed_at", "is", null)
    .returning("id")
    .execute();
  return rows.length === 1;
}

/** True when a committed row names the file. */
export async function isFileKnown(tx: Tx, fileId: string): Promise<boolean> {
  const row = await platformTables(tx)
    .selectFrom("platform.file")
    .select("id")
    .where("id", "=", fileId)
    .executeTakeFirst();
  return row !== undefined;
}
