import type { Refusal } from "../platform/http/problem.js";
import type { ExpertRefusal } from "./actions/directory.js";
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
