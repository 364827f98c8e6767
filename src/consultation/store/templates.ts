import { randomUUID } from "node:crypto";
import { json, type Tx } from "../../platform/database/database.js";
import type { OpinionFields } from "../domain/opinion.js";
import { consultationTables } from "../tables.js";

/** An institution's own template. */
export interface OwnTemplate {
  readonly id: string;
  readonly name: string;
  /** 诊疗科目; null: for every specialty. */
  readonly specialtyCode: string | null;
  readonly body: OpinionFields;
  readonly version: number;
}

/** Those in use, by name. */
export async function listTemplates(tx: Tx, institutionId: string): Promise<OwnTemplate[]> {
  const rows = await consultationTables(tx)
    .selectFrom("consultation.opinion_template")
    .select(["id", "name", "specialty_code", "body", "version"])
    .where("institution_id", "=", institutionId)
    .where("status", "=", "active")
    .orderBy("name")
    .execute();
  return rows.map(({ specialty_code: specialtyCode, ...row }) => ({ ...row, specialtyCode }));
}

/** Throws on a name that is taken. */
export async function addTemplate(
  tx: Tx,
  institutionId: string,
  personId: string,
  template: Omit<OwnTemplate, "id" | "version">,
): Promise<OwnTemplate> {
  const id = randomUUID();
  await consultationTables(tx)
    .insertInto("consultation.opinion_template")
    .values({
      id,
      institution_id: institutionId,
      name: template.name,
      specialty_code: template.specialtyCode,
      body: json(template.body),
      status: "active",
      version: 1,
      updated_by: personId,
      updated_at: tx.now,
    })
    .execute();
  return { ...template, id, version: 1 };
}

/** Changes or retires a template that still has that version. False: somebody changed it first, or it is not one's own. */
export async function saveTemplate(
  tx: Tx,
  institutionId: string,
  personId: string,
  id: string,
  change:
    | (Omit<OwnTemplate, "id"> & { readonly isRetired?: false })
    | { readonly version: number; readonly isRetired: true },
): Promise<boolean> {
  const rows = await consultationTables(tx)
    .updateTable("consultation.opinion_template")
    .set({
      ...(change.isRetired
        ? { status: "retired" as const }
        : { name: change.name, specialty_code: change.specialtyCode, body: json(change.body) }),
      version: change.version + 1,
      updated_by: personId,
      updated_at: tx.now,
    })
    .where("id", "=", id)
    .where("institution_id", "=", institutionId)
    .where("status", "=", "active")
    .where("version", "=", change.version)
    .returning("id")
    .execute();
  return rows.length === 1;
}
