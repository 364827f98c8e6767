import { type Ctx, txContext } from "../identity/index.js";
import { audit, type AuditFact } from "../platform/audit.js";
import type { Database, Tx, TxContext } from "../platform/database/database.js";
import type { FieldCipher } from "../platform/field-cipher.js";
import type { FileStore } from "../platform/files/file-store.js";

/** Who imports and where to: a signed-in person through a route, or the operator at the command line. */
export interface Importer {
  readonly database: Database;
  readonly files: FileStore;
  readonly cipher: FieldCipher;
  /** For every transaction but the one that carries the request's idempotency key. */
  readonly context: TxContext;
  readonly lastContext: TxContext;
  readonly institutionId: string;
  /** Null: the command line. */
  readonly personId: string | null;
  readonly label: string;
  /** The operator: every hospital's experts, and new hospitals. */
  readonly isPlatform: boolean;
}

/** The person behind a request that the policy has let in. */
export const importerOf = (ctx: Ctx): Importer => ({
  database: ctx.database,
  files: ctx.files,
  cipher: ctx.fieldCipher,
  context: txContext(ctx.actor),
  lastContext: txContext(ctx.actor, ctx.idempotency),
  institutionId: ctx.actor.institutionId,
  personId: ctx.actor.personId,
  label: ctx.actor.name,
  isPlatform: ctx.actor.isPlatform,
});

/** Writes the importer's act to the audit chain of his institution. Call it last in the transaction. */
export const auditImport = (
  tx: Tx,
  importer: Importer,
  fact: Pick<AuditFact, "outcome" | "subjectId" | "details">,
): Promise<void> =>
  audit(tx, {
    ...fact,
    institutionId: importer.institutionId,
    actor: {
      kind: importer.personId === null ? "system" : "person",
      id: importer.personId,
      label: importer.label,
    },
    action: "expert.import",
    subjectKind: "expert-import",
  });
