import { civilDate } from "../src/kernel/time.js";
import { addMinutes } from "../src/kernel/time.js";
import type { Instant } from "../src/kernel/types.js";
import type { ProfileTables } from "../src/profile/tables.js";
import type { Tx } from "../src/platform/database/database.js";
import { followUpPlans } from "../src/quality/data/follow-up-plans.js";
import { dayAfter, outcomeValue, type PatientOutcome, planFor } from "../src/quality/domain/follow-up.js";
import type { QualityTables } from "../src/quality/tables.js";
import type { Alliance } from "./alliance.js";
import { anomalies, isInRing } from "./anomalies.js";
import { insertInto } from "./insert.js";
import { sha256 } from "./opinions.js";
import type { PlannedCase } from "./planned-case.js";
import type { Random } from "./random.js";

type Fact = ProfileTables["profile.service_fact"];

interface Closed {
  readonly planned: PlannedCase;
  readonly caseId: string;
  readonly category: string;
  readonly institutionId: string;
  readonly performerId: string;
  readonly closedAt: Instant;
  readonly decision: "adopted" | "partly_adopted" | "not_adopted";
  readonly isPraise: boolean;
  readonly random: Random;
}

/** Inviters have that long to say what it was worth before it counts as not said. */
const freshDays = 2;

function closedCases(alliance: Alliance, cases: readonly PlannedCase[], random: Random): Closed[] {
  return cases.flatMap((planned) => {
    const { request, search, course, status } = planned;
    if (status !== "closed" || search.accepted === null || !course?.disposition) return [];
    const { expert } = search.accepted;
    return [
      {
        planned,
        caseId: request.id,
        category: (request.text.diagnoses[0]?.code ?? "").slice(0, 3).toUpperCase(),
        institutionId: alliance.idOf[request.institution],
        performerId: alliance.idOf[expert.institution],
        closedAt: course.disposition.at,
        decision: course.disposition.decision,
        isPraise: isInRing(alliance, expert) && request.requester.roles.includes("expert"),
        random: random.fork(request.id),
      },
    ];
  });
}

const isDisliked = ({ category }: Closed) => category === anomalies.dissatisfied.category;

function evaluationOf(one: Closed, now: Instant): QualityTables["quality.evaluation"][] {
  const random = one.random.fork("evaluation");
  const isFresh = addMinutes(one.closedAt, freshDays * 1440) > now;
  if (isFresh || (!one.isPraise && !random.chance(0.78))) return [];
  const satisfied = isDisliked(one) ? 0.32 : one.decision === "not_adopted" ? 0.75 : 0.93;
  const usefulness = one.isPraise
    ? 5
    : random.chance(satisfied)
      ? random.chance(0.55)
        ? 5
        : 4
      : random.chance(0.6)
        ? 3
        : 2;
  return [
    {
      case_id: one.caseId,
      institution_id: one.institutionId,
      performer_institution_id: one.performerId,
      given_by: one.planned.request.requester.id,
      agreement: random.weighted(
        ["same", "refined", "changed"] as const,
        (word) => ({ same: 5, refined: 3.5, changed: 1.5 })[word],
      ),
      has_changed_management: random.chance(one.decision === "not_adopted" ? 0.1 : 0.58),
      transfer: random.weighted(
        ["avoided", "made", "none"] as const,
        (word) => ({ avoided: 3, made: 2, none: 5 })[word],
      ),
      usefulness,
      seconds: Math.round(random.around(14, 0.4)),
      given_at: addMinutes(one.closedAt, random.between(0.2, 2, 1)),
    },
  ];
}

function ratingOf(
  one: Closed,
  now: Instant,
): { link: QualityTables["quality.patient_link"]; rating: QualityTables["quality.patient_rating"] }[] {
  const random = one.random.fork("patient");
  const ratedAt = addMinutes(one.closedAt, random.between(60, 9000, 0));
  if (!random.chance(0.3) || ratedAt > now) return [];
  const satisfaction = random.chance(isDisliked(one) ? 0.4 : 0.92) ? (random.chance(0.6) ? 5 : 4) : 3;
  const id = random.uuid();
  return [
    {
      link: {
        id,
        case_id: one.caseId,
        institution_id: one.institutionId,
        token_hash: sha256(Buffer.from(random.uuid())),
        status: "used",
        made_by: one.planned.request.requester.id,
        made_at: addMinutes(one.closedAt, 2),
        expires_at: addMinutes(one.closedAt, 30 * 1440),
      },
      rating: {
        case_id: one.caseId,
        institution_id: one.institutionId,
        performer_institution_id: one.performerId,
        link_id: id,
        satisfaction,
        clarity: Math.min(5, satisfaction + (random.chance(0.3) ? 1 : 0)),
        comment: "",
        address_hash: sha256(Buffer.from(random.uuid())),
        rated_at: ratedAt,
      },
    },
  ];
}

function followUpsOf(one: Closed, now: Instant): QualityTables["quality.follow_up"][] {
  const today = civilDate(now);
  const plan = planFor(one.category, followUpPlans);
  let last: PatientOutcome = "improved";
  return plan.days.map((day): QualityTables["quality.follow_up"] => {
    const random = one.random.fork(`follow-up/${day}`);
    const due_on = dayAfter(civilDate(one.closedAt), day);
    const late = Math.round((Date.parse(today) - Date.parse(due_on)) / 86_400_000);
    const base = {
      id: random.uuid(),
      case_id: one.caseId,
      institution_id: one.institutionId,
      performer_institution_id: one.performerId,
      plan: plan.key,
      day,
      due_on,
      note: "",
    };
    const open = { outcome: null, place: null, filled_by: null, filled_at: null } as const;
    const chance = random.next();
    if (late < 0) return { ...base, ...open, status: "waiting", reminders: 0 };
    if (late < 3) return { ...base, ...open, status: "asked", reminders: 0 };
    const filledAt = addMinutes(`${due_on}T02:00:00.000Z` as Instant, random.between(10, 2800, 0));
    const filled = { filled_by: one.planned.request.requester.id, filled_at: filledAt };
    if (chance > 0.82)
      return chance > 0.93 || late > 40
        ? {
            ...base,
            ...filled,
            status: "unreachable",
            reminders: 1,
            outcome: null,
            place: null,
            note: "电话停机",
          }
        : { ...base, ...open, status: late > 7 ? "escalated" : "asked", reminders: 1 };
    const isHard = one.planned.request.level === "I";
    last = random.weighted(
      ["recovered", "improved", "unchanged", "worse", "died"] as const,
      (word) =>
        ({ recovered: 2.4, improved: 5, unchanged: 1.5, worse: 0.6, died: isHard ? 0.8 : 0.12 })[word] *
        (word === last ? 1.5 : 1),
    );
    const place =
      last === "worse" && random.chance(0.5)
        ? "readmitted"
        : random.weighted(
            ["home", "here", "transferred"] as const,
            (word) => ({ home: 6, here: 2, transferred: 1.5 })[word],
          );
    return { ...base, ...filled, status: "done", reminders: chance > 0.6 ? 1 : 0, outcome: last, place };
  });
}

/** Evaluations, patients' ratings and follow-ups of the closed cases, and what each told the profile. */
export async function writeResults(
  tx: Tx,
  alliance: Alliance,
  cases: readonly PlannedCase[],
  random: Random,
): Promise<void> {
  const closed = closedCases(alliance, cases, random);
  const evaluations = closed.flatMap((one) => evaluationOf(one, tx.now));
  const ratings = closed.flatMap((one) => ratingOf(one, tx.now));
  const followUps = closed.flatMap((one) => followUpsOf(one, tx.now));
  const insert = insertInto<QualityTables>();
  await insert(tx, "quality.evaluation", evaluations);
  await insert(
    tx,
    "quality.patient_link",
    ratings.map(({ link }) => link),
  );
  await insert(
    tx,
    "quality.patient_rating",
    ratings.map(({ rating }) => rating),
  );
  await insert(tx, "quality.follow_up", followUps);
  const byCase = new Map(closed.map((one) => [one.caseId, one]));
  const told = (kind: Fact["kind"], caseId: string, id: string, value: number, at: string): Fact[] => {
    const { planned } = byCase.get(caseId) ?? {};
    const accepted = planned?.search.accepted;
    return planned && accepted
      ? [
          {
            kind,
            id,
            practitioner_role_id: accepted.expert.roleId,
            outcome: "known",
            reason_code: null,
            ring: null,
            urgency_level: planned.request.level,
            minutes: null,
            allowed_minutes: null,
            categories: [...new Set(planned.request.text.diagnoses.map(({ code }) => code.slice(0, 3)))],
            value,
            occurred_at: at,
          },
        ]
      : [];
  };
  await insertInto<ProfileTables>()(tx, "profile.service_fact", [
    ...evaluations.flatMap((e) =>
      told("evaluation", e.case_id, e.case_id, (e.usefulness - 1) / 4, e.given_at),
    ),
    ...ratings.flatMap(({ rating: r }) =>
      told("patient_rating", r.case_id, r.case_id, (r.satisfaction - 1) / 4, r.rated_at),
    ),
    ...followUps.flatMap((f) =>
      f.outcome === null
        ? []
        : told("follow_up", f.case_id, f.id, outcomeValue[f.outcome], f.filled_at ?? f.due_on),
    ),
  ]);
}
