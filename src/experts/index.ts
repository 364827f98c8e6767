export { type FileImport, type FileRefusal, importFile, rehearseFile } from "./actions/import-file.js";
export {
  type AddedExpert,
  addExpert,
  addExperts,
  type NewExpert,
  type NewRole,
  type SourcedClaim,
} from "./add-experts.js";
export { pauseMembershipOf, resumeMembershipOf, type StepTaker } from "./membership-moves.js";
export { askWhoIsDue } from "./actions/freshness/campaigns.js";
export { raiseFinding } from "./actions/freshness/findings.js";
export { freshnessRoutes } from "./freshness-routes.js";
export { freshnessWork } from "./freshness-work.js";
export { refreshFreshness } from "./store/freshness.js";
export { membershipRoutes } from "./membership-routes.js";
export { membershipWork } from "./membership-work.js";
export { membershipTransitions } from "./domain/membership.js";
export {
  type ClaimRefusal,
  claimsChanged,
  disputeClaim,
  expireClaim,
  type Provenance,
  readClaims,
  recordClaims,
  type Recorded,
  standingValues,
  type StoredClaim,
  verifyClaim,
  withdrawClaim,
} from "./claims.js";
export { type SettleRefusal, settleConflict } from "./claim-conflicts.js";
export { readConflicts as listConflictsOfAll } from "./actions/conflicts.js";
export { conflictsWork } from "./conflict-notices.js";
export {
  type ClaimKind,
  claimKinds,
  claimRules,
  type ClaimSource,
  type OverdueAction,
} from "./domain/claims/kinds.js";
export type { ClaimFault, Evidence, NewClaim } from "./domain/claims/record-claims.js";
export type { ClaimValue } from "./domain/claims/slot.js";
export { type ClaimState, claimTransitions } from "./domain/claims/states.js";
export {
  bumpPool,
  databaseIdentity,
  isPastSnapshot,
  type ExpertPoolRow,
  type PoolChanges,
  type PoolEvidence,
  poolVersion,
  type PoolVersion,
  readPool,
  readPoolInPortions,
  versionIn,
  versionWith,
  readPoolChanges,
} from "./pool.js";
export {
  listPractitionerIds,
  type Portrait,
  type PortraitClaim,
  type PortraitPost,
  readPortraits,
} from "./portraits.js";
export { expertsWork } from "./recode.js";
export { expertsRoutes } from "./routes.js";
export { expertRecord } from "./actions/export-expert.js";
export { addObjection as fileObjectionOf } from "./store/objections.js";
export { findRoles, findStanding, type RoleRecord } from "./store/find-roles.js";
export { personsOfInstitution, type PostConsent, postsOfPersons } from "./store/posts-of-persons.js";
export { inServiceTopics, setInService } from "./staff/in-service.js";
export { type LivingPost, livingPosts } from "./store/merged-into.js";
export { findStaff, type KnownStaff } from "./staff/find-staff.js";
export { landStaff, type LandedStaff, type StaffResult } from "./staff/land-staff.js";
export type { StaffRow } from "./staff/staff-row.js";
export { readStaffList, type StaffListRow } from "./staff/read-staff-list.js";
export type { StaffFault } from "./staff/staff-faults.js";
