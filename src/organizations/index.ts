export {
  type Agreement,
  type AgreementService,
  serves,
  type AgreementSide,
  type AgreementStatus,
  isInForce,
} from "./domain/agreement.js";
export { organizationsRoutes } from "./routes.js";
export {
  addAgreement,
  addOrganization,
  agreementsOf,
  findOrganization,
  isAgreementInForce,
  listAgreements,
  listOrganizations,
  organizationNames,
  type NewOrganization,
  type OpenAgreement,
  type Organization,
} from "./store.js";
