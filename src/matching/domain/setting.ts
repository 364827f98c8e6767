import type { DiseaseBounds } from "./disease-bounds.js";
import type { Gate } from "./gate.js";
import type { MatchModel } from "./model.js";
import type { MatchPool } from "./pool.js";
import type { Relevance, RelevanceMeter } from "./relevance.js";
import type { MatchFacts, MatchRequest } from "./request.js";
import type { Subject } from "./subject.js";
import type { Vocabulary } from "./vocabulary.js";

/** Everything one ranking has prepared. */
export interface Setting {
  readonly pool: MatchPool;
  readonly request: MatchRequest;
  readonly facts: MatchFacts;
  readonly subject: Subject;
  readonly gate: Gate;
  readonly meter: RelevanceMeter;
  readonly disease: DiseaseBounds;
  readonly vocabulary: Vocabulary;
  readonly model: MatchModel;
  readonly limit: number;
  readonly firstCandidates: number;
  /** Hundredths of a point. */
  readonly scoreOf: (m: number, relevance: Relevance) => number;
}
