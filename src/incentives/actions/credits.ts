import { randomUUID } from "node:crypto";
import { auditAct, type Ctx } from "../../identity/index.js";
import { civilDate } from "../../kernel/time.js";
import { ok, refuse, type Result } from "../../kernel/result.js";
import type { Instant } from "../../kernel/types.js";
import { systemContext, type Tx } from "../../platform/database/database.js";
import { countedMinutes, creditCentsOf, underCap } from "../domain/credits.js";
import {
  type CreditAmount,
  creditConfirmedPosting,
  creditPosting,
  creditRevokedPostings,
  type NewPosting,
} from "../domain/postings.js";
import {
  addCredits,
  creditsSoFar,
  type CreditRow,
  findCredit,
  isAccredited,
  saveCredit,
} from "../store/credits.js";
import type { SeatFact } from "../store/facts.js";
import { postAll } from "../store/ledger.js";
import { listRuleSets, rulesOn } from "../store/rules.js";

/** Proposes the credits of these seats, each case and person once, under the year's cap; answers what is to be posted. */
export async function proposeCredits(tx: Tx, facts: readonly SeatFact[]): Promise<NewPosting[]> {
  const ruleSets = await listRuleSets(tx, "credit");
  const { known, cents } = await creditsSoFar(
    tx,
    facts.map(({ expertPersonId }) => expertPersonId),
  );
  const fresh: CreditRow[] = [];
  for (const fact of facts) {
    const servedOn = civilDate(fact.signedAt as Instant);
    const rules = rulesOn(ruleSets, servedOn);
    if (!rules || known.has(`${fact.caseId}/${fact.expertPersonId}`)) continue;
    const year = Number(servedOn.slice(0, 4));
    const minutes = countedMinutes(fact, rules.body);
    const uncapped = creditCentsOf(minutes, rules.body);
    const yearKey = `${fact.expertPersonId}/${year}`;
    const before = cents.get(yearKey) ?? 0;
    const credited = underCap(uncapped, before, rules.body.yearCapCents);
    cents.set(yearKey, before + credited);
    fresh.push({
      id: randomUUID(),
      person_id: fact.expertPersonId,
      person_name: fact.expertName,
      institution_id: fact.expertTenantId,
      case_id: fact.caseId,
      rule_set_id: rules.id,
      year,
      activity: "remote_consult",
      class: rules.body.class,
      minutes,
      uncapped_cents: uncapped,
      credit_cents: credited,
      evidence: {
        caseNumber: fact.caseNumber,
        servedOn,
        mode: fact.mode,
        opinionVersion: fact.opinionVersion,
        opinionSha256: fact.opinionSha256,
        decision: fact.decision,
        confirmedAt: fact.confirmedAt,
        minutesFrom: fact.mode === "video" && fact.minutes !== null ? "session" : "rules",
        ruleVersion: rules.version,
        ruleTitle: rules.title,
        scheme: rules.body.scheme,
      },
      status: "provisional",
      decided_by: null,
      decided_at: null,
      body_institution_id: null,
      certificate_number: null,
      reason: "",
      created_at: tx.now,
    });
  }
  const written = new Set(await addCredits(tx, fresh));
  const added = fresh.filter(({ id }) => written.has(id));
  return added.flatMap((row) => creditPosting(amountOf(row)));
}

/** What the books tell of a credit. */
export const amountOf = (
  row: Pick<CreditRow, "id" | "case_id" | "person_id" | "institution_id" | "credit_cents" | "evidence">,
): CreditAmount => ({
  id: row.id,
  caseId: row.case_id,
  personId: row.person_id,
  institutionId: row.institution_id,
  creditCents: row.credit_cents,
  onDate: String(row.evidence["servedOn"]),
});

export type CreditRefusal =
  | "credit_not_found"
  | "not_accredited"
  | "credit_not_provisional"
  | "credit_revoked";

/** Confirms or revokes, as a body that may; the platform itself never confirms. A credit is its body's own act, audited. */
export function decideCredit(
  ctx: Ctx,
  creditId: string,
  act:
    | { readonly to: "confirmed"; readonly certificateNumber: string }
    | { readonly to: "revoked"; readonly reason: string },
): Promise<Result<{ id: string }, CreditRefusal>> {
  const { personId, institutionId } = ctx.actor;
  return ctx.database.withTx(
    { ...systemContext, institutionId, personId, idempotency: ctx.idempotency },
    async (tx): Promise<Result<{ id: string }, CreditRefusal>> => {
      if (!(await isAccredited(tx, institutionId, civilDate(tx.now)))) return refuse("not_accredited");
      const found = await findCredit(tx, creditId);
      if (!found) return refuse("credit_not_found");
      if (found.status === "revoked") return refuse("credit_revoked");
      if (act.to === "confirmed" && found.status !== "provisional") return refuse("credit_not_provisional");
      await saveCredit(tx, creditId, found.status, {
        status: act.to,
        decided_by: personId,
        decided_at: tx.now,
        body_institution_id: institutionId,
        ...(act.to === "confirmed" ? { certificate_number: act.certificateNumber } : { reason: act.reason }),
      });
      await postAll(
        tx,
        act.to === "confirmed"
          ? creditConfirmedPosting(amountOf(found))
          : creditRevokedPostings(amountOf(found), found.status === "confirmed"),
      );
      await auditAct(tx, ctx, {
        action: "credit.decide",
        subjectKind: "credit",
        subjectId: creditId,
        caseId: found.case_id,
        details: { to: act.to },
      });
      return ok({ id: creditId });
    },
  );
}
