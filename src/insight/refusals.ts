import type { Refusal } from "../platform/http/problem.js";

export const refusals = {
  cell_not_found: {
    status: 404,
    zh: "这个地区近期没有这一科目的会诊申请",
    en: "Nothing was asked of this field in this region lately",
  },
  expert_not_found: {
    status: 404,
    zh: "没有这位在岗专家，请刷新后另选",
    en: "There is no such active expert; reload and choose another",
  },
  already_asked: {
    status: 409,
    zh: "已就同一地区与科目邀请过这位专家",
    en: "This expert has been asked for this region and field already",
  },
  recruitment_not_found: { status: 404, zh: "没有这份邀请", en: "There is no such invitation" },
  recruitment_answered: {
    status: 409,
    zh: "这份邀请已答复或已撤回",
    en: "This invitation was answered or taken back already",
  },
} as const satisfies Record<string, Refusal>;
