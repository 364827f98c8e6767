import type { Refusal } from "../platform/http/problem.js";
import type { EvidenceRefusal } from "./actions/claims.js";
import type { MergeRefusal, UndoRefusal } from "./actions/duplicates.js";
import type { AnswerRefusal, ObjectionRefusal } from "./actions/objections.js";
import type { SettleRefusal } from "./claim-conflicts.js";
import type { ClaimRefusal } from "./claims.js";

const expertNotFound = { status: 404, zh: "没有这位专家", en: "There is no such expert" } as const;
const claimNotFound = {
  status: 404,
  zh: "没有这项主张，或不属于这位专家",
  en: "There is no such claim of this expert",
} as const;
const changedMeanwhile = {
  status: 409,
  zh: "别人刚刚改过这一项，请刷新后再试",
  en: "Somebody has just changed it; load the page again",
} as const;

export const claimRefusals: Record<ClaimRefusal | "expert_not_found" | "not_your_claim", Refusal> = {
  expert_not_found: expertNotFound,
  claim_not_found: claimNotFound,
  claim_step_not_allowed: {
    status: 409,
    zh: "这一项已被替换或撤回，不能再这样处理；请刷新页面看现在的值",
    en: "It was replaced or withdrawn and can no longer be changed like this; load the page again",
  },
  claim_in_conflict: {
    status: 409,
    zh: "两个来源的说法不一致，请先在“资料核对”中裁定冲突",
    en: "Two sources contradict each other here: settle the conflict first, under Checks",
  },
  claim_changed_meanwhile: changedMeanwhile,
  not_your_claim: {
    status: 409,
    zh: "只能撤回自己陈述的内容；对其他来源的内容请提出异议或标为存疑",
    en: "You can take back only what you stated; contest or doubt what another source says",
  },
};

export const evidenceRefusals: Record<EvidenceRefusal, Refusal> = {
  claim_not_found: claimNotFound,
  evidence_type_refused: {
    status: 422,
    zh: "依据文件须为 PDF、JPG 或 PNG，请换一种格式",
    en: "Evidence must be a PDF, JPEG or PNG; send it in one of these",
  },
  evidence_too_large: {
    status: 413,
    zh: "文件超过 20 MB，请压缩后再上传",
    en: "The file is larger than 20 MB; make it smaller",
  },
  evidence_missing: {
    status: 404,
    zh: "这一项没有依据文件",
    en: "There is no file behind this fact",
  },
};

export const settleRefusals: Record<SettleRefusal, Refusal> = {
  conflict_not_found: { status: 404, zh: "没有这项冲突", en: "There is no such conflict" },
  conflict_closed: {
    status: 409,
    zh: "这项冲突已经裁定，或两个来源已经一致",
    en: "The conflict is settled already, or the sources have come to agree",
  },
  not_a_side: {
    status: 422,
    zh: "所选的值不在这项冲突之中，请从两个值里选一个",
    en: "The chosen value is no side of this conflict; choose one of the two",
  },
  claim_changed_meanwhile: changedMeanwhile,
};

export const objectionRefusals: Record<ObjectionRefusal | AnswerRefusal, Refusal> = {
  expert_not_found: expertNotFound,
  claim_not_found: claimNotFound,
  objection_open_already: {
    status: 409,
    zh: "您对这一项的异议还在处理中，请等待答复",
    en: "Your objection to this is still open; wait for the answer",
  },
  objection_not_found: { status: 404, zh: "没有这项异议", en: "There is no such objection" },
  objection_answered: { status: 409, zh: "这项异议已有答复", en: "The objection has been answered" },
  not_your_objection: {
    status: 403,
    zh: "不能答复自己提出的异议，请由同事或运营处理",
    en: "You cannot answer your own objection; ask a colleague or the operator",
  },
};

export const duplicateRefusals: Record<MergeRefusal | UndoRefusal, Refusal> = {
  expert_not_found: expertNotFound,
  same_record: {
    status: 422,
    zh: "两边是同一份档案，请选另一份",
    en: "Both are the same record; choose another one",
  },
  already_merged: {
    status: 409,
    zh: "其中一份已经并入别的档案，请先撤销那次合并",
    en: "One of them is part of another record already; undo that merge first",
  },
  both_have_accounts: {
    status: 409,
    zh: "两份档案各有一个登录账号，不能合并：请先由系统管理员停用并解除其中一个账号",
    en: "Both records have an account to sign in with: have the system administrator close and unlink one of them first",
  },
  different_id_numbers: {
    status: 409,
    zh: "两份档案的身份证号不同，是两个人；如其中一个有误，请先更正",
    en: "The ID numbers differ, so these are two people; if one is wrong, correct it first",
  },
  different_licences: {
    status: 409,
    zh: "两份档案的执业证书编码不同；如其中一个有误，请先更正",
    en: "The licence numbers differ; if one is wrong, correct it first",
  },
  merge_not_found: { status: 404, zh: "没有这次合并", en: "There is no such merge" },
  merge_undone: { status: 409, zh: "这次合并已经撤销", en: "This merge has been undone already" },
  later_merge_first: {
    status: 409,
    zh: "之后又有一次合并用到了这份档案，请先撤销后一次",
    en: "A later merge builds on this record; undo that one first",
  },
  number_taken_since: {
    status: 409,
    zh: "原档案的账号或证件号现已属于别人，请先更正",
    en: "The account or a number of the former record belongs to somebody else now; correct that first",
  },
};
