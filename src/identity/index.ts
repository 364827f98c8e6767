export { auditRoutes } from "./audit-routes.js";
export { type Actor, auditAct, type Ctx, inTx, txContext } from "./context.js";
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
export { defineRoute, mountRoutes, type Route, type UploadedFile } from "./route.js";
export { type IdentitySettings, identityRoutes, Page } from "./routes.js";
export { cookieName, sessionFinder, sha256 } from "./sessions.js";
export {
  addAccount,
  addPerson,
  addTenant,
  findPerson,
  findPersonInstitution,
  findTenantNames,
  isEmptyInstallation,
  lastSeenPeople,
  listPeopleWithRole,
  listTenants,
} from "./store/people.js";
export { hashPassword } from "./passwords.js";
