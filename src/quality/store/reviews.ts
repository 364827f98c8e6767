import { sql } from "kysely";
import { tablesOf, type Tx } from "../../platform/database/database.js";
import { reviewSample } from "../data/review-items.js";
import { qualityTables } from "../tables.js";

const everything = tablesOf<unknown>();

/** Opinions signed within four weeks that were not drawn yet, ordered by lot: the hash of id and week, so that a night tried again draws the same. */
export async function drawOpinions(tx: Tx, week: string) {
  const { rows } = await sql<{
    case_id: string;
    practitioner_role_id: string;
    specialty_code: string | null;
    urgency_level: string | null;
    is_rare: boolean;
    institution_id: string;
    performer_institution_id: string;
  }>`with pool as (select f.* from quality.case_fact f where f.opinion_at is not null and f.practitioner_role_id is not null
      and f.opinion_at >= ${week}::timestamptz - interval '4 weeks' and f.opinion_at < ${week})
    select case_id, practitioner_role_id, specialty_code, urgency_level, is_rare, institution_id, performer_institution_id from pool
    where not exists (select 1 from quality.review v where v.case_id = pool.case_id)
    order by sha256(convert_to(pool.case_id::text || ${week}::text, 'UTF8'))
    limit greatest(0, least(${reviewSample.most}, ceil((select count(*) from pool) * ${reviewSample.share}::float8)::int)
      - (select count(*) from quality.review v join pool on pool.case_id = v.case_id)::int)`.execute(
    everything(tx),
  );
  return rows;
}

/** Colleagues of the field with an account, of neither hospital, those with the fewest reviews waiting first. */
export async function findRaters(
  tx: Tx,
  about: { readonly specialtyCode: string | null; readonly notOf: readonly string[]; readonly seed: string },
): Promise<string[]> {
  const { rows } = await sql<{ person_id: string }>`
    select x.person_id from experts.practitioner x
    join experts.practitioner_role r on r.practitioner_id = x.id and r.status = 'active'
    join experts.role_specialty s on s.practitioner_role_id = r.id
    where x.person_id is not null and (${about.specialtyCode}::text is null or s.specialty_code = ${about.specialtyCode})
      and not (r.organization_id = any(${[...about.notOf]}::uuid[]))
      and exists (select 1 from identity.person p where p.id = x.person_id and p.status = 'active'
        and not (p.institution_id = any(${[...about.notOf]}::uuid[])))
    group by x.person_id
    order by (select count(*) from quality.review_rating w where w.rater_person_id = x.person_id and w.scores is null),
      sha256(convert_to(x.person_id::text || ${about.seed}::text, 'UTF8'))
    limit ${reviewSample.raters}`.execute(everything(tx));
  return rows.map((row) => row.person_id);
}

export const addReview = (
  tx: Tx,
  review: {
    readonly id: string;
    readonly case_id: string;
    readonly practitioner_role_id: string;
    readonly specialty_code: string | null;
    readonly urgency_level: string;
    readonly is_rare: boolean;
    readonly due_on: string;
  },
  raters: readonly string[],
) => {
  const db = qualityTables(tx);
  return db
    .insertInto("quality.review")
    .values({ ...review, status: "waiting", drawn_at: tx.now })
    .onConflict((conflict) => conflict.doNothing())
    .execute()
    .then(() =>
      db
        .insertInto("quality.review_rating")
        .values(
          raters.map((rater) => ({
            review_id: review.id,
            rater_person_id: rater,
            asked_at: tx.now,
            scores: null,
            comment: "",
            rated_at: null,
          })),
        )
        .onConflict((conflict) => conflict.doNothing())
        .execute(),
    );
};

/** A person's own reviews, those to be done first. System scope reads the review beside them. */
export const listOwnReviews = (tx: Tx, personId: string) =>
  qualityTables(tx)
    .selectFrom("quality.review_rating as w")
    .innerJoin("quality.review as v", "v.id", "w.review_id")
    .select(["v.id", "v.specialty_code", "v.due_on", "v.case_id", "w.scores", "w.rated_at"])
    .where("w.rater_person_id", "=", personId)
    .orderBy((e) => e("w.scores", "is not", null))
    .orderBy("v.due_on")
    .limit(100)
    .execute();

export const findOwnReview = (tx: Tx, reviewId: string, personId: string, lock?: "lock") => {
  const query = qualityTables(tx)
    .selectFrom("quality.review_rating as w")
    .innerJoin("quality.review as v", "v.id", "w.review_id")
    .select(["v.id", "v.case_id", "v.status", "v.due_on", "w.scores", "w.comment", "w.rated_at"])
    .where("v.id", "=", reviewId)
    .where("w.rater_person_id", "=", personId);
  return (lock === undefined ? query : query.forUpdate()).executeTakeFirst();
};

export async function saveRating(
  tx: Tx,
  reviewId: string,
  personId: string,
  rating: { readonly scores: readonly number[]; readonly comment: string },
): Promise<void> {
  await qualityTables(tx)
    .updateTable("quality.review_rating")
    .set({ scores: [...rating.scores], comment: rating.comment, rated_at: tx.now })
    .where("review_id", "=", reviewId)
    .where("rater_person_id", "=", personId)
    .execute();
}

export const ratingsOf = (tx: Tx, reviewId: string) =>
  qualityTables(tx)
    .selectFrom("quality.review_rating")
    .select(["scores"])
    .where("review_id", "=", reviewId)
    .execute();

export const finishReview = (tx: Tx, reviewId: string) =>
  qualityTables(tx)
    .updateTable("quality.review")
    .set({ status: "rated" })
    .where("id", "=", reviewId)
    .execute();

/** Every review with its ratings, for the agreement of raters and the scores by hospital. */
export const allReviews = (tx: Tx) =>
  qualityTables(tx)
    .selectFrom("quality.review as v")
    .innerJoin("quality.case_fact as f", "f.case_id", "v.case_id")
    .innerJoin("quality.review_rating as w", "w.review_id", "v.id")
    .select([
      "v.id",
      "v.status",
      "v.due_on",
      "v.urgency_level",
      "v.is_rare",
      "v.specialty_code",
      "f.performer_institution_id",
      "w.scores",
    ])
    .orderBy("v.id")
    .orderBy("w.rater_person_id")
    .execute();

/** The first signed text of a case, with every name that stands around it. System scope. */
export async function readBlindMaterial(tx: Tx, caseId: string) {
  const { rows } = await sql<{
    question: string;
    summary: string;
    patient_name: string;
    requester_name: string;
    institution_name: string;
    patient_sex: string;
    patient_age_years: number | null;
    urgency_level: string | null;
    said: { answer?: string; conclusion?: string; advice?: string } | null;
    author_name: string | null;
    author_institution: string | null;
    hospitals: string[];
  }>`select r.question, r.summary, r.patient_name, r.requester_name, r.institution_name, r.patient_sex, r.patient_age_years,
      r.urgency_level, o.author_name, o.institution_name as author_institution,
      (select quality.said(w.content) from consultation.opinion_version w
        where w.opinion_id = o.id and w.version = 1) as said,
      (select coalesce(array_agg(t.name), '{}') from identity.tenant t) as hospitals
    from cases.consult_request r left join consultation.opinion o on o.case_id = r.id where r.id = ${caseId}`.execute(
    everything(tx),
  );
  return rows[0];
}
