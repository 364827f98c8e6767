import type { Refusal } from "../platform/http/problem.js";
import type { OverrideRefusal } from "./actions.js";

export const refusals: Record<OverrideRefusal, Refusal> = {
  case_not_found: { status: 404, zh: "没有这份会诊申请", en: "There is no such request" },
  level_is_settled: {
    status: 409,
    zh: "当前状态不能调整紧急程度：尚未分诊，或会诊已开始、已结束",
    en: "The level cannot be changed now: the case is not triaged yet, or the consultation has begun or ended",
  },
  same_level: {
    status: 409,
    zh: "已经是这个紧急程度，无需调整",
    en: "The case already has this level",
  },
};
