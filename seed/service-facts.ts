import { minutesBetween } from "../src/kernel/time.js";
import type { ProfileTables } from "../src/profile/tables.js";
import type { PlannedCase } from "./planned-case.js";

type Fact = ProfileTables["profile.service_fact"];

/** What each offer that ran its course told the profile. */
export const offerFacts = ({ request, search }: PlannedCase): Fact[] =>
  search.offers.map(({ id, ring, expert, sentAt, expiresAt, outcome }) => ({
    kind: "offer",
    id,
    practitioner_role_id: expert.roleId,
    outcome: outcome.status,
    reason_code: outcome.status === "declined" ? outcome.code : null,
    ring,
    urgency_level: request.level,
    minutes: outcome.status === "expired" ? null : minutesBetween(sentAt, outcome.at),
    allowed_minutes: minutesBetween(sentAt, expiresAt),
    categories: [],
    value: null,
    occurred_at: outcome.status === "expired" ? expiresAt : outcome.at,
  }));

/** What a closed consultation told it. */
export function consultFacts({ request, search, course, status }: PlannedCase): Fact[] {
  if (status !== "closed" || search.accepted === null || !course?.disposition) return [];
  return [
    {
      kind: "consult",
      id: request.id,
      practitioner_role_id: search.accepted.expert.roleId,
      outcome: course.disposition.decision,
      reason_code: null,
      ring: null,
      urgency_level: request.level,
      minutes: null,
      allowed_minutes: null,
      categories: [...new Set(request.text.diagnoses.map(({ code }) => code.slice(0, 3)))],
      value: null,
      occurred_at: course.disposition.at,
    },
  ];
}
