import type { UrgencyLevel } from "../../kernel/urgency.js";
import type { Instant } from "../../kernel/types.js";
import { json, type Tx } from "../../platform/database/database.js";
import { type AdviceContent, type AdviceEffect, assistantTables } from "../tables.js";

/** What an answer said of a case, and what came of it. */
export interface FiledAdvice {
  readonly callId: string;
  readonly caseId: string;
  readonly level: UrgencyLevel;
  readonly confidence: number;
  readonly content: AdviceContent;
  readonly effect: AdviceEffect;
  readonly levelBefore: UrgencyLevel;
  /** The judgment it led to; null unless `raised`. */
  readonly assessmentId: string | null;
}

/** Files advice; it is never changed. */
export async function addAdvice(tx: Tx, advice: FiledAdvice): Promise<void> {
  await assistantTables(tx)
    .insertInto("assistant.advice")
    .values({
      call_id: advice.callId,
      case_id: advice.caseId,
      level: advice.level,
      confidence: advice.confidence,
      content: json<AdviceContent>(advice.content),
      effect: advice.effect,
      level_before: advice.levelBefore,
      assessment_id: advice.assessmentId,
      made_at: tx.now,
    })
    .execute();
}

/** Advice about the case by call. */
export async function adviceOfCase(
  tx: Tx,
  caseId: string,
): Promise<ReadonlyMap<string, FiledAdvice & { readonly madeAt: Instant }>> {
  const rows = await assistantTables(tx)
    .selectFrom("assistant.advice")
    .selectAll()
    .where("case_id", "=", caseId)
    .execute();
  return new Map(
    rows.map((row) => [
      row.call_id,
      {
        callId: row.call_id,
        caseId: row.case_id,
        level: row.level,
        confidence: row.confidence,
        content: row.content,
        effect: row.effect,
        levelBefore: row.level_before,
        assessmentId: row.assessment_id,
        madeAt: row.made_at as Instant,
      },
    ]),
  );
}
