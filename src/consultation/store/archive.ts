import { sql } from "kysely";
import type { Instant } from "../../kernel/types.js";
import { json, type Tx } from "../../platform/database/database.js";
import { platformTables } from "../../platform/tables.js";
import type { ArchiveRecord } from "../domain/archive-record.js";
import type { ArchiveSide } from "../domain/archive.js";
import type { Decision } from "../domain/disposition.js";
import { consultationTables } from "../tables.js";

/** The next number of the institution's year, from 1 without gaps; holds the counter until commit. In system scope only. */
export async function nextArchiveSequence(tx: Tx, institutionId: string, year: number): Promise<number> {
  const row = await consultationTables(tx)
    .insertInto("consultation.archive_number")
    .values({ institution_id: institutionId, year, last_number: 1 })
    .onConflict((conflict) =>
      conflict
        .columns(["institution_id", "year"])
        .doUpdateSet({ last_number: sql<number>`archive_number.last_number + 1` }),
    )
    .returning("last_number")
    .executeTakeFirstOrThrow();
  return row.last_number;
}

export interface NewArchive {
  readonly id: string;
  readonly institutionId: string;
  /** Whose copy it is within the institution: the requester, or the expert. */
  readonly personId: string;
  readonly record: ArchiveRecord;
  readonly recordSha256: string;
  readonly retainUntilOn: string;
  /** The paper, already in the file store under `fileId`. */
  readonly pdf: {
    readonly fileId: string;
    readonly name: string;
    readonly sizeBytes: number;
    readonly sha256: string;
  };
}

/** Files one side's copy: the record, and the row of its PDF. In system scope, because it is the other side's row too. */
export async function addArchive(tx: Tx, copy: NewArchive): Promise<void> {
  await platformTables(tx)
    .insertInto("platform.file")
    .values({
      id: copy.pdf.fileId,
      institution_id: copy.institutionId,
      name: copy.pdf.name,
      media_type: "application/pdf",
      size_bytes: copy.pdf.sizeBytes,
      sha256: copy.pdf.sha256,
      created_by: null,
      created_at: tx.now,
    })
    .execute();
  await consultationTables(tx)
    .insertInto("consultation.archive")
    .values({
      id: copy.id,
      case_id: copy.record.request.caseId,
      institution_id: copy.institutionId,
      side: copy.record.side,
      number: copy.record.number,
      person_id: copy.personId,
      record: json(copy.record),
      record_sha256: copy.recordSha256,
      pdf_file_id: copy.pdf.fileId,
      retain_until_on: copy.retainUntilOn,
      archived_at: tx.now,
    })
    .execute();
}

/** Whose copies are meant: all of the institution, or one person's in it. */
export interface ArchiveReach {
  readonly institutionId: string;
  readonly personId?: string;
}

const inReach = (tx: Tx, reach: ArchiveReach) => {
  const query = consultationTables(tx)
    .selectFrom("consultation.archive")
    .where("institution_id", "=", reach.institutionId);
  return reach.personId === undefined ? query : query.where("person_id", "=", reach.personId);
};

export interface ArchiveLine {
  readonly id: string;
  readonly number: string;
  readonly caseId: string;
  readonly side: ArchiveSide;
  readonly question: string;
  readonly otherInstitutionName: string;
  readonly expertName: string;
  readonly decision: Decision;
  readonly recordSha256: string;
  readonly archivedAt: Instant;
}

/** Newest first, then by number downwards. */
export async function listArchive(
  tx: Tx,
  reach: ArchiveReach,
  page: { limit: number; offset: number },
): Promise<{ items: ArchiveLine[]; total: number }> {
  const { total } = await inReach(tx, reach)
    .select((e) => e.fn.countAll<number>().as("total"))
    .executeTakeFirstOrThrow();
  const rows = await inReach(tx, reach)
    .select(["id", "number", "case_id", "side", "record_sha256", "archived_at"])
    .select([
      sql<string>`record->'request'->>'question'`.as("question"),
      sql<string>`case side when 'requester' then record->'performer'->>'institutionName'
        else record->'request'->'requester'->>'institutionName' end`.as("other_institution_name"),
      sql<string>`record->'performer'->>'name'`.as("expert_name"),
      sql<Decision>`record->'disposition'->>'decision'`.as("decision"),
    ])
    .orderBy("archived_at", "desc")
    .orderBy("number", "desc")
    .limit(page.limit)
    .offset(page.offset)
    .execute();
  return {
    total,
    items: rows.map((row) => ({
      id: row.id,
      number: row.number,
      caseId: row.case_id,
      side: row.side,
      question: row.question,
      otherInstitutionName: row.other_institution_name,
      expertName: row.expert_name,
      decision: row.decision,
      recordSha256: row.record_sha256,
      archivedAt: row.archived_at as Instant,
    })),
  };
}

export interface Archive {
  readonly id: string;
  readonly caseId: string;
  readonly institutionId: string;
  readonly personId: string;
  readonly number: string;
  readonly side: ArchiveSide;
  readonly record: ArchiveRecord;
  readonly recordSha256: string;
  /** Null: no paper was stored; it is printed from the record. */
  readonly pdf: { readonly fileId: string; readonly sha256: string } | null;
  readonly retainUntilOn: string;
  readonly archivedAt: Instant;
}

/** Undefined: no such copy, or another institution's. */
export async function findArchive(tx: Tx, id: string): Promise<Archive | undefined> {
  const row = await consultationTables(tx)
    .selectFrom("consultation.archive")
    .selectAll()
    .where("id", "=", id)
    .executeTakeFirst();
  if (!row) return undefined;
  const file =
    row.pdf_file_id === null
      ? undefined
      : await platformTables(tx)
          .selectFrom("platform.file")
          .select(["id", "sha256"])
          .where("id", "=", row.pdf_file_id)
          .executeTakeFirstOrThrow();
  return {
    id: row.id,
    caseId: row.case_id,
    institutionId: row.institution_id,
    personId: row.person_id,
    number: row.number,
    side: row.side,
    record: row.record,
    recordSha256: row.record_sha256,
    pdf: file ? { fileId: file.id, sha256: file.sha256 } : null,
    retainUntilOn: row.retain_until_on,
    archivedAt: row.archived_at as Instant,
  };
}

/** Those of the files that a committed row names. In system scope only. */
export async function findStoredFiles(tx: Tx, fileIds: readonly string[]): Promise<Set<string>> {
  const rows = await platformTables(tx)
    .selectFrom("platform.file")
    .select("id")
    .where("id", "in", fileIds)
    .execute();
  return new Set(rows.map((row) => row.id));
}
