import type { Refusal } from "../platform/http/problem.js";
import type { ExpertRefusal } from "./actions/directory.js";
import type { CampaignRefusal } from "./actions/freshness/campaigns.js";
import type { FindingRefusal } from "./actions/freshness/findings.js";
import type { VerifyRefusal } from "./actions/freshness/verify.js";
import type { ApplyRefusal } from "./actions/membership/apply.js";
import type { MembershipRefusal } from "./actions/membership/reading.js";
import type { OpenAccountRefusal } from "./actions/open-account.js";
import type { OptionRefusal, RunRefusal } from "./actions/preview-import.js";

export const expertRefusals: Record<ExpertRefusal, Refusal> = {
  expert_not_found: { status: 404, zh: "没有这位专家", en: "There is no such expert" },
  not_an_expert: {
    status: 404,
    zh: "您的账号尚未关联专家档案，请联系医务部",
    en: "Your account is not linked to an expert's record yet; ask medical affairs",
  },
  role_not_found: {
    status: 404,
    zh: "没有这个执业岗位，或您无权设置",
    en: "There is no such post, or it is not yours to set",
  },
  empty_duty_stretch: {
    status: 422,
    zh: "时段的开始与结束相同，请修改",
    en: "A stretch of duty begins and ends at the same time; change one of them",
  },
  overlapping_duty_hours: {
    status: 422,
    zh: "可会诊时段互相重叠，请合并或修改",
    en: "Duty hours overlap; merge or change them",
  },
};

export const importRefusals: Record<RunRefusal | OptionRefusal, Refusal> = {
  import_not_found: { status: 404, zh: "没有这次导入", en: "There is no such import" },
  import_not_a_preview: {
    status: 409,
    zh: "这次导入已开始或已结束，不能再修改",
    en: "This import has begun or ended and can no longer be changed",
  },
  import_discarded: {
    status: 409,
    zh: "这次导入已放弃，请重新上传文件",
    en: "This import was discarded; send the file again",
  },
  columns_missing: {
    status: 422,
    zh: "必填列还没有对应的列，请先指定姓名、医院和科室所在的列",
    en: "Required columns are not assigned: say which columns hold name, institution and department",
  },
  institution_not_allowed: {
    status: 403,
    zh: "医务部只能导入本机构的专家",
    en: "Medical affairs imports experts of its own institution only",
  },
  only_operator_registers: {
    status: 403,
    zh: "只有运营可以在导入时登记新机构",
    en: "Only the operator may register new institutions with an import",
  },
  organization_not_found: { status: 422, zh: "没有这家机构", en: "There is no such institution" },
};

export const accountRefusals: Record<OpenAccountRefusal, Refusal> = {
  expert_not_found: { status: 404, zh: "没有这位专家", en: "There is no such expert" },
  has_account: { status: 409, zh: "该专家已有账号", en: "This expert has an account already" },
  username_taken: { status: 409, zh: "用户名已被使用", en: "The user name is taken" },
  no_post: { status: 409, zh: "该专家没有执业岗位", en: "This expert has no post" },
};

const organizationNotFound: Refusal = {
  status: 422,
  zh: "没有这家医院，或其暂不接受申请，请重新选择",
  en: "There is no such hospital, or it takes no applications now; choose another",
};
const applicationPending: Refusal = {
  status: 409,
  zh: "该执业证书编码在本院已有在办的申请；请用查询码查询进度，或联系医务部",
  en: "This licence has an open application at this hospital; ask with its receipt, or ask medical affairs",
};

export const applyRefusals: Record<ApplyRefusal, Refusal> = {
  too_many_tries: {
    status: 429,
    zh: "这个网络地址提交过于频繁，请一小时后再试，或联系医院医务部",
    en: "Too many tries from this network address; try again in an hour, or ask medical affairs",
  },
  organization_not_found: organizationNotFound,
  application_pending: applicationPending,
  invitation_not_found: {
    status: 404,
    zh: "邀请链接无效或已使用，请向发出邀请的人重新索取，或直接申请",
    en: "The invitation is not valid or was used; ask for a new one, or apply without it",
  },
  receipt_not_found: {
    status: 404,
    zh: "没有这个查询码对应的申请，请核对后再试",
    en: "No application has this receipt; check it and try again",
  },
};

export const membershipRefusals: Record<MembershipRefusal, Refusal> = {
  membership_not_found: {
    status: 404,
    zh: "没有这份成员记录，或您无权查看",
    en: "There is no such membership, or it is not yours to see",
  },
  step_not_possible: {
    status: 409,
    zh: "当前状态下不能这样操作，可能已被他人处理；请刷新后再看",
    en: "This is not possible in its present state; somebody may have dealt with it. Reload and look again",
  },
  reason_needed: {
    status: 422,
    zh: "请选择原因；选“其他”时请写明",
    en: "Choose a reason; with “other”, say which",
  },
  application_incomplete: {
    status: 422,
    zh: "申请资料不全，请先补齐标为必需的项目",
    en: "The application is incomplete; mend what is marked as needed first",
  },
  licence_of_another: {
    status: 409,
    zh: "该执业证书编码在库中登记在另一姓名下，请核对证件；无误时先更正库中档案",
    en: "This licence is on record under another name; check the certificate, then correct the record",
  },
  post_exists: {
    status: 409,
    zh: "该专家在这家医院已有岗位，请拒绝本申请，并在其成员记录中续聘或恢复",
    en: "This expert has a post at this hospital; refuse this application and renew or reactivate the one on record",
  },
  institution_not_yours: {
    status: 403,
    zh: "医务部只能邀请本院的专家",
    en: "Medical affairs invites experts of its own hospital only",
  },
  organization_not_found: organizationNotFound,
  not_renewable_yet: {
    status: 409,
    zh: "聘期届满前 90 天内才能续聘",
    en: "A term can be renewed within ninety days of its end",
  },
  application_pending: applicationPending,
  empty_duty_stretch: expertRefusals.empty_duty_stretch,
  overlapping_duty_hours: expertRefusals.overlapping_duty_hours,
};

export const verifyRefusals: Record<VerifyRefusal, Refusal> = {
  expert_not_found: expertRefusals.expert_not_found,
  not_an_expert: expertRefusals.not_an_expert,
  fact_unknown: {
    status: 409,
    zh: "核对单已有更新，请刷新后重新核对",
    en: "The sheet has changed meanwhile; reload it and confirm again",
  },
  quantity_needed: {
    status: 422,
    zh: "请填写现在的数量",
    en: "Give the number as it is now",
  },
  text_needed: {
    status: 422,
    zh: "请写明现在的正确内容",
    en: "Say what is right now",
  },
};

export const campaignRefusals: Record<CampaignRefusal, Refusal> = {
  organization_not_found: organizationNotFound,
  campaign_of_own_hospital: {
    status: 403,
    zh: "医务部只能对本院专家发起核对",
    en: "Medical affairs asks experts of its own hospital only",
  },
  campaign_runs_already: {
    status: 409,
    zh: "同一范围的核对正在进行，请等它结束",
    en: "A campaign of this scope is running; wait until it has ended",
  },
  nobody_is_due: {
    status: 409,
    zh: "目前没有到期需要核对的专家，或他们都已在核对中",
    en: "Nobody is due, or everybody who is has been asked already",
  },
};

export const findingRefusals: Record<FindingRefusal, Refusal> = {
  finding_not_found: {
    status: 404,
    zh: "没有这条线索，或您无权处理",
    en: "There is no such finding, or it is not yours to settle",
  },
  finding_settled: {
    status: 409,
    zh: "这条线索已由他人处理",
    en: "Somebody has settled this finding already",
  },
  outcome_does_not_fit: {
    status: 422,
    zh: "这种处理方式不适用于该线索，请另选",
    en: "This outcome does not fit this kind of finding; choose another",
  },
  finding_reason_needed: {
    status: 422,
    zh: "请写明核实情况或忽略的理由",
    en: "Say what was found, or why it is dismissed",
  },
  member_cannot_move: {
    status: 409,
    zh: "该专家目前的状态不能这样处理，可能已退出；请查看成员记录",
    en: "The expert's present state does not allow it; look at the membership",
  },
};
