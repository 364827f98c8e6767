import { randomUUID } from "node:crypto";
import { sql } from "kysely";
import { groupBy } from "../../kernel/collections.js";
import type { Instant } from "../../kernel/types.js";
import { among } from "../../platform/database/among.js";
import { json, later, type Tx } from "../../platform/database/database.js";
import { casesTables } from "../tables.js";

/** A suspected diagnosis; `code` is ICD-10 (医保 2.0), null when the doctor's words were not coded. */
export interface SuspectedDiagnosis {
  readonly code: string | null;
  readonly name: string;
}

/** In the order the doctor gave them. Of a request that was never sent: none, they are in its draft. */
export const listDiagnoses = async (tx: Tx, caseId: string): Promise<SuspectedDiagnosis[]> =>
  (await listDiagnosesOf(tx, [caseId])).get(caseId) ?? [];

/** {@link listDiagnoses} of many cases, by case; one without any is not among them. */
export async function listDiagnosesOf(
  tx: Tx,
  caseIds: readonly string[],
): Promise<ReadonlyMap<string, SuspectedDiagnosis[]>> {
  const rows = await casesTables(tx)
    .selectFrom("cases.suspected_diagnosis")
    .select(["case_id", "code", "name"])
    .where(among("case_id", caseIds))
    .orderBy("case_id")
    .orderBy("position")
    .execute();
  const byCase = groupBy(rows, (row) => row.case_id);
  return new Map([...byCase].map(([id, own]) => [id, own.map(({ code, name }) => ({ code, name }))]));
}

/** Makes these the case's diagnoses, in this order. */
export function replaceDiagnoses(tx: Tx, caseId: string, diagnoses: readonly SuspectedDiagnosis[]): void {
  later(tx, casesTables(tx).deleteFrom("cases.suspected_diagnosis").where("case_id", "=", caseId));
  if (diagnoses.length === 0) return;
  const rows = diagnoses.map((d, i) => ({ position: i + 1, code: d.code, name: d.name }));
  later(
    tx,
    sql`insert into cases.suspected_diagnosis (case_id, position, code, name)
      select ${caseId}::uuid, position, code, name
      from jsonb_to_recordset(${json(rows)}) as r (position int, code text, name text)`,
  );
}

export interface ConsentRecord {
  readonly purpose: "consult" | "recording" | "teaching";
  readonly textVersion: string;
  readonly givenBy: "patient" | "guardian" | "relative" | "emergency_approver";
  readonly signerName: string;
  readonly form: "paper" | "electronic" | "emergency";
  readonly givenAt: Instant;
}

/** Consents in force, oldest first. */
export async function listConsents(tx: Tx, caseId: string): Promise<ConsentRecord[]> {
  const rows = await casesTables(tx)
    .selectFrom("cases.consent")
    .selectAll()
    .where("case_id", "=", caseId)
    .where("withdrawn_at", "is", null)
    .orderBy("given_at")
    .orderBy("id")
    .execute();
  return rows.map((row) => ({
    purpose: row.purpose,
    textVersion: row.text_version,
    givenBy: row.given_by,
    signerName: row.signer_name,
    form: row.form,
    givenAt: row.given_at as Instant,
  }));
}

/** Records a consent as given now. The same consent recorded again (a returned request sent anew) adds nothing. */
export async function addConsent(
  tx: Tx,
  caseId: string,
  recordedBy: string,
  consent: Omit<ConsentRecord, "givenAt">,
): Promise<void> {
  const known = await listConsents(tx, caseId);
  const isKnown = known.some(
    (k) =>
      k.purpose === consent.purpose &&
      k.textVersion === consent.textVersion &&
      k.givenBy === consent.givenBy &&
      k.signerName === consent.signerName &&
      k.form === consent.form,
  );
  if (isKnown) return;
  const row = casesTables(tx).insertInto("cases.consent").values({
    id: randomUUID(),
    case_id: caseId,
    purpose: consent.purpose,
    text_version: consent.textVersion,
    given_by: consent.givenBy,
    signer_name: consent.signerName,
    form: consent.form,
    given_at: tx.now,
    recorded_by: recordedBy,
    withdrawn_at: null,
  });
  later(tx, row);
}

/** Ends the consents in force for a purpose; those of other purposes stand. Returns how many ended. */
export async function withdrawConsent(
  tx: Tx,
  caseId: string,
  purpose: ConsentRecord["purpose"],
): Promise<number> {
  const rows = await casesTables(tx)
    .updateTable("cases.consent")
    .set({ withdrawn_at: tx.now })
    .where("case_id", "=", caseId)
    .where("purpose", "=", purpose)
    .where("withdrawn_at", "is", null)
    .returning("id")
    .execute();
  return rows.length;
}
