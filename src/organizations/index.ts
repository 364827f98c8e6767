export { type Agreement, type AgreementSide, type AgreementStatus, isInForce } from "./domain/agreement.js";
export { organizationsRoutes } from "./routes.js";
export {
  addAgreement,
  addOrganization,
  agreementsOf,
  findOrganization,
  listOrganizations,
  type NewOrganization,
  type OpenAgreement,
  type Organization,
} from "./store.js";
