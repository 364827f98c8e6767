import { randomUUID } from "node:crypto";
import { sql } from "kysely";
import { auditAct, type Ctx, inTx } from "../../identity/index.js";
import { addMinutes, civilDate } from "../../kernel/time.js";
import { ok, refuse, type Result } from "../../kernel/result.js";
import { json, type Tx } from "../../platform/database/database.js";
import { type HonourPageView, honourListNames } from "../api.js";
import { periodDates, placeNominees } from "../domain/honours.js";
import type { HonourList, HonourRules } from "../domain/rules.js";
import { specialtyTree } from "../../terminology/index.js";
import { printCertificate } from "../paper/certificate.js";
import type { honourRefusals } from "../refusals.js";
import { readCountyDoctors, readExperts } from "../store/nominees.js";
import { listRuleSets, type RuleSet, rulesOn } from "../store/rules.js";
import { incentivesTables } from "../tables.js";
import type { Exported } from "./export-settlement.js";

export type HonourRefusal = keyof typeof honourRefusals;
type Done = Result<{ id: string }, HonourRefusal>;

/** The formula, and the lists of the last periods. Objections: one's own; the operator sees all. */
export const viewHonours = (ctx: Ctx): Promise<Result<HonourPageView, never>> =>
  inTx(ctx, async (tx) => {
    const db = incentivesTables(tx);
    const tree = specialtyTree();
    const ruleSets = await listRuleSets(tx, "honour");
    const rules = rulesOn(ruleSets, civilDate(tx.now));
    const rounds = await db
      .selectFrom("incentives.honour_round")
      .selectAll()
      .where("status", "!=", "cancelled")
      .orderBy("period", "desc")
      .orderBy("list")
      .limit(12)
      .execute();
    const ids = rounds.map(({ id }) => id);
    const candidates =
      ids.length === 0
        ? []
        : await db
            .selectFrom("incentives.honour_candidate")
            .selectAll()
            .where("round_id", "in", ids)
            .orderBy("group_code")
            .orderBy("place")
            .execute();
    const objections =
      ids.length === 0
        ? []
        : await db
            .selectFrom("incentives.honour_objection")
            .selectAll()
            .where("round_id", "in", ids)
            .orderBy("filed_at")
            .execute();
    return ok({
      rules: rules
        ? {
            version: rules.version,
            title: rules.title,
            objectionDays: rules.body.objectionDays,
            priorCases: rules.body.priorCases,
            lists: rules.body.lists.map((list) => ({ ...list })),
          }
        : null,
      rounds: rounds.map((round) => {
        const set = ruleSets.find(({ id }) => id === round.rule_set_id);
        return {
          id: round.id,
          period: round.period,
          list: round.list,
          status: round.status,
          objectionUntil: round.objection_until,
          documentNumber: round.document_number,
          ruleTitle: set?.title ?? "",
          ruleVersion: set?.version ?? 0,
          candidates: candidates
            .filter(({ round_id }) => round_id === round.id)
            .map((one) => ({
              id: one.id,
              personName: one.person_name,
              institutionName: one.institution_name,
              groupCode: one.group_code,
              groupName:
                one.group_code === "all" ? "" : (tree.byCode.get(one.group_code)?.label ?? one.group_code),
              place: one.place,
              score: one.score,
              // Written by this module alone, in exactly this shape.
              figures: one.figures as HonourPageView["rounds"][number]["candidates"][number]["figures"],
              removedReason: one.removed_reason,
              isMe: one.person_id === ctx.actor.personId,
            })),
          objections: objections
            .filter(({ round_id }) => round_id === round.id)
            .map((one) => ({
              id: one.id,
              candidateId: one.candidate_id,
              reason: one.reason,
              status: one.status,
              answer: one.answer,
              filedAt: one.filed_at,
            })),
        };
      }),
    });
  });

/** Draws up a list of a period that is over, and opens it to objection; needs a scope that sees every hospital. */
export async function drawUpRound(
  tx: Tx,
  given: { readonly period: string; readonly list: HonourList; readonly openedBy: string | null },
): Promise<Done> {
  const { from, to } = periodDates(given.period);
  if (to >= civilDate(tx.now)) return refuse("period_not_over");
  const rules: RuleSet<HonourRules> | undefined = rulesOn(await listRuleSets(tx, "honour"), to);
  const list = rules?.body.lists.find((one) => one.list === given.list);
  if (!rules || !list) return refuse("no_honour_rules");
  const nominees =
    given.list === "county"
      ? await readCountyDoctors(tx, from, to)
      : await readExperts(tx, from, to, list.youngerThanYears);
  const placed = placeNominees(nominees, list, rules.body.priorCases);
  if (placed.length === 0) return refuse("nobody_qualifies");
  const db = incentivesTables(tx);
  const id = randomUUID();
  const made = await db
    .insertInto("incentives.honour_round")
    .values({
      id,
      period: given.period,
      list: given.list,
      rule_set_id: rules.id,
      status: "objection",
      objection_until: addMinutes(tx.now, rules.body.objectionDays * 1440),
      opened_by: given.openedBy,
      opened_at: tx.now,
      finalised_by: null,
      finalised_at: null,
      document_number: null,
    })
    .onConflict((conflict) => conflict.doNothing())
    .returning("id")
    .execute();
  if (made.length === 0) return refuse("round_exists");
  const byId = new Map(nominees.map((one) => [one.personId, one]));
  await db
    .insertInto("incentives.honour_candidate")
    .values(
      placed.map((one) => {
        const nominee = byId.get(one.personId);
        return {
          id: randomUUID(),
          round_id: id,
          person_id: one.personId,
          person_name: nominee?.personName ?? "",
          institution_id: nominee?.institutionId ?? "",
          institution_name: nominee?.institutionName ?? "",
          group_code: one.groupCode,
          place: one.place,
          score: one.score,
          figures: json(one.figures),
          removed_reason: null,
        };
      }),
    )
    .execute();
  return ok({ id });
}

export const openRound = (ctx: Ctx, given: { period: string; list: HonourList }): Promise<Done> =>
  inTx(ctx, async (tx) => {
    const drawn = await drawUpRound(tx, { ...given, openedBy: ctx.actor.personId });
    if (!drawn.ok) return drawn;
    await auditAct(tx, ctx, {
      action: "honour.open",
      subjectKind: "honour_round",
      subjectId: drawn.value.id,
      details: { period: given.period, list: given.list },
    });
    return drawn;
  });

const findRound = (tx: Tx, id: string) =>
  incentivesTables(tx)
    .selectFrom("incentives.honour_round")
    .selectAll()
    .where("id", "=", id)
    .executeTakeFirst();

/** 异议: by anybody signed in, once a candidate, while objections are open. */
export const objectTo = (ctx: Ctx, roundId: string, candidateId: string, reason: string): Promise<Done> =>
  inTx(ctx, async (tx): Promise<Done> => {
    const round = await findRound(tx, roundId);
    if (!round) return refuse("round_not_found");
    if (round.status !== "objection") return refuse("round_not_open");
    if (round.objection_until <= tx.now) return refuse("objections_over");
    const db = incentivesTables(tx);
    const candidate = await db
      .selectFrom("incentives.honour_candidate")
      .select("id")
      .where("id", "=", candidateId)
      .where("round_id", "=", roundId)
      .executeTakeFirst();
    if (!candidate) return refuse("candidate_not_found");
    const id = randomUUID();
    const made = await db
      .insertInto("incentives.honour_objection")
      .values({
        id,
        round_id: roundId,
        candidate_id: candidateId,
        reason,
        filed_by: ctx.actor.personId,
        filed_at: tx.now,
        status: "open",
        answer: null,
        answered_by: null,
        answered_at: null,
      })
      .onConflict((conflict) => conflict.doNothing())
      .returning("id")
      .execute();
    if (made.length === 0) return refuse("objection_filed");
    await auditAct(tx, ctx, { action: "honour.object", subjectKind: "honour_round", subjectId: roundId });
    return ok({ id });
  });

/** The operator answers; an upheld objection takes the person off the list. */
export const answerHonourObjection = (
  ctx: Ctx,
  roundId: string,
  objectionId: string,
  given: { outcome: "upheld" | "rejected"; answer: string },
): Promise<Done> =>
  inTx(ctx, async (tx): Promise<Done> => {
    const db = incentivesTables(tx);
    const round = await findRound(tx, roundId);
    if (!round) return refuse("round_not_found");
    if (round.status !== "objection") return refuse("round_not_open");
    const found = await db
      .selectFrom("incentives.honour_objection")
      .selectAll()
      .where("id", "=", objectionId)
      .where("round_id", "=", roundId)
      .forUpdate()
      .executeTakeFirst();
    if (!found) return refuse("objection_not_found");
    if (found.status !== "open" || found.filed_by === ctx.actor.personId) return refuse("objection_answered");
    await db
      .updateTable("incentives.honour_objection")
      .set({
        status: given.outcome,
        answer: given.answer,
        answered_by: ctx.actor.personId,
        answered_at: tx.now,
      })
      .where("id", "=", objectionId)
      .execute();
    if (given.outcome === "upheld")
      await db
        .updateTable("incentives.honour_candidate")
        .set({ removed_reason: given.answer })
        .where("id", "=", found.candidate_id)
        .execute();
    await auditAct(tx, ctx, {
      action: "honour.answer",
      subjectKind: "honour_round",
      subjectId: roundId,
      details: { outcome: given.outcome },
    });
    return ok({ id: objectionId });
  });

/** 定稿, under a document number, after the time for objections and with none unanswered. */
export const finaliseRound = (ctx: Ctx, roundId: string, documentNumber: string): Promise<Done> =>
  inTx(ctx, async (tx): Promise<Done> => {
    const db = incentivesTables(tx);
    const round = await findRound(tx, roundId);
    if (!round) return refuse("round_not_found");
    if (round.status !== "objection") return refuse("round_not_open");
    if (round.objection_until > tx.now) return refuse("objections_running");
    const open = await db
      .selectFrom("incentives.honour_objection")
      .select("id")
      .where("round_id", "=", roundId)
      .where("status", "=", "open")
      .executeTakeFirst();
    if (open) return refuse("objections_open");
    const rows = await db
      .updateTable("incentives.honour_round")
      .set({
        status: "final",
        finalised_by: ctx.actor.personId,
        finalised_at: tx.now,
        document_number: documentNumber,
      })
      .where("id", "=", roundId)
      .where("status", "=", "objection")
      .returning("id")
      .execute();
    if (rows.length === 0) return refuse("round_not_open");
    await auditAct(tx, ctx, {
      action: "honour.finalise",
      subjectKind: "honour_round",
      subjectId: roundId,
      details: { documentNumber },
    });
    return ok({ id: roundId });
  });

/** 荣誉证书 of somebody on a final list; the same bytes every time. */
export async function certificateOf(
  ctx: Ctx,
  roundId: string,
  candidateId: string,
): Promise<Result<Exported, HonourRefusal>> {
  const read = await inTx(ctx, async (tx) => {
    const round = await findRound(tx, roundId);
    const candidate = await incentivesTables(tx)
      .selectFrom("incentives.honour_candidate")
      .selectAll()
      .where("id", "=", candidateId)
      .where("round_id", "=", roundId)
      .where("removed_reason", "is", null)
      .executeTakeFirst();
    const { rows } = await sql<{ name: string }>`
      select name from identity.tenant where kind = 'operator' order by created_at limit 1`.execute(
      incentivesTables(tx),
    );
    return { round, candidate, issuer: rows[0]?.name ?? "" };
  });
  const { round, candidate, issuer } = read;
  if (!round) return refuse("round_not_found");
  if (!candidate) return refuse("candidate_not_found");
  if (round.status !== "final" || round.finalised_at === null) return refuse("certificate_not_ready");
  const bytes = await printCertificate({
    personName: candidate.person_name,
    institutionName: candidate.institution_name,
    period: round.period,
    listName: honourListNames[round.list].zh,
    place: candidate.place,
    documentNumber: round.document_number ?? "",
    issuer,
    at: round.finalised_at,
  });
  return ok({
    fileName: `honour-${round.period}-${candidate.id.slice(0, 8)}.pdf`,
    mediaType: "application/pdf",
    bytes,
  });
}
