import type { Instant } from "../../../kernel/types.js";
import {
  type ExpertTally,
  newResponseModel,
  recentKept,
  type ResponseModel,
  type Tally,
  tallyOfExpert,
  tallyOfGroup,
} from "./model.js";
import { refit } from "./refit.js";

export const responseSnapshotVersion = "response/1";

/** Index and value by turns; zeros are left out. */
type Sparse = readonly number[];

interface TallySnapshot {
  readonly answered: Sparse;
  readonly expected: Sparse;
  readonly expectedByLevel: Sparse;
  readonly accepted: number;
  readonly decided: number;
  readonly offers: number;
}

/** The model as plain JSON. The same outcomes give the same snapshot. */
export interface ResponseSnapshot {
  readonly version: typeof responseSnapshotVersion;
  readonly epochMinute: number;
  readonly halfLifeDays: number;
  readonly outcomes: number;
  readonly answeredByStretch: Sparse;
  readonly expectedByStretch: Sparse;
  readonly everybody: TallySnapshot;
  readonly groups: Readonly<Record<string, TallySnapshot>>;
  readonly experts: Readonly<
    Record<
      string,
      TallySnapshot & {
        readonly groupId: string | null;
        readonly groupSince: number;
        readonly recent: { readonly count: number; readonly offers: readonly (readonly number[])[] };
      }
    >
  >;
}

function sparse(values: Float32Array | Float64Array): number[] {
  const out: number[] = [];
  values.forEach((value, i) => {
    if (value !== 0) out.push(i, value);
  });
  return out;
}

function fill(into: Float32Array | Float64Array, from: Sparse): void {
  for (let i = 0; i + 1 < from.length; i += 2) into[from[i] ?? 0] = from[i + 1] ?? 0;
}

const tallySnapshot = (tally: Tally): TallySnapshot => ({
  answered: sparse(tally.answered),
  expected: sparse(tally.expected),
  expectedByLevel: sparse(tally.expectedByLevel),
  accepted: tally.accepted,
  decided: tally.decided,
  offers: tally.offers,
});

function fillTally(tally: Tally, from: TallySnapshot): void {
  fill(tally.answered, from.answered);
  fill(tally.expected, from.expected);
  fill(tally.expectedByLevel, from.expectedByLevel);
  tally.accepted = from.accepted;
  tally.decided = from.decided;
  tally.offers = from.offers;
}

const recentRows = ({ recent }: ExpertTally): number[][] =>
  Array.from({ length: Math.min(recent.count, recentKept) }, (_, i) => [
    recent.at[i] ?? 0,
    recent.waited[i] ?? 0,
    recent.end[i] ?? 0,
  ]);

const byKey = <T, U>(map: ReadonlyMap<string, T>, of: (value: T) => U): Record<string, U> =>
  Object.fromEntries([...map].sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, value]) => [key, of(value)]));

export const snapshotOf = (model: ResponseModel): ResponseSnapshot => ({
  version: responseSnapshotVersion,
  epochMinute: model.epochMinute,
  halfLifeDays: model.halfLifeDays,
  outcomes: model.outcomes,
  answeredByStretch: sparse(model.answeredByStretch),
  expectedByStretch: sparse(model.expectedByStretch),
  everybody: tallySnapshot(model.everybody),
  groups: byKey(model.groups, tallySnapshot),
  experts: byKey(model.experts, (tally) => ({
    ...tallySnapshot(tally),
    groupId: tally.groupId,
    groupSince: tally.groupSince,
    recent: { count: tally.recent.count, offers: recentRows(tally) },
  })),
});

/**
 * The model of a snapshot, fitted for `now`. Undefined: the snapshot is of another version, and the history has to be
 * read anew.
 */
export function modelOf(snapshot: ResponseSnapshot, now: Instant): ResponseModel | undefined {
  if ((snapshot.version as string) !== responseSnapshotVersion) return undefined;
  const model: ResponseModel = {
    ...newResponseModel(now, snapshot.halfLifeDays),
    epochMinute: snapshot.epochMinute,
    outcomes: snapshot.outcomes,
  };
  fill(model.answeredByStretch, snapshot.answeredByStretch);
  fill(model.expectedByStretch, snapshot.expectedByStretch);
  fillTally(model.everybody, snapshot.everybody);
  for (const [id, tally] of Object.entries(snapshot.groups)) fillTally(tallyOfGroup(model, id), tally);
  for (const [id, { recent, groupId, groupSince, ...tally }] of Object.entries(snapshot.experts)) {
    const expert = tallyOfExpert(model, id);
    fillTally(expert, tally);
    expert.groupId = groupId;
    expert.groupSince = groupSince;
    recent.offers.forEach(([at, waited, end], i) => {
      expert.recent.at[i] = at ?? 0;
      expert.recent.waited[i] = waited ?? 0;
      expert.recent.end[i] = end ?? 0;
    });
    expert.recent.count = recent.count;
  }
  refit(model, now);
  return model;
}
