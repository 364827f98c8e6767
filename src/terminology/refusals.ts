import type { Refusal } from "../platform/http/problem.js";
import type { ReviewRefusal } from "./actions.js";

export const refusals: Record<ReviewRefusal | "code_not_found", Refusal> = {
  code_not_found: {
    status: 404,
    zh: "该日期没有这个代码，或写法有多种可能；请核对代码和日期",
    en: "There was no such code on that day, or its spelling has several readings; please check code and date",
  },
  unknown_code: { status: 422, zh: "没有这个代码", en: "There is no such code" },
  only_operator_for_all: {
    status: 403,
    zh: "只有平台运营可以让名称对所有机构生效",
    en: "Only the platform's operator may decide a name for every institution",
  },
  already_decided: {
    status: 409,
    zh: "这个名称已由他人处理，请刷新",
    en: "Someone has settled this name already; please refresh",
  },
  not_decided: { status: 409, zh: "这个名称尚未处理", en: "This name has not been settled" },
};
