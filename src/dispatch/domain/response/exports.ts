/** Who answers when: learned from how offers ended, used to judge whom to ask. */
export { type Daypart, dayparts, type Evidence, ownRecord, type Words, wordsOf } from "./evidence.js";
export {
  chanceToAccept,
  drawAnswer,
  type Forecast,
  forecast,
  remindedChances,
  type ResponseQuery,
} from "./forecast.js";
export { addOutcome, newResponseModel, type ResponseModel, type ResponseOutcome } from "./model.js";
export { isRefitDue, refit } from "./refit.js";
export { modelOf, type ResponseSnapshot, responseSnapshotVersion, snapshotOf } from "./snapshot.js";
export { type RhythmCell, rhythmOf } from "./rhythm.js";
