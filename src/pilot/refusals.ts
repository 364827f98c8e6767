import type { Refusal } from "../platform/http/problem.js";

export const refusals = {
  scope_changed: {
    status: 409,
    zh: "试点范围刚被他人修改，请刷新后在新的范围上再改",
    en: "Somebody has just changed the scope; reload and change the new one",
  },
  region_unknown: {
    status: 422,
    zh: "有一行的行政区划代码不存在，请重新选择地区",
    en: "The region of one line does not exist; choose it again",
  },
  specialty_unknown: {
    status: 422,
    zh: "有一行的诊疗科目代码不存在，请重新选择科目",
    en: "The specialty of one line does not exist; choose it again",
  },
} as const satisfies Record<string, Refusal>;
