/**
 * Profiles without I/O, for a browser, a worker or another program, published as `consilium/profile`: give it evidence, a place
 * among peers and the pool's means.
 */
export { type CaseMix, caseMixOf, estimateCaseMix, type ExpectedRate } from "./domain/case-mix.js";
export { compareDimensions, type Verdict, verdictOf } from "./domain/compare.js";
export {
  type CaseKind,
  type Evidence,
  type EvidenceKind,
  evidenceKinds,
  type EvidenceSource,
  evidenceSources,
  type Verification,
} from "./domain/evidence.js";
export { type HistoryPoint, knownOn, quarterEnds, scoreHistory } from "./domain/history.js";
export {
  type Dimension,
  dimensions,
  PROFILE_MODEL,
  type ProfileModel,
  type SubScore,
  subScores,
} from "./domain/model.js";
export {
  declaredOf,
  evidenceOf,
  type ExpertFacts,
  placeOf,
  type PostFact,
  type ServiceFact,
} from "./domain/read-evidence.js";
export {
  estimatePeers,
  groupsOf,
  type PeerMean,
  type PeerMember,
  type PeerPlace,
  type Peers,
  peersOf,
} from "./domain/peers.js";
export { emptyGround, type Profile, type ProfileGround, scoreProfile } from "./domain/score-profile.js";
export { type Skill, type SkillDocument, skillsOf, type SkillVocabulary } from "./domain/skills.js";
export type { Contribution, Score, SubResult } from "./domain/sub-score.js";
export { totalsOf } from "./domain/totals.js";
export { type Colleague, estimateUsualSkills, usualIn } from "./domain/usual-skills.js";
export { showing, showingsOf, viewerClasses, viewerOf } from "./domain/view-policy.js";
export { evidenceWords, insufficientWords } from "./domain/words.js";
