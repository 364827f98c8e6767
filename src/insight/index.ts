export { insightRoutes } from "./routes.js";
export { rebuildDemand } from "./store/demand.js";
export { insightWork } from "./work.js";
