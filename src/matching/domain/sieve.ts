import type { ExclusionCode } from "./exclusion.js";
import type { GateRules } from "./gate.js";
import {
  addAll,
  type Bitset,
  clearBit,
  eachOfBoth,
  hasBit,
  meets,
  moveOthers,
  moveOver,
  noBits,
  setBit,
  without,
} from "./index/bitset.js";
import { eachFrom } from "./kept-sets.js";
import { slotsOfRoles } from "./kept-by-facts.js";
import { type MatchPool, type PoolMember, titleRanks } from "./pool.js";
import type { MatchFacts, MatchRequest } from "./request.js";

/** The pool after the hard filters. */
export interface Sieved {
  /** Who may be asked. */
  readonly passed: Bitset;
  /** Who may not, by the first rule that stands in the way; only rules that stopped anyone. */
  readonly stopped: ReadonlyMap<ExclusionCode, Bitset>;
}

/**
 * Takes the whole pool through the rules of {@link gateOf}, each as a set of slots, in the order of the exclusion codes: who is
 * stopped by one is not looked at by the next. Agrees with `Gate.exclusionOf` of every member. What follows from slots and a few words of
 * the request is kept with the pool ({@link KeptSets}), so that most rules cost a word for 32 members.
 */
export function sieve(pool: MatchPool, request: MatchRequest, facts: MatchFacts, rules: GateRules): Sieved {
  const left = pool.live.slice();
  const slots = pool.index.endSlot;
  const stopped = new Map<ExclusionCode, Bitset>();
  const goneBy = (code: ExclusionCode): Bitset => {
    let gone = stopped.get(code);
    if (!gone) stopped.set(code, (gone = noBits(slots)));
    return gone;
  };
  const stop = (code: ExclusionCode, those: Bitset): void => {
    if (meets(left, those)) moveOver(left, those, goneBy(code));
  };
  const stopSlots = (code: ExclusionCode, those: readonly number[]): void => {
    for (const m of those)
      if (hasBit(left, m)) {
        clearBit(left, m);
        setBit(goneBy(code), m);
      }
  };
  const stopOthers = (code: ExclusionCode, those: Bitset): void => {
    moveOthers(left, those, () => goneBy(code));
  };
  /** Of those left who are in the set, whoever the test finds. */
  const stopFound = (code: ExclusionCode, among: Bitset, isIt: (member: PoolMember) => boolean): void => {
    eachOfBoth(left, among, (m) => {
      const member = pool.members[m];
      if (!member || !isIt(member)) return;
      clearBit(left, m);
      setBit(goneBy(code), m);
    });
  };
  const kept = (key: string, isIt: (m: number) => boolean): Bitset => pool.sets.of(key, slots, isIt);
  const atInstitutions = (ids: readonly string[]): Bitset => {
    const there = new Set(ids);
    // Institutions of slots to come may be new ones: asked by name, once each.
    const flags: boolean[] = [];
    return kept(`at:${ids.join()}`, (m) => {
      const id = pool.institutionOf[m] ?? 0;
      return (flags[id] ??= there.has(pool.institutions[id] ?? ""));
    });
  };

  stopSlots("own_institution", pool.ofInstitution.of(request.requesterOrganizationId));
  stopOthers("not_active", pool.active);
  stopOthers("no_account", pool.withAccount);
  for (const those of [
    otherPostsAside(pool, request, rules),
    pool.ofPerson.of(request.requesterPersonId ?? "nobody"),
    pool.asideFor.of(request.requesterOrganizationId),
    pool.asideFor.of(request.requesterPersonId ?? "nobody"),
  ])
    stopSlots("conflict_of_interest", those);
  for (const [person, ground] of rules.excluded) stopSlots(ground, pool.ofPractitioner.of(person));

  const institutions = [...new Set(request.agreements.map((agreement) => agreement.performerOrganizationId))];
  const isUnserved = (institution: string) => rules.agreementsOf(institution).length === 0;
  const isLimited = (institution: string) =>
    !isUnserved(institution) &&
    rules.agreementsOf(institution).every(({ specialtyCodes }) => specialtyCodes.length > 0);
  const [unserved, limited] = [institutions.filter(isUnserved), institutions.filter(isLimited)];
  stopOthers("no_agreement", atInstitutions(institutions));
  if (unserved.length > 0) stop("agreement_not_for_service", atInstitutions(unserved));
  if (limited.length > 0)
    stopFound(
      "agreement_not_for_specialty",
      atInstitutions(limited),
      (member) =>
        !rules
          .agreementsOf(member.institutionId)
          .some(({ specialtyCodes }) => rules.opens(specialtyCodes, member)),
    );

  const scopesOf = rules.fields.map((field) =>
    pool.sets.grown(`scope:${field ?? ""}`, slots, (from, put) => {
      for (const [id, scope] of pool.scopes.entries())
        if (rules.isInScope(scope, field)) eachFrom(pool.slotsOfScope[id] ?? [], from, put);
    }),
  );
  let [inScope = noBits(slots)] = scopesOf;
  if (scopesOf.length > 1) {
    inScope = inScope.slice();
    for (const scope of scopesOf) addAll(inScope, scope);
  }
  stopOthers("scope_does_not_cover", inScope);
  stop(
    "not_independent_three_years",
    kept(
      `since:${rules.lastIndependentDay}`,
      (m) => (pool.independentSince[m] ?? 0) > rules.lastIndependentDay,
    ),
  );
  for (const [t, titleRank] of titleRanks.entries())
    if (!rules.hasTitle({ titleRank }))
      stop(
        "title_too_low",
        kept(`title:${t}`, (m) => pool.titleOf[m] === t),
      );
  for (const { refusal, slots: decliners } of pool.declined.values())
    if (rules.isRefused(refusal)) stopSlots("declared_not_taken", decliners);
  stopOthers("mode_not_accepted", pool.modes[request.mode]);
  if (rules.answerWithinMinutes !== undefined) {
    const minute = Math.floor(Date.parse(request.now) / 60_000);
    stop("off_duty", kept(`off:${minute}:${rules.answerWithinMinutes}`, rules.isOffDuty));
  }
  const loaded = slotsOfRoles(pool, facts.loadByRole);
  for (const code of ["daily_cap_reached", "weekly_cap_reached"] as const) {
    const isFull = (member: PoolMember): boolean => rules.capOf(member) === code;
    stopFound(code, loaded, isFull);
    stopSlots(
      code,
      pool.withoutRoom.filter((m) => hasBit(left, m) && isFull(pool.members[m] as PoolMember)),
    );
  }
  return { passed: left, stopped };
}

/** Posts elsewhere of those whom a post at the inviting institution, or the asker's own, makes stand aside; and that post itself. */
function otherPostsAside(pool: MatchPool, request: MatchRequest, rules: GateRules): number[] {
  return [
    ...pool.ofInstitution.of(request.requesterOrganizationId),
    ...pool.ofPerson.of(request.requesterPersonId ?? "nobody"),
  ].flatMap((m) => {
    const member = hasBit(pool.withOtherPosts, m) ? pool.members[m] : undefined;
    return member && rules.standsAside(member) ? pool.ofPractitioner.of(member.practitionerId) : [];
  });
}

/** The rule that stopped m; undefined: none did. */
export function stoppedBy({ stopped }: Sieved, m: number): ExclusionCode | undefined {
  for (const [code, those] of stopped) if (hasBit(those, m)) return code;
  return undefined;
}

/** The same with those that nothing speaks for moved out of `passed` into a set of their own. */
export function dropIrrelevant({ passed, stopped }: Sieved, relevant: Bitset): Sieved {
  const irrelevant = without(passed, relevant);
  if (irrelevant.every((word) => word === 0)) return { passed, stopped };
  return { passed: relevant, stopped: new Map([...stopped, ["no_relevant_evidence", irrelevant]]) };
}
