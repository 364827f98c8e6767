import { randomUUID } from "node:crypto";
import type { Instant } from "../../kernel/types.js";
import { json, type Tx } from "../../platform/database/database.js";
import { type OpinionContent, wholeOpinion } from "../domain/opinion.js";
import type { SignedVersion } from "../check-version.js";
import { consultationTables } from "../tables.js";

export interface Opinion {
  readonly id: string;
  readonly caseId: string;
  readonly authorPersonId: string;
  readonly authorName: string;
  /** 科室 and 职称 as printed, e.g. 心血管内科 主任医师; empty when not known. */
  readonly authorPost: string;
  /** 受邀方: for whom the author answers. */
  readonly institutionId: string;
  readonly institutionName: string;
  readonly draft: OpinionContent;
  readonly draftRevision: number;
  readonly draftSavedAt: Instant | null;
  /** 0: never signed. */
  readonly signedVersion: number;
}

/** Undefined: nobody has accepted the case yet, or it is out of sight. */
export async function findOpinion(tx: Tx, caseId: string): Promise<Opinion | undefined> {
  const row = await consultationTables(tx)
    .selectFrom("consultation.opinion")
    .selectAll()
    .where("case_id", "=", caseId)
    .executeTakeFirst();
  return (
    row && {
      id: row.id,
      caseId: row.case_id,
      authorPersonId: row.author_person_id,
      authorName: row.author_name,
      authorPost: row.author_post,
      institutionId: row.institution_id,
      institutionName: row.institution_name,
      draft: wholeOpinion(row.draft),
      draftRevision: row.draft_revision,
      draftSavedAt: row.draft_saved_at as Instant | null,
      signedVersion: row.signed_version,
    }
  );
}

/**
 * Opens an empty opinion for the expert who accepted. Again for the same expert: nothing changes. For another expert,
 * because the case was taken back and accepted anew: the unsigned opinion starts over as theirs; a signed one never
 * changes hands. False: nothing was changed.
 */
export async function openOpinion(
  tx: Tx,
  opening: Pick<
    Opinion,
    "caseId" | "authorPersonId" | "authorName" | "authorPost" | "institutionId" | "institutionName"
  >,
): Promise<boolean> {
  const start = {
    author_person_id: opening.authorPersonId,
    author_name: opening.authorName,
    author_post: opening.authorPost,
    institution_id: opening.institutionId,
    institution_name: opening.institutionName,
    draft: json<Partial<OpinionContent>>({}),
    draft_revision: 0,
    draft_saved_at: null,
  };
  const rows = await consultationTables(tx)
    .insertInto("consultation.opinion")
    .values({
      ...start,
      id: randomUUID(),
      case_id: opening.caseId,
      signed_version: 0,
      created_at: tx.now,
    })
    .onConflict((conflict) =>
      conflict
        .column("case_id")
        .doUpdateSet(start)
        .where("consultation.opinion.signed_version", "=", 0)
        .where("consultation.opinion.author_person_id", "<>", opening.authorPersonId),
    )
    .returning("id")
    .execute();
  return rows.length === 1;
}

/** Saves the working text if it is still at `revision`. Undefined: another window saved first, or it is out of sight. */
export async function saveDraft(
  tx: Tx,
  save: { caseId: string; authorPersonId: string; revision: number; text: OpinionContent },
): Promise<{ revision: number; savedAt: Instant } | undefined> {
  const row = await consultationTables(tx)
    .updateTable("consultation.opinion")
    .set({
      draft: json<Partial<OpinionContent>>(save.text),
      draft_revision: save.revision + 1,
      draft_saved_at: tx.now,
    })
    .where("case_id", "=", save.caseId)
    .where("author_person_id", "=", save.authorPersonId)
    .where("draft_revision", "=", save.revision)
    .returning("draft_revision")
    .executeTakeFirst();
  return row && { revision: row.draft_revision, savedAt: tx.now };
}

/** Oldest first; empty until signed. */
export async function listVersions(tx: Tx, opinionId: string): Promise<SignedVersion[]> {
  const rows = await consultationTables(tx)
    .selectFrom("consultation.opinion_version")
    .selectAll()
    .where("opinion_id", "=", opinionId)
    .orderBy("version")
    .execute();
  return rows.map((row) => ({
    version: row.version,
    content: row.content,
    sha256: row.sha256,
    signerPersonId: row.signer_person_id,
    signerName: row.signer_name,
    signedAt: row.signed_at,
    provider: row.provider,
    algorithm: row.algorithm,
    publicKey: row.public_key,
    certificate: row.certificate ?? null,
    signature: row.signature,
    timeToken: row.time_token ?? null,
  }));
}

/** Appends a version and notes it on the opinion. The caller holds the case's row. */
export async function addVersion(tx: Tx, opinionId: string, signed: SignedVersion): Promise<void> {
  const db = consultationTables(tx);
  await db
    .insertInto("consultation.opinion_version")
    .values({
      opinion_id: opinionId,
      version: signed.version,
      content: Buffer.from(signed.content),
      sha256: signed.sha256,
      signer_person_id: signed.signerPersonId,
      signer_name: signed.signerName,
      signed_at: signed.signedAt,
      provider: signed.provider,
      algorithm: signed.algorithm,
      public_key: signed.publicKey,
      certificate: signed.certificate ?? null,
      signature: signed.signature,
      time_token: signed.timeToken ?? null,
    })
    .execute();
  await db
    .updateTable("consultation.opinion")
    .set({ signed_version: signed.version })
    .where("id", "=", opinionId)
    .execute();
}

/**
 * Gives the unsigned joint text of a panel into the hands of its new lead, as it stands; the former lead's open windows are
 * told by the revision. The caller holds the case's row.
 */
export async function handOver(
  tx: Tx,
  caseId: string,
  lead: Pick<Opinion, "authorPersonId" | "authorName" | "authorPost" | "institutionId" | "institutionName">,
): Promise<boolean> {
  const rows = await consultationTables(tx)
    .updateTable("consultation.opinion")
    .set((value) => ({
      author_person_id: lead.authorPersonId,
      author_name: lead.authorName,
      author_post: lead.authorPost,
      institution_id: lead.institutionId,
      institution_name: lead.institutionName,
      draft_revision: value("draft_revision", "+", 1),
    }))
    .where("case_id", "=", caseId)
    .where("signed_version", "=", 0)
    .returning("id")
    .execute();
  return rows.length === 1;
}
