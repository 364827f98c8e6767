import type { Route } from "../identity/index.js";
import { caseResultRoutes } from "./routes/case-routes.js";
import { learningRoutes } from "./routes/learning-routes.js";
import { officeRoutes } from "./routes/office-routes.js";

export { indicators } from "./data/indicators.js";
export { indicatorsPaper } from "./indicators-paper.js";
export { learnRanking } from "./actions/learn-ranking.js";
export { readRankingLessons } from "./store/ranking-lessons.js";
export { rebuildFacts, type Rebuilt } from "./rebuild.js";
export { answerQuestion } from "./actions/ask.js";
export { answerLines } from "./answer-lines.js";
export { previewWeek, sendWeek } from "./actions/weekly.js";
export { lastWeek } from "./domain/weekly.js";
export { qualityWork } from "./work.js";
export const qualityRoutes: Route[] = [...caseResultRoutes, ...officeRoutes, ...learningRoutes];
