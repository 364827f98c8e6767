import { addMinutes } from "../src/kernel/time.js";
import type { Instant } from "../src/kernel/types.js";
import { answerAfterCall } from "./answering.js";
import { type SeedExpert, titleNameOf } from "./experts.js";
import type { SeedPerson } from "./people.js";
import type { PlannedRequest, PlannedSearch } from "./planned-case.js";
import type { Random } from "./random.js";
import { clockFor } from "../src/triage/index.js";

/** Those among whom it happens. */
interface Pool {
  readonly experts: readonly SeedExpert[];
}

/**
 * What is wrong in the invented past, so that quality management has something to find: an expert whom everybody asked until
 * he was asked no more, a disease whose consultations satisfy few, two colleagues who only praise each other.
 */
export const anomalies = {
  /** The head of 消化内科 of the largest hospital; nobody has asked him since. */
  fallen: { institution: "zhijiang", specialty: "03.04", untilDaysAgo: 120 },
  /** 腰椎间盘突出. */
  dissatisfied: { category: "M51" },
  /** Two experts of one hospital who ask each other, so many times each. */
  ring: { institution: "bosta", specialties: ["04.01", "16"], each: 7 },
} as const;

export const fallenExpert = (alliance: Pool): SeedExpert | undefined =>
  alliance.experts.find(
    ({ institution, specialty }) =>
      institution === anomalies.fallen.institution && specialty.code === anomalies.fallen.specialty,
  );

/** The ranking as people used it: everybody's favourite first, and later not at all. */
export function byFashion<C extends { readonly practitionerRoleId: string }>(
  candidates: readonly C[],
  favourite: SeedExpert | undefined,
  daysAgo: number,
): readonly C[] {
  const isHe = (one: C) => one.practitionerRoleId === favourite?.roleId;
  const others = candidates.filter((one) => !isHe(one));
  return daysAgo > anomalies.fallen.untilDaysAgo ? [...candidates.filter(isHe), ...others] : others;
}

/** The two of the ring, as requesters. Undefined: they were not invented. */
export function ringOf(alliance: Pool): readonly [SeedExpert, SeedExpert] | undefined {
  const [a, b] = anomalies.ring.specialties.map((code) =>
    alliance.experts.find(
      (one) =>
        one.institution === anomalies.ring.institution &&
        one.specialty.code === code &&
        one.personId !== null,
    ),
  );
  return a && b ? [a, b] : undefined;
}
export const isInRing = (alliance: Pool, expert: SeedExpert): boolean =>
  ringOf(alliance)?.some(({ roleId }) => roleId === expert.roleId) === true;

const asRequester = (expert: SeedExpert): SeedPerson => ({
  id: expert.personId ?? "",
  name: expert.name,
  institution: expert.institution,
  roles: ["expert", "requester"],
  post: `${expert.departmentName} ${titleNameOf(expert.titleCode)}`,
});

/** Draws requests of the hospital into the ring until each of the two has asked the other often enough. */
export function newRing(alliance: Pool) {
  const pair = ringOf(alliance);
  const asked = [0, 0];
  return {
    /** Who asks instead, and who answers; undefined: this request is nobody's of the ring. */
    take(
      request: PlannedRequest,
    ): { readonly requester: SeedPerson; readonly expert: SeedExpert } | undefined {
      if (pair === undefined || request.institution !== anomalies.ring.institution || request.level !== "IV")
        return undefined;
      // A surgeon is asked about surgery, the other about everything else.
      const to = request.text.template.specialty.startsWith("04") ? 0 : 1;
      const [expert, other] = to === 0 ? [pair[0], pair[1]] : [pair[1], pair[0]];
      if ((asked[to] ?? 0) >= anomalies.ring.each) return undefined;
      asked[to] = (asked[to] ?? 0) + 1;
      return { requester: asRequester(other), expert };
    },
  };
}

/** The dispatcher gave the case to a colleague of the same house, for which no agreement is needed. */
export function withinTheHouse(
  search: PlannedSearch,
  request: PlannedRequest,
  expert: SeedExpert,
  dispatcher: SeedPerson,
  random: Random,
): PlannedSearch {
  const sentAt: Instant = addMinutes(search.decision.madeAt, random.between(5, 30, 1));
  const expiresAt = addMinutes(sentAt, clockFor(request.level).offerMinutes);
  const { seenAt, outcome } = answerAfterCall(sentAt, expiresAt, random);
  if (outcome.status !== "accepted") throw new Error("whoever was telephoned says yes");
  const offer = {
    id: random.uuid(),
    ring: "dispatcher",
    attempt: 1,
    expert,
    agreementId: null,
    grounds: { dispatcherReason: "院内会诊，申请医师指定" },
    sentAt,
    seenAt,
    expiresAt,
    outcome,
    by: dispatcher,
  } as const;
  return {
    decision: search.decision,
    offers: [offer],
    handedOver: { at: addMinutes(sentAt, -1), reason: "no_candidate" },
    accepted: offer,
    clockRanOutAt: null,
  };
}
