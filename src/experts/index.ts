export { findRoles, type RoleRecord } from "./store/find-roles.js";
