import type { Refusal } from "../platform/http/problem.js";
import type { OverrideRefusal } from "./actions.js";
import type { EditRefusal } from "./completeness.js";

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

export const completenessRefusals: Record<EditRefusal, Refusal> = {
  edited_meanwhile: {
    status: 409,
    zh: "他人刚刚修改了这一组；请刷新后再改，您写的内容还在页面上",
    en: "Someone has just changed this group; refresh and edit again, your text is still on the page",
  },
  unknown_complaint: {
    status: 422,
    zh: "有一个主诉不在列表中；请从列表中选择",
    en: "One of the complaints is not on the list; please choose from it",
  },
  nothing_to_undo: {
    status: 409,
    zh: "本机构没有修改过这一组，无需恢复",
    en: "Your office has not changed this group; there is nothing to undo",
  },
};
