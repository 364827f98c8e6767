export { type FileImport, type FileRefusal, importFile, rehearseFile } from "./actions/import-file.js";
export {
  type AddedExpert,
  addExpert,
  addExperts,
  type NewClaim,
  type NewExpert,
  type NewRole,
} from "./add-experts.js";
export { pauseMembershipOf, resumeMembershipOf, type StepTaker } from "./membership-moves.js";
export { membershipRoutes } from "./membership-routes.js";
export { membershipWork } from "./membership-work.js";
export { membershipTransitions } from "./domain/membership.js";
export {
  bumpPool,
  type ExpertPoolRow,
  type PoolEvidence,
  poolVersion,
  type PoolVersion,
  readPool,
} from "./pool.js";
export { expertsWork } from "./recode.js";
export { expertsRoutes } from "./routes.js";
export { findRoles, type RoleRecord } from "./store/find-roles.js";
