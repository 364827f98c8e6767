import type { ExclusionCode } from "./exclusion.js";
import type { GateRules } from "./gate.js";
import {
  type Bitset,
  both,
  clearBit,
  countBits,
  eachBit,
  hasBit,
  noBits,
  setBit,
  takeOut,
  without,
} from "./index/bitset.js";
import { slotsOfRoles } from "./kept-by-facts.js";
import type { MatchPool, PoolMember } from "./pool.js";
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
 * stopped by one is not looked at by the next. Agrees with `Gate.exclusionOf` of every member.
 */
export function sieve(pool: MatchPool, request: MatchRequest, facts: MatchFacts, rules: GateRules): Sieved {
  const left = pool.live.slice();
  const slots = pool.index.endSlot;
  const stopped = new Map<ExclusionCode, Bitset>();
  const stop = (code: ExclusionCode, those: Bitset): void => {
    const gone = both(left, those);
    if (takeOut(left, gone) > 0) stopped.set(code, gone);
  };
  const setOf = (...lists: (readonly number[])[]): Bitset => {
    const bits = noBits(slots);
    for (const list of lists) for (const slot of list) setBit(bits, slot);
    return bits;
  };
  /** Of those still in, whom the test finds. */
  const found = (isIt: (member: PoolMember, m: number) => boolean, among: Bitset = left): Bitset => {
    const bits = noBits(slots);
    eachBit(among, (m) => {
      const member = pool.members[m];
      if (member && isIt(member, m)) setBit(bits, m);
    });
    return bits;
  };

  /** The same by slot alone: members are not fetched. */
  const foundAt = (isIt: (m: number) => boolean): Bitset => {
    const bits = noBits(slots);
    eachBit(left, (m) => {
      if (isIt(m)) setBit(bits, m);
    });
    return bits;
  };

  stop("own_institution", setOf(pool.ofInstitution.of(request.requesterOrganizationId)));
  stop("not_active", without(left, pool.active));
  stop("no_account", without(left, pool.withAccount));
  stop(
    "conflict_of_interest",
    setOf(
      ...Array.from(rules.standAside, (person) => pool.ofPractitioner.of(person)),
      pool.asideFor.of(request.requesterOrganizationId),
      pool.asideFor.of(request.requesterPersonId ?? "nobody"),
    ),
  );
  for (const code of [
    "conflict_of_interest",
    "already_declined",
    "offer_lapsed",
    "found_unsuitable",
  ] as const) {
    const people = [...rules.excluded].filter(([, ground]) => ground === code);
    if (people.length === 0) continue;
    const those = both(left, setOf(...people.map(([person]) => pool.ofPractitioner.of(person))));
    const known = stopped.get(code);
    if (known) for (const m of known.keys()) those[m] = (those[m] ?? 0) | (known[m] ?? 0);
    takeOut(left, those);
    if (countBits(those) > 0) stopped.set(code, those);
  }

  const institutions = new Set(request.agreements.map((agreement) => agreement.performerOrganizationId));
  const reachable = noBits(slots);
  const limited: number[] = [];
  const unserved: number[] = [];
  for (const institution of institutions) {
    const there = pool.ofInstitution.of(institution);
    for (const m of there) setBit(reachable, m);
    const open = rules.agreementsOf(institution);
    if (open.length === 0) unserved.push(...there);
    else if (open.every(({ specialtyCodes }) => specialtyCodes.length > 0)) limited.push(...there);
  }
  stop("no_agreement", without(left, reachable));
  if (unserved.length > 0) stop("agreement_not_for_service", both(left, setOf(unserved)));
  if (limited.length > 0)
    stop(
      "agreement_not_for_specialty",
      found(
        (member) =>
          !rules
            .agreementsOf(member.institutionId)
            .some(({ specialtyCodes }) => rules.opens(specialtyCodes, member)),
        both(left, setOf(limited)),
      ),
    );

  const scopes = Uint8Array.from(pool.scopes, (scope) => Number(rules.isInScope(scope)));
  stop(
    "scope_does_not_cover",
    foundAt((m) => scopes[pool.scopeOf[m] ?? 0] === 0),
  );
  stop(
    "not_independent_three_years",
    foundAt((m) => (pool.independentSince[m] ?? 0) > rules.lastIndependentDay),
  );
  if (request.wantedTitleRank !== "any")
    stop(
      "title_too_low",
      found((member) => !rules.hasTitle(member)),
    );
  stop("declared_not_taken", found(rules.isRefused, both(left, setOf(pool.withRefusals))));
  stop("mode_not_accepted", without(left, pool.modes[request.mode]));
  stop(
    "off_duty",
    foundAt((m) => rules.isOffDuty(m)),
  );
  const loaded = slotsOfRoles(pool, facts.loadByRole).slice();
  for (const m of pool.withoutRoom) setBit(loaded, m);
  for (const code of ["daily_cap_reached", "weekly_cap_reached"] as const)
    stop(
      code,
      found((member) => rules.capOf(member) === code, both(left, loaded)),
    );
  return { passed: left, stopped };
}

/** The rule that stopped m; undefined: none did. */
export function stoppedBy({ stopped }: Sieved, m: number): ExclusionCode | undefined {
  for (const [code, those] of stopped) if (hasBit(those, m)) return code;
  return undefined;
}

/** Moves out of `passed` into a set of their own those that nothing speaks for. */
export function dropIrrelevant(sieved: Sieved, irrelevant: readonly number[]): Sieved {
  if (irrelevant.length === 0) return sieved;
  const those = new Uint32Array(sieved.passed.length);
  for (const m of irrelevant) {
    setBit(those, m);
    clearBit(sieved.passed, m);
  }
  return { ...sieved, stopped: new Map([...sieved.stopped, ["no_relevant_evidence", those]]) };
}
