import type { Refusal } from "../platform/http/problem.js";
import type { CompareRefusal, ProfileRefusal } from "./actions.js";

export const profileRefusals: Record<ProfileRefusal, Refusal> = {
  expert_not_found: { status: 404, zh: "没有这位专家", en: "There is no such expert" },
  view_not_yours: {
    status: 403,
    zh: "您不能以这个身份查看：只能预览比自己看到的更少的视图",
    en: "You may not look with these eyes: only at views narrower than your own",
  },
};

export const compareRefusals: Record<CompareRefusal, Refusal> = {
  expert_not_found: profileRefusals.expert_not_found,
  same_expert: {
    status: 422,
    zh: "请选择两位不同的专家进行比较",
    en: "Choose two different experts to compare",
  },
};
