import { defineRoute, type Route } from "../../identity/index.js";
import { RankModelTrained } from "../../matching/api.js";
import { trainRanking } from "../actions/learn-ranking.js";

/** What the platform learns from what became of its cases. */
export const learningRoutes: Route[] = [
  defineRoute({
    method: "POST",
    url: "/api/ranking/models",
    action: "match.model-change",
    summary: {
      zh: "训练排序模型",
      en: "Learn the ranking from outcomes as a new version; nothing changes until it is used",
    },
    reply: RankModelTrained,
    idempotency: "required",
    refusals: {},
    handle: (ctx) => trainRanking(ctx),
  }),
];
