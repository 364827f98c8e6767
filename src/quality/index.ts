import type { Route } from "../identity/index.js";
import { caseResultRoutes } from "./routes/case-routes.js";
import { learningRoutes } from "./routes/learning-routes.js";
import { officeRoutes } from "./routes/office-routes.js";

export { indicatorsPaper } from "./indicators-paper.js";
export { learnRanking } from "./actions/learn-ranking.js";
export { readRankingLessons } from "./store/ranking-lessons.js";
export { rebuildFacts, type Rebuilt } from "./rebuild.js";
export { qualityWork } from "./work.js";
export const qualityRoutes: Route[] = [...caseResultRoutes, ...officeRoutes, ...learningRoutes];
