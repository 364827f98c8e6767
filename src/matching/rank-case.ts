import { createHash, randomUUID } from "node:crypto";
import type { RequestDraft } from "../cases/api.js";
import { findCases, listDiagnosesOf } from "../cases/index.js";
import { civilDate } from "../kernel/time.js";
import type { Instant } from "../kernel/types.js";
import { agreementsOf, findOrganization, type Organization } from "../organizations/index.js";
import { poolVersion, type PoolVersion } from "../experts/index.js";
import type { Tx } from "../platform/database/database.js";
import { Kept } from "../platform/database/kept.js";
import { findMentions, mentionIndex } from "../terminology/index.js";
import { suggestDepartment } from "../triage/index.js";
import type { RankingView, WhyNotView } from "./api.js";
import { type PanelSeat, proposePanel } from "./domain/propose-panel.js";
import { type Candidate, rank, type Ranking, type RankOptions } from "./domain/rank.js";
import type { MatchFacts, MatchRequest } from "./domain/request.js";
import type { UnsuitableReason } from "./domain/unsuitable.js";
import { type WhatWould, whatWould, type WouldChange } from "./domain/what-would.js";
import { type WhyNot, whyNot } from "./domain/why-not.js";
import { withPool } from "./pool.js";
import { addDecisions, type NewDecision, storeFacts } from "./store/decisions.js";
import { modelInForce } from "./store/rank-models.js";
import { vocabulary } from "./vocabulary.js";

/** What of a request, sent or still being typed, the ranking reads. */
type Asked = Pick<
  RequestDraft,
  "question" | "summary" | "patientAgeYears" | "wantedSpecialtyCode" | "wantedTitleRank" | "mode"
> & { readonly diagnoses: MatchRequest["diagnoses"]; readonly panelSpecialtyCodes?: readonly string[] };

/** What the doctor wrote, as the ranking reads it. */
export const textOf = (asked: Pick<Asked, "question" | "summary">): string =>
  `${asked.question}\n${asked.summary}`;

/** The specialty that the words speak for; null when none is likely enough. */
function suggestedFor(asked: Asked): NonNullable<MatchRequest["suggestedSpecialty"]> | null {
  const suggestion = suggestDepartment(asked);
  const first = suggestion?.status === "suggested" ? suggestion.candidates[0] : undefined;
  return first === undefined ? null : { code: first.code, chance: first.chance };
}

/**
 * The request as the ranking reads it, for a case and for a form that is no case yet. Where no specialty is wanted, the one
 * that the words speak for stands in. Throws for an institution without medical facts.
 */
export const toMatchRequest = async (
  tx: Tx,
  asked: Asked,
  by: {
    readonly institutionId: string;
    readonly personId: MatchRequest["requesterPersonId"];
    readonly level: MatchRequest["level"];
  },
  seen?: PoolVersion,
): Promise<MatchRequest> =>
  requestOf(asked, await inviterOf(tx, by.institutionId, seen?.keptState), { ...by, now: tx.now });

const requestOf = (
  asked: Asked,
  inviter: Awaited<ReturnType<typeof inviterOf>>,
  by: Pick<MatchRequest, "level" | "now"> & { readonly personId: MatchRequest["requesterPersonId"] },
): MatchRequest => ({
  ...inviter,
  now: by.now,
  level: by.level,
  requesterPersonId: by.personId,
  specialtyCode: asked.wantedSpecialtyCode,
  suggestedSpecialty: asked.wantedSpecialtyCode === null ? suggestedFor(asked) : null,
  wantedTitleRank: asked.wantedTitleRank,
  mode: asked.mode,
  service: (asked.panelSpecialtyCodes ?? []).length > 0 ? "mdt" : asked.mode,
  patientAgeYears: asked.patientAgeYears,
  diagnoses: asked.diagnoses,
  text: textOf(asked),
});

/** Who should sit at the table if this request became an MDT; fewer than two: nothing calls for one. */
export function proposePanelFor(
  asked: Pick<Asked, "question" | "summary" | "patientAgeYears" | "wantedSpecialtyCode" | "diagnoses">,
): PanelSeat[] {
  const suggestion = suggestDepartment(asked);
  const named = new Set(asked.diagnoses.map(({ code }) => code));
  const mentioned = findMentions(textOf(asked), mentionIndex()).filter(
    (mention) =>
      mention.kind === "disease" && mention.certainty !== "negated" && mention.subject !== "family",
  );
  return proposePanel(
    {
      ...asked,
      mentioned: mentioned.flatMap(({ code, name }) =>
        code === null || named.has(code) ? [] : [{ code, name }],
      ),
      suggested: suggestion?.status === "suggested" ? suggestion.candidates : [],
    },
    vocabulary,
  );
}

/** What the cases ask for, by case, with the same few statements for any number. Throws for an unknown case. */
async function readRequests(
  tx: Tx,
  caseIds: readonly string[],
  keptState?: string,
): Promise<Map<string, { request: MatchRequest; namedRoleId: string | null }>> {
  const [found, diagnoses] = await Promise.all([findCases(tx, caseIds), listDiagnosesOf(tx, caseIds)]);
  const records = new Map(found.map((record) => [record.id as string, record]));
  const inviters = new Map<string, Awaited<ReturnType<typeof inviterOf>>>();
  const requests = new Map<string, { request: MatchRequest; namedRoleId: string | null }>();
  for (const caseId of new Set(caseIds)) {
    const record = records.get(caseId);
    if (!record) throw new Error(`case ${caseId} is not there to be ranked`);
    const { institutionId, requesterPersonId: personId } = record;
    const inviter = inviters.get(institutionId) ?? (await inviterOf(tx, institutionId, keptState));
    inviters.set(institutionId, inviter);
    const request = requestOf(
      { ...record, diagnoses: diagnoses.get(caseId) ?? [] },
      inviter,
      // Not judged yet: nobody is left out for being off duty.
      { personId, level: record.urgencyLevel ?? "I", now: tx.now },
    );
    requests.set(caseId, { request, namedRoleId: record.namedPractitionerRoleId });
  }
  return requests;
}

/** What the case asks for, as ranking reads it. Throws for an unknown case. */
export async function matchRequestOf(tx: Tx, caseId: string): Promise<MatchRequest> {
  const found = (await readRequests(tx, [caseId])).get(caseId);
  if (!found) throw new Error(`case ${caseId} is not there to be ranked`);
  return found.request;
}

const organizations = new Kept<Organization | undefined>();
const agreements = new Kept<MatchRequest["agreements"]>();

/**
 * The inviting side of a request: where it is and whom it may ask today.
 * @param keptState as `poolVersion` tells it, of a transaction that sees every institution: for the same one nothing is read again
 */
export async function inviterOf(
  tx: Tx,
  organizationId: string,
  keptState?: string,
): Promise<Pick<MatchRequest, "requesterOrganizationId" | "requesterRegionCode" | "agreements">> {
  // One institution's view is no view for all.
  const state = tx.context.scope === "system" ? keptState : undefined;
  const organization = await organizations.of(state, organizationId, () =>
    findOrganization(tx, organizationId),
  );
  if (!organization) throw new Error(`institution ${organizationId} has no medical facts`);
  const today = civilDate(tx.now, organization.timeZone);
  return {
    requesterOrganizationId: organization.id,
    requesterRegionCode: organization.regionCode,
    agreements: await agreements.of(state, `${organization.id} ${today}`, () =>
      agreementsOf(tx, organization.id, today),
    ),
  };
}

/** One ranking that is asked for: the seat of an MDT, or seat 1 of a case that asks for one expert. */
export interface SeatToRank {
  readonly caseId: string;
  /** The caller's: load, past consultations, answers, who must not be asked again. */
  readonly facts: MatchFacts;
  readonly number: number;
  /** The specialty of an MDT's seat; null: what the request itself asks for. */
  readonly specialtyCode: string | null;
}

type RankedSeat = SeatToRank & { readonly decisionId: string; readonly ranking: Ranking };

/**
 * Ranks the pool for each seat and stores the decisions with inputs, versions, the first 20 with all factors and the facts behind them, and why
 * the others are not there; answers in the order asked, with the same few statements for any number.
 * No candidates: nobody may be asked, and the decision says why. Throws for an unknown case.
 * @param known what this transaction has read of versions already, if it has changed nothing since
 */
export async function rankSeats(
  tx: Tx,
  seats: readonly SeatToRank[],
  known?: PoolVersion,
): Promise<RankedSeat[]> {
  const seen = known ?? (await poolVersion(tx));
  const requests = await readRequests(
    tx,
    seats.map(({ caseId }) => caseId),
    seen.keptState,
  );
  const model = await modelInForce(tx, seen.keptState);
  const decisions: NewDecision[] = [];
  const ranked: RankedSeat[] = [];
  for (const seat of seats) {
    const { caseId, facts, number, specialtyCode } = seat;
    const asked = requests.get(caseId);
    if (!asked) throw new Error(`case ${caseId} is not there to be ranked`);
    // A seat of an MDT asks for its own specialty; the case's words and diagnoses are the same for all.
    const request =
      specialtyCode === null ? asked.request : { ...asked.request, specialtyCode, suggestedSpecialty: null };
    const alsoRoleId = number === 1 ? asked.namedRoleId : null;
    const { epoch, version, ranking } = await withPool(
      tx,
      ({ pool, ...state }) => ({
        ...state,
        ranking: rank(request, pool, { vocabulary, facts, model, alsoRoleId }),
      }),
      seen,
    );
    const { text, ...rest } = request;
    const textSha256 = createHash("sha256").update(text).digest("hex");
    const listed = ranking.candidates.map(({ practitionerRoleId }) => practitionerRoleId);
    const decisionId = randomUUID();
    ranked.push({ ...seat, decisionId, ranking });
    decisions.push({
      id: decisionId,
      caseId,
      seat: number,
      poolEpoch: epoch,
      poolVersion: version,
      inputs: { request: { ...rest, textSha256 }, facts: storeFacts(facts, listed) },
      ranking,
    });
  }
  await addDecisions(tx, decisions);
  return ranked;
}

/**
 * Ranks without storing: for a request that is still being typed. `examples`: of each rule that stopped somebody, as `rank` takes it;
 * `seen`: what this transaction has read of versions already.
 */
export async function previewRanking(
  tx: Tx,
  request: MatchRequest,
  facts: MatchFacts,
  options: Pick<RankOptions, "examples" | "limit"> = {},
  seen?: PoolVersion,
): Promise<RankingView> {
  const model = await modelInForce(tx, seen?.keptState);
  return withPool(
    tx,
    ({ epoch, version, pool }) =>
      toRankingView({
        ...rank(request, pool, { ...options, vocabulary, facts, model }),
        id: null,
        poolEpoch: epoch,
        poolVersion: version,
        madeAt: tx.now,
      }),
    seen,
  );
}

/**
 * How one expert's role stands in the case now: excluded and why, or its place and what it lacks. Dispatch asks it
 * for the expert the doctor named.
 */
export async function judgeRole(
  tx: Tx,
  caseId: string,
  practitionerRoleId: string,
  facts: MatchFacts,
): Promise<WhyNot> {
  return judgeRoleFor(tx, await matchRequestOf(tx, caseId), practitionerRoleId, facts);
}

/** How one expert's role stands for a request that may not be a case yet. Nothing is stored. */
export async function judgeRoleFor(
  tx: Tx,
  request: MatchRequest,
  practitionerRoleId: string,
  facts: MatchFacts,
): Promise<WhyNot> {
  const model = await modelInForce(tx);
  return withPool(tx, ({ pool }) => whyNot(request, pool, practitionerRoleId, { vocabulary, facts, model }));
}

/** What single change would bring the role first, or among the first three; undefined: not in the pool. */
export async function whatWouldFor(
  tx: Tx,
  request: MatchRequest,
  practitionerRoleId: string,
  facts: MatchFacts,
): Promise<WhatWould | undefined> {
  const model = await modelInForce(tx);
  return withPool(tx, ({ pool }) =>
    whatWould(request, pool, practitionerRoleId, { vocabulary, facts, model }),
  );
}

/** What a page is shown of a candidate: no account, no agreement. */
export const toCandidateView = (
  candidate: Candidate,
  unsuitable: UnsuitableReason | null = null,
): RankingView["candidates"][number] => ({
  unsuitable,
  practitionerRoleId: candidate.practitionerRoleId,
  practitionerId: candidate.practitionerId,
  name: candidate.name,
  institutionName: candidate.institutionName,
  departmentName: candidate.departmentName,
  titleName: candidate.titleName,
  score: candidate.score,
  reasons: candidate.reasons.map(({ zh, en }) => ({ zh, en })),
  factors: candidate.factors.map(({ key, zh, en, points }) => ({ key, zh, en, points })),
  isHiddenSkill: candidate.isHiddenSkill,
});

/** What a page is shown of one role's standing; `isSamePool` and `isByFactsOfThen` are the caller's to say. */
export const toWhyNotView = (
  answer: WhyNot,
  would: WhatWould | undefined,
): Omit<WhyNotView, "isSamePool" | "isByFactsOfThen"> => {
  const toChange = (one: WouldChange | null) => one && { ...one };
  const isRanked = answer.status === "ranked";
  return {
    status: answer.status,
    exclusion:
      answer.status === "excluded"
        ? { code: answer.code, zh: answer.zh, en: answer.en, detail: answer.detail }
        : null,
    position: isRanked ? answer.position : null,
    compared: isRanked ? answer.compared : null,
    eligible: isRanked ? answer.eligible : null,
    candidate: isRanked ? toCandidateView(answer.candidate) : null,
    lastShown: isRanked && answer.lastShown ? toCandidateView(answer.lastShown) : null,
    gaps: isRanked ? answer.gaps.map(({ key, points }) => ({ key, points })) : [],
    whatWould: would
      ? {
          place: would.place,
          first: toChange(would.first),
          firstThree: toChange(would.firstThree),
          others: [...would.others],
        }
      : null,
  };
};

export const toRankingView = (
  decision: Pick<Ranking, "modelVersion" | "considered" | "candidates" | "excluded"> & {
    readonly unsuitable?: ReadonlyMap<string, UnsuitableReason>;
    readonly id: string | null;
    readonly poolEpoch: string;
    readonly poolVersion: number;
    readonly madeAt: Instant;
  },
): RankingView => ({
  decisionId: decision.id,
  modelVersion: decision.modelVersion,
  poolEpoch: decision.poolEpoch,
  poolVersion: String(decision.poolVersion),
  considered: decision.considered,
  candidates: decision.candidates.map((one) =>
    toCandidateView(one, decision.unsuitable?.get(one.practitionerRoleId)),
  ),
  excluded: decision.excluded.map((group) => ({ ...group, examples: [...group.examples] })),
  madeAt: decision.madeAt,
});
