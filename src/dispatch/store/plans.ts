import { randomUUID } from "node:crypto";
import type { Instant } from "../../kernel/types.js";
import { later, type Tx } from "../../platform/database/database.js";
import { insertAll } from "../../platform/database/insert-all.js";
import { type DispatchTables, dispatchTables, type PairingDetails, type PairingStep } from "../tables.js";

/** Stores one look over all waiting seats. Returns its id. */
export function addPlan(
  tx: Tx,
  plan: {
    readonly policyVersion: string;
    readonly openings: number;
    readonly edges: number;
    readonly value: number;
    readonly bound: number;
    readonly solveMs: number;
  },
): string {
  const id = randomUUID();
  const row = dispatchTables(tx).insertInto("dispatch.plan").values({
    id,
    made_at: tx.now,
    policy_version: plan.policyVersion,
    openings: plan.openings,
    edges: plan.edges,
    value: plan.value,
    bound: plan.bound,
    solve_ms: plan.solveMs,
  });
  later(tx, row);
  return id;
}

export interface NewPairing {
  readonly caseId: string;
  readonly seat: number;
  readonly openRing: string;
  readonly step: PairingStep;
  readonly details: PairingDetails;
}

/** Stores what the plan decided for each seat. */
export function addPairings(tx: Tx, planId: string, pairings: readonly NewPairing[]): void {
  if (pairings.length === 0) return;
  const rows = pairings.map((pairing) => ({
    plan_id: planId,
    case_id: pairing.caseId,
    seat: pairing.seat,
    made_at: tx.now,
    open_ring: pairing.openRing,
    step: pairing.step,
    details: pairing.details,
  }));
  later(tx, insertAll("dispatch.pairing", pairingColumns, rows));
}

const pairingColumns = {
  plan_id: "uuid",
  case_id: "uuid",
  seat: "int",
  made_at: "timestamptz",
  open_ring: "text",
  step: "text",
  details: "jsonb",
} as const;

export interface StoredPairing extends NewPairing {
  readonly planId: string;
  readonly madeAt: Instant;
  readonly plan: Pick<
    DispatchTables["dispatch.plan"],
    "policy_version" | "openings" | "edges" | "value" | "bound" | "solve_ms"
  >;
}

/** What was decided for the case, newest first, at most `limit`. */
export async function listPairings(tx: Tx, caseId: string, limit = 20): Promise<StoredPairing[]> {
  const rows = await dispatchTables(tx)
    .selectFrom("dispatch.pairing as p")
    .innerJoin("dispatch.plan as l", "l.id", "p.plan_id")
    .select(["p.plan_id", "p.case_id", "p.seat", "p.made_at", "p.open_ring", "p.step", "p.details"])
    .select(["l.policy_version", "l.openings", "l.edges", "l.value", "l.bound", "l.solve_ms"])
    .where("p.case_id", "=", caseId)
    .orderBy("p.made_at", "desc")
    .orderBy("p.seat")
    .limit(limit)
    .execute();
  return rows.map((row) => ({
    planId: row.plan_id,
    caseId: row.case_id,
    seat: row.seat,
    madeAt: row.made_at as Instant,
    openRing: row.open_ring,
    step: row.step,
    details: row.details,
    plan: row,
  }));
}
