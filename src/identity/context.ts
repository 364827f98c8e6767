import type { OrganizationId, PersonId } from "../kernel/types.js";
import { audit, type AuditFact } from "../platform/audit.js";
import type { Database, Tx, TxContext } from "../platform/database/database.js";
import type { IdempotencyClaim } from "../platform/database/idempotency.js";
import type { FieldCipher } from "../platform/field-cipher.js";
import type { FileStore } from "../platform/files/file-store.js";
import type { Role } from "./domain/roles.js";

export interface Actor {
  readonly personId: PersonId;
  readonly name: string;
  readonly institutionId: OrganizationId;
  readonly institutionName: string;
  readonly timeZone: string;
  /** Belongs to the platform's operator: row-level security shows every tenant. */
  readonly isPlatform: boolean;
  readonly roles: readonly Role[];
  readonly sessionHash: string;
  readonly isDemo: boolean;
  /** The only case this session may touch, when it was entered through a message; null: the person is signed in. */
  readonly limitedToCase: string | null;
}

declare const allowed: unique symbol;

/**
 * What an action gets: who asks and where to work. Made only after the policy let the request through, so that an
 * action cannot be called without it.
 */
export interface Ctx {
  readonly [allowed]: true;
  readonly actor: Actor;
  readonly database: Database;
  readonly files: FileStore;
  readonly fieldCipher: FieldCipher;
  readonly requestId: string;
  readonly idempotency: IdempotencyClaim | undefined;
}

export const txContext = (actor: Actor, idempotency?: IdempotencyClaim): TxContext => ({
  scope: actor.isPlatform ? "platform" : "institution",
  institutionId: actor.institutionId,
  personId: actor.personId,
  idempotency,
});

/** The action's one transaction, as the person who asks, with the request's idempotency claim. */
export const inTx = <T>(ctx: Ctx, work: (tx: Tx) => Promise<T>): Promise<T> =>
  ctx.database.withTx(txContext(ctx.actor, ctx.idempotency), work);

/** {@link inTx} for an act that looks up all it needs by key: see {@link TxContext.plans}. */
export const inTxByKey = <T>(ctx: Ctx, work: (tx: Tx) => Promise<T>): Promise<T> =>
  ctx.database.withTx({ ...txContext(ctx.actor, ctx.idempotency), plans: "kept" }, work);

/** Writes the person's act to the audit chain of their institution. Call it last in the transaction. */
export const auditAct = (
  tx: Tx,
  ctx: Ctx,
  fact: Omit<AuditFact, "institutionId" | "actor" | "outcome"> & { outcome?: AuditFact["outcome"] },
): Promise<void> =>
  audit(tx, {
    outcome: "done",
    ...fact,
    institutionId: ctx.actor.institutionId,
    actor: { kind: "person", id: ctx.actor.personId, label: ctx.actor.name },
  });
