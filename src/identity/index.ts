export { asCommandActor } from "./by-command.js";
export { auditRoutes } from "./audit-routes.js";
export { type Actor, auditAct, type Ctx, inTx, inTxByKey, txContext } from "./context.js";
export {
  type Action,
  actions as policyActions,
  type Cell,
  cellOf,
  cellsOf,
  reaches,
  type Resource,
} from "./domain/policy.js";
export { type Role, roleNames, roles } from "./domain/roles.js";
export { enterByLink, mayAttempt, noteFailedAttempt, asLinkActor } from "./by-link.js";
export { defineRoute, mountRoutes, type Route, type UploadedFile } from "./route.js";
export { type IdentitySettings, identityRoutes, Page } from "./routes.js";
export { cookieName, type NewSession, sessionFinder, setSessionCookie, sha256 } from "./sessions.js";
export {
  addAccount,
  addPerson,
  addTenant,
  findPeople,
  findPerson,
  findPersonInstitution,
  findReader,
  findTenantNames,
  isEmptyInstallation,
  lastSeenPeople,
  listPeopleWithRole,
  listTenants,
  type PersonRecord,
  timeZonesOf,
} from "./store/people.js";
export { hashPassword } from "./passwords.js";
export { type ProofRefusal, proveAgain } from "./actions.js";
