import type { Sentence } from "./explain.js";
import { judge, type Judgment, type RankOptions } from "./judge.js";
import { currentModel } from "./model.js";
import { byNameThenId } from "./order.js";
import { buildPool, type MatchPool, type PoolMember } from "./pool.js";
import { type MatchRequest, noFacts } from "./request.js";
import { type ChangeKind, type SingleChange, singleChanges, type Standing } from "./single-changes.js";
import { subjectOf } from "./subject.js";

/** One thing that, changed alone, would bring him there. */
export interface WouldChange extends Sentence {
  readonly kind: ChangeKind;
  /** His score and his place then; people, not posts. */
  readonly score: number;
  readonly place: number;
}

/** What would change the order for one expert. */
export interface WhatWould {
  /** His place among people now; null: he may not be asked, or is below the first that were compared. */
  readonly place: number | null;
  /** The smallest single change that brings him first, and among the first three. Null: no single one does, or he is there. */
  readonly first: WouldChange | null;
  readonly firstThree: WouldChange | null;
  /** The best that each other kind of change does, where it does anything: by place, then the smallest. */
  readonly others: readonly WouldChange[];
}

const othersShown = 4;
/** Of up to so many who may be asked, everyone has a place. */
const placedUpTo = 20_000;

interface Result {
  /** Undefined: may not be asked then. */
  readonly score: number | undefined;
  /** 1 the best. */
  readonly place: number;
}

/**
 * What single change would bring this role first or among the first three, found by ranking anew with each: by the very code that
 * ranks. The others stay as they are, but where the change is to the request or to an agreement. Undefined: not in the pool.
 */
export function whatWould(
  request: MatchRequest,
  pool: MatchPool,
  practitionerRoleId: string,
  options: RankOptions,
): WhatWould | undefined {
  const m = pool.slotOf(practitionerRoleId);
  const member = m === undefined ? undefined : pool.members[m];
  if (m === undefined || member === undefined) return undefined;
  const whole = { judgeAllUpTo: placedUpTo, ...options };
  const judgment = judge(request, pool, whole);
  const code = judgment.exclusionOf(m);
  const { vocabulary, facts = noFacts, model = currentModel } = options;
  const now: Standing = { member, request, facts };

  const subject = subjectOf(request, pool, vocabulary, model);
  const from = pool.evidenceStart[m] ?? 0;
  const closeness = (at: number): number =>
    Math.max(0, ...subject.diagnoses.map((one) => one.closeness[pool.evidenceTerm[from + at] ?? 0] ?? 0));

  const own = placeOf(standingAlone(now, pool, options), member, judgment, pool);
  const resultOf = (change: SingleChange, amount: number): Result => {
    const then = change.apply(amount);
    const against = change.isForAll === true ? judge(then.request, pool, whole) : judgment;
    return placeOf(standingAlone(then, pool, options), member, against, pool);
  };
  const target = (place: number) => (result: Result) => result.score !== undefined && result.place <= place;
  const candidates = singleChanges(now, code, closeness);
  const reach = (place: number): WouldChange | null => {
    if (own.score !== undefined && own.place <= place) return null;
    for (const change of candidates) {
      const amount = least(change, (n) => target(place)(resultOf(change, n)));
      if (amount !== undefined) return toView(change, amount, resultOf(change, amount));
    }
    return null;
  };
  const first = reach(1);
  const firstThree = reach(3);
  const named = new Set([first?.kind, firstThree?.kind]);
  const others = candidates
    .flatMap((change, at) => {
      const result = resultOf(change, change.most);
      const helps =
        result.score !== undefined &&
        (own.score === undefined || result.place < own.place) &&
        !named.has(change.kind) &&
        change.kind !== "more_patients";
      return helps ? [{ at, view: toView(change, change.most, result) }] : [];
    })
    .sort((a, b) => a.view.place - b.view.place || a.at - b.at)
    .map(({ view }) => view);
  const isPlaced = own.score !== undefined && judgment.order.includes(m);
  return {
    place: isPlaced ? own.place : null,
    first,
    firstThree,
    others: others
      .filter((one, i) => others.findIndex(({ kind }) => kind === one.kind) === i)
      .slice(0, othersShown),
  };
}

const toView = (change: SingleChange, amount: number, { score, place }: Result): WouldChange => ({
  kind: change.kind,
  ...change.say(amount),
  score: score ?? 0,
  place,
});

/** The smallest amount that does it, by halving: more of a change never does less. Undefined: not even the most. */
function least({ most }: SingleChange, does: (amount: number) => boolean): number | undefined {
  if (!does(most)) return undefined;
  let [no, yes] = [0, most];
  while (yes - no > 1) {
    const middle = (no + yes) >> 1;
    if (does(middle)) yes = middle;
    else no = middle;
  }
  return yes;
}

/** His score with the change, in a pool of his own posts: what others have does not bear on it. Undefined: may not be asked. */
function standingAlone(then: Standing, pool: MatchPool, options: RankOptions): number | undefined {
  const { member, request, facts } = then;
  const posts = pool
    .liveAmong([
      ...new Set([
        ...pool.ofPractitioner.of(member.practitionerId),
        ...(member.personId === null ? [] : pool.ofPerson.of(member.personId)),
      ]),
    ])
    .flatMap((at) => pool.members[at] ?? [])
    .filter((one) => one.practitionerRoleId !== member.practitionerRoleId);
  const alone = buildPool([member, ...posts], options.vocabulary);
  const judgment = judge(request, alone, { ...options, facts });
  const at = alone.slotOf(member.practitionerRoleId) ?? 0;
  return judgment.exclusionOf(at) === undefined ? judgment.explain(at).score : undefined;
}

/** Where he would stand among the people of that ranking, himself left out. */
function placeOf(
  score: number | undefined,
  member: PoolMember,
  { order, scoreOf }: Judgment,
  pool: MatchPool,
): Result {
  if (score === undefined) return { score, place: Number.POSITIVE_INFINITY };
  const ahead = new Set<string>();
  for (const m of order) {
    const other = pool.members[m];
    if (!other || other.practitionerId === member.practitionerId) continue;
    const apart = scoreOf(m) - score;
    if (apart < -1e-9 || (Math.abs(apart) <= 1e-9 && byNameThenId(other, member) > 0)) break;
    ahead.add(other.practitionerId);
  }
  return { score, place: ahead.size + 1 };
}
