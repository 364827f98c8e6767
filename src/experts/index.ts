export {
  bumpPool,
  type ExpertPoolRow,
  type PoolEvidence,
  poolVersion,
  type PoolVersion,
  readPool,
} from "./pool.js";
export { findRoles, type RoleRecord } from "./store/find-roles.js";
