import type { Refusal } from "../platform/http/problem.js";
import type { AccountRefusal, PasswordRefusal, SetupRefusal, SignInRefusal } from "./actions.js";

export const refusals: Record<
  SignInRefusal | PasswordRefusal | SetupRefusal | AccountRefusal | "person_not_found" | "demo_is_off",
  Refusal
> = {
  wrong_name_or_password: { status: 401, zh: "用户名或口令不正确", en: "The user name or password is wrong" },
  locked_out: {
    status: 423,
    zh: "连续输错次数过多，已锁定 15 分钟；请稍后再试或联系管理员",
    en: "Too many wrong attempts: locked for 15 minutes. Try later or ask the administrator",
  },
  person_not_found: { status: 404, zh: "没有这位演示人员", en: "There is no such demo person" },
  demo_is_off: { status: 404, zh: "未启用演示登录", en: "Demo sign-in is off" },
  wrong_password: { status: 422, zh: "当前口令不正确", en: "The current password is wrong" },
  guessable_password: {
    status: 422,
    zh: "口令过于常见或含有用户名，请换一个",
    en: "The password is too common or contains the user name; choose another",
  },
  no_password_here: { status: 409, zh: "演示人员没有口令", en: "A demo person has no password" },
  setup_done: { status: 409, zh: "系统已完成初始化", en: "The system has been set up already" },
  wrong_secret: {
    status: 403,
    zh: "初始化密钥不正确；它在服务器数据目录的 first-run-secret 文件中",
    en: "The first-run secret is wrong; it is in the file first-run-secret of the server's data folder",
  },
  username_taken: { status: 409, zh: "用户名已被使用", en: "The user name is taken" },
  account_not_found: { status: 404, zh: "没有这个账号", en: "There is no such account" },
  administrators_are_separate: {
    status: 409,
    zh: "系统、安全、审计管理员必须由不同的人担任（三员分立）",
    en: "System, security and audit administrators must be different people",
  },
  institution_not_found: { status: 404, zh: "没有这家机构", en: "There is no such institution" },
  not_yourself: {
    status: 409,
    zh: "不能修改自己的角色或状态",
    en: "You cannot change your own roles or status",
  },
};
