/**
 * Which expert takes which request, over all that wait at once: exact, with proof. Pure; runs in a server, a worker or a page.
 */
export { type Certificate, certify, reasonOf, type RequestReason } from "./certificate.js";
export { type Deadline, solveByDeadline } from "./deadline.js";
export { bestEdgeFirst, firstComeFirstServed, type GreedyAssignment } from "./greedy.js";
export { LiveAssignment } from "./live.js";
export { lowestPrices } from "./lowest-prices.js";
export {
  type Assignment,
  type AssignmentProblem,
  type FaultCode,
  faultTexts,
  mostValue,
  type ProblemFault,
  problemFaults,
  toMillionths,
  type UnitCosts,
} from "./problem.js";
export { type Edge, type ExpertOffer, readProblem } from "./read-problem.js";
export { solve, type SolveOptions } from "./solve.js";
