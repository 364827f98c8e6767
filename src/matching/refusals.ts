import type { Refusal } from "../platform/http/problem.js";
import type { RankingRefusal } from "./actions.js";
import type { FeedbackRefusal } from "./give-feedback.js";
import type { RankModelRefusal } from "./rank-models.js";

export const refusals: Record<RankingRefusal | FeedbackRefusal, Refusal> = {
  not_ranked_yet: {
    status: 404,
    zh: "本例尚未进行专家匹配",
    en: "Experts have not been ranked for this case yet",
  },
  case_is_settled: {
    status: 409,
    zh: "已有专家接诊或会诊已结束，不能再标记",
    en: "An expert has the case, or it has ended: nothing is marked any more",
  },
  not_in_ranking: {
    status: 404,
    zh: "最新的匹配结果中没有这位专家",
    en: "The newest ranking does not show this expert",
  },
  said_already: { status: 409, zh: "已标为不合适", en: "Marked as not fitting already" },
  not_said: { status: 409, zh: "没有标为不合适", en: "Not marked as not fitting" },
};

export const rankModelRefusals: Record<RankModelRefusal, Refusal> = {
  unknown_rank_model: {
    status: 422,
    zh: "没有这个排序模型版本，请从列表中选择",
    en: "There is no such version of the ranking; choose one from the list",
  },
  rank_model_of_other_base: {
    status: 409,
    zh: "这个版本是按旧的评分规则训练的，请重新训练后再启用",
    en: "This version was learned for earlier scoring rules; learn again first",
  },
  already_in_use: {
    status: 409,
    zh: "这个版本正在使用，请刷新查看",
    en: "This version is in use already; look again",
  },
};
