import type { ExclusionCode } from "./exclusion.js";
import type { GateRules } from "./gate.js";
import {
  addAll,
  type Bitset,
  both,
  eachBit,
  hasBit,
  noBits,
  setBit,
  takeOut,
  without,
} from "./index/bitset.js";
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
  const stop = (code: ExclusionCode, those: Bitset): void => {
    const gone = both(left, those);
    if (takeOut(left, gone) === 0) return;
    const before = stopped.get(code);
    if (before) addAll(gone, before);
    stopped.set(code, gone);
  };
  const setOf = (...lists: (readonly number[])[]): Bitset => {
    const bits = noBits(slots);
    for (const list of lists) for (const slot of list) setBit(bits, slot);
    return bits;
  };
  /** Of the set, whom the test finds. */
  const found = (isIt: (member: PoolMember, m: number) => boolean, among: Bitset): Bitset => {
    const bits = noBits(slots);
    eachBit(among, (m) => {
      const member = pool.members[m];
      if (member && isIt(member, m)) setBit(bits, m);
    });
    return bits;
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

  stop("own_institution", setOf(pool.ofInstitution.of(request.requesterOrganizationId)));
  stop("not_active", without(left, pool.active));
  stop("no_account", without(left, pool.withAccount));
  stop(
    "conflict_of_interest",
    setOf(
      otherPostsAside(pool, request, rules),
      pool.ofPerson.of(request.requesterPersonId ?? "nobody"),
      pool.asideFor.of(request.requesterOrganizationId),
      pool.asideFor.of(request.requesterPersonId ?? "nobody"),
    ),
  );
  for (const [person, ground] of rules.excluded) stop(ground, setOf(pool.ofPractitioner.of(person)));

  const institutions = [...new Set(request.agreements.map((agreement) => agreement.performerOrganizationId))];
  const isUnserved = (institution: string) => rules.agreementsOf(institution).length === 0;
  const isLimited = (institution: string) =>
    !isUnserved(institution) &&
    rules.agreementsOf(institution).every(({ specialtyCodes }) => specialtyCodes.length > 0);
  const [unserved, limited] = [institutions.filter(isUnserved), institutions.filter(isLimited)];
  stop("no_agreement", without(left, atInstitutions(institutions)));
  if (unserved.length > 0) stop("agreement_not_for_service", both(left, atInstitutions(unserved)));
  if (limited.length > 0)
    stop(
      "agreement_not_for_specialty",
      found(
        (member) =>
          !rules
            .agreementsOf(member.institutionId)
            .some(({ specialtyCodes }) => rules.opens(specialtyCodes, member)),
        both(left, atInstitutions(limited)),
      ),
    );

  const inScope: boolean[] = [];
  stop(
    "scope_does_not_cover",
    without(
      left,
      kept(`scope:${rules.fieldsKey}`, (m) => {
        const id = pool.scopeOf[m] ?? 0;
        const scope = pool.scopes[id];
        return (inScope[id] ??= scope !== undefined && rules.isInScope(scope));
      }),
    ),
  );
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
    if (rules.isRefused(refusal)) stop("declared_not_taken", setOf(decliners));
  stop("mode_not_accepted", without(left, pool.modes[request.mode]));
  if (rules.answerWithinMinutes !== undefined) {
    const minute = Math.floor(Date.parse(request.now) / 60_000);
    stop("off_duty", kept(`off:${minute}:${rules.answerWithinMinutes}`, rules.isOffDuty));
  }
  const loaded = slotsOfRoles(pool, facts.loadByRole).slice();
  for (const m of pool.withoutRoom) setBit(loaded, m);
  for (const code of ["daily_cap_reached", "weekly_cap_reached"] as const)
    stop(
      code,
      found((member) => rules.capOf(member) === code, both(left, loaded)),
    );
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
