import { auditAct, type Ctx } from "../../identity/index.js";
import { civilDate } from "../../kernel/time.js";
import { ok, refuse, type Result } from "../../kernel/result.js";
import { type UrgencyLevel, urgencyLevels } from "../../kernel/urgency.js";
import { notify } from "../../notifications/index.js";
import { systemContext, type Tx } from "../../platform/database/database.js";
import { specialtyTree } from "../../terminology/index.js";
import type { BlindReview, GiveReview, OwnReviews, ReviewReport } from "../api/reviews.js";
import { reviewItems, reviewSample } from "../data/review-items.js";
import { adjustRates, kindOf } from "../domain/adjust.js";
import { agreementWord, intraclassCorrelation, weightedKappa } from "../domain/agreement.js";
import { blind } from "../domain/blind.js";
import { dayAfter } from "../domain/follow-up.js";
import { leastShown } from "../domain/indicator.js";
import { idOf } from "../ids.js";
import * as store from "../store/reviews.js";
import { weekStart } from "../store/series.js";
import { tenantNames } from "../store/service-levels.js";
import { tellProfile } from "./tell-profile.js";

export type ReviewRefusal = "review_unknown" | "review_given";

const total = (scores: readonly number[]): number => scores.reduce((a, b) => a + b, 0);
/** Of 20: what a good opinion reaches. */
const goodTotal = 15;
const specialtyName = (code: string | null) =>
  code === null ? "" : (specialtyTree().byCode.get(code)?.label ?? code);

/** The night's part: draws the week's sample and asks two colleagues of the field each, of neither hospital. */
export async function drawReviews(tx: Tx): Promise<void> {
  const week = weekStart(tx.now);
  const dueOn = dayAfter(civilDate(tx.now), reviewSample.dueDays);
  for (const one of await store.drawOpinions(tx, week)) {
    const raters = await store.findRaters(tx, {
      specialtyCode: one.specialty_code,
      notOf: [one.institution_id, one.performer_institution_id],
      seed: one.case_id,
    });
    // Without two colleagues of the field there is no agreement to speak of: the opinion is left for another week.
    if (raters.length < reviewSample.raters) continue;
    const id = idOf("review", one.case_id);
    await store.addReview(
      tx,
      {
        id,
        case_id: one.case_id,
        practitioner_role_id: one.practitioner_role_id,
        specialty_code: one.specialty_code,
        urgency_level: one.urgency_level ?? "IV",
        is_rare: one.is_rare,
        due_on: dueOn,
      },
      raters,
    );
    for (const personId of raters)
      await notify(tx, {
        personId,
        kind: "review_asked",
        caseId: null,
        subjectId: id,
        details: { dueOn },
        eventId: idOf("review asked", id, personId),
      });
  }
}

/** The rater's own list. A review belongs to the platform; only whose turn it is sees that it exists. */
export const listReviews = (ctx: Ctx): Promise<Result<OwnReviews, never>> =>
  ctx.database.withTx(systemContext, async (tx) =>
    ok({
      items: (await store.listOwnReviews(tx, ctx.actor.personId)).map((row) => ({
        id: row.id,
        specialtyName: specialtyName(row.specialty_code),
        dueOn: row.due_on.slice(0, 10),
        isDone: row.scores !== null,
        total: row.scores === null ? null : total(row.scores),
      })),
    }),
  );

/** What is to be judged, without a name of a person or an institution. Every reading is on record in the case's audit. */
export const readReview = (ctx: Ctx, reviewId: string): Promise<Result<BlindReview, ReviewRefusal>> =>
  ctx.database.withTx({ ...systemContext, personId: ctx.actor.personId }, async (tx) => {
    const own = await store.findOwnReview(tx, reviewId, ctx.actor.personId);
    const material = own && (await store.readBlindMaterial(tx, own.case_id));
    if (!material) return refuse("review_unknown");
    const names = [
      material.patient_name,
      material.requester_name,
      material.institution_name,
      material.author_name ?? "",
      material.author_institution ?? "",
      ...material.hospitals,
    ];
    const hide = (text: string | undefined) => blind(text ?? "", names);
    await auditAct(tx, ctx, {
      action: "review.read",
      subjectKind: "review",
      subjectId: own.id,
      caseId: own.case_id,
      outcome: "read",
    });
    return ok({
      id: own.id,
      dueOn: own.due_on.slice(0, 10),
      patient: {
        sex: material.patient_sex as BlindReview["patient"]["sex"],
        ageYears: material.patient_age_years,
      },
      urgencyLevel: material.urgency_level as BlindReview["urgencyLevel"],
      question: hide(material.question),
      summary: hide(material.summary),
      answer: hide(material.said?.answer),
      conclusion: hide(material.said?.conclusion),
      advice: hide(material.said?.advice),
      scores: own.scores,
      comment: own.comment,
    });
  });

/** Ten items, once. When both have rated, the profile hears of it: the mean, and nobody's name. */
export const giveReview = (
  ctx: Ctx,
  reviewId: string,
  given: GiveReview,
): Promise<Result<null, ReviewRefusal>> =>
  ctx.database.withTx(
    { ...systemContext, personId: ctx.actor.personId, idempotency: ctx.idempotency },
    async (tx): Promise<Result<null, ReviewRefusal>> => {
      const own = await store.findOwnReview(tx, reviewId, ctx.actor.personId, "lock");
      if (!own) return refuse("review_unknown");
      if (own.scores !== null) return refuse("review_given");
      await store.saveRating(tx, own.id, ctx.actor.personId, given);
      const ratings = (await store.ratingsOf(tx, own.id)).flatMap(({ scores }) =>
        scores === null ? [] : [total(scores)],
      );
      if (ratings.length === reviewSample.raters) {
        await store.finishReview(tx, own.id);
        const reviewed = (await store.allReviews(tx)).find(({ id }) => id === own.id);
        const level = urgencyLevels.find((one) => one === reviewed?.urgency_level) ?? "IV";
        await tellProfile(tx, {
          kind: "peer_review",
          sourceId: own.id,
          caseId: own.case_id,
          urgencyLevel: level satisfies UrgencyLevel,
          value: ratings.reduce((a, b) => a + b, 0) / ratings.length / 20,
          at: tx.now,
        });
      }
      await auditAct(tx, ctx, {
        action: "review.rate",
        subjectKind: "review",
        subjectId: own.id,
        caseId: own.case_id,
      });
      return ok(null);
    },
  );

/** How reviews go, how far raters agree, and what they found; hospitals with and without regard to difficulty. */
export const viewReviewReport = (ctx: Ctx): Promise<Result<ReviewReport, never>> =>
  ctx.database.withTx(systemContext, async (tx) => {
    const today = civilDate(tx.now);
    const byReview = new Map<string, Awaited<ReturnType<typeof store.allReviews>>>();
    for (const row of await store.allReviews(tx))
      byReview.set(row.id, [...(byReview.get(row.id) ?? []), row]);
    const reviews = [...byReview.values()];
    const pairs = reviews.flatMap((rows) => {
      const [a, b] = rows.map(({ scores }) => scores);
      return a && b ? [[a, b] as const] : [];
    });
    const totals = pairs.map(([a, b]) => [total(a), total(b)] as const);
    const kappa = totals.length < leastShown ? null : weightedKappa(totals, 21);
    const sheets = reviews.flatMap((rows) => rows.flatMap(({ scores }) => (scores === null ? [] : [scores])));
    const mean = (numbers: readonly number[]) =>
      numbers.length === 0
        ? null
        : Math.round((100 * numbers.reduce((a, b) => a + b, 0)) / numbers.length) / 100;
    const judged = reviews.flatMap((rows) => {
      const [first] = rows;
      const scored = rows.flatMap(({ scores }) => (scores === null ? [] : [total(scores)]));
      const own = mean(scored);
      return first?.performer_institution_id == null || own === null || scored.length < reviewSample.raters
        ? []
        : [
            {
              group: first.performer_institution_id,
              kind: kindOf({
                level: first.urgency_level,
                isRare: first.is_rare,
                specialtyCode: first.specialty_code,
              }),
              isHit: own >= goodTotal,
            },
          ];
    });
    const names = await tenantNames(
      tx,
      judged.map(({ group }) => group),
    );
    return ok({
      drawn: reviews.length,
      rated: reviews.filter(([first]) => first?.status === "rated").length,
      overdue: reviews.filter(([first]) => first?.status === "waiting" && first.due_on.slice(0, 10) < today)
        .length,
      kappa,
      kappaWord: kappa === null ? null : agreementWord(kappa),
      icc: totals.length < leastShown ? null : intraclassCorrelation(totals),
      meanTotal: mean(sheets.map(total)),
      items: reviewItems.map(({ key, zh, en }, i) => ({
        key,
        zh,
        en,
        mean: mean(sheets.map((scores) => scores[i] ?? 0)),
      })),
      hospitals: adjustRates(judged).map((one) => ({
        name: names.get(one.group) ?? "",
        opinions: one.n,
        good: one.n < leastShown ? null : one.crude,
        adjusted: one.n < leastShown ? null : one.adjusted,
      })),
    });
  });
