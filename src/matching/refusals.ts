import type { Refusal } from "../platform/http/problem.js";
import type { RankingRefusal } from "./actions.js";

export const refusals: Record<RankingRefusal, Refusal> = {
  not_ranked_yet: {
    status: 404,
    zh: "本例尚未进行专家匹配",
    en: "Experts have not been ranked for this case yet",
  },
};
