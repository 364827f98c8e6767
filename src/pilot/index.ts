export { outsidePilot, scopeView } from "./actions.js";
export { type ScopeLine, outsideOf, regionBeginning } from "./domain/scope.js";
export { pilotRoutes } from "./routes.js";
export { findScope } from "./store.js";
