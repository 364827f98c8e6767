export { applyImport } from "./actions/apply-import.js";
export { compareList, judgeTable, startImport } from "./actions/preview-import.js";
export {
  type AddedExpert,
  addExpert,
  addExperts,
  type NewClaim,
  type NewExpert,
  type NewRole,
} from "./add-experts.js";
export { summarise } from "./domain/import/summary.js";
export type { Importer } from "./importer.js";
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
