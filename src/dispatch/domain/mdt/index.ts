/** Teams of experts at a common slot, over all requests that want one: a good plan soon, with proof of how good. Pure. */
export {
  type MdtCandidate,
  type MdtExpert,
  type MdtFault,
  type MdtFaultCode,
  mdtFaults,
  mdtFaultTexts,
  type MdtPlan,
  type MdtProblem,
  type MdtRequest,
  type Meeting,
} from "./problem.js";
export { type MdtOptions, planGreedily, solveMdt } from "./solve.js";
