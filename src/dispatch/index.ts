export { dispatchRoutes } from "./routes.js";
export { dispatchWork } from "./work.js";
export { offerTransitions } from "./domain/offer.js";
export { poolFacts } from "./search.js";
