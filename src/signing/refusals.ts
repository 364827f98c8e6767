import type { ProofRefusal } from "../identity/index.js";
import type { Refusal } from "../platform/http/problem.js";
import type { SignBytesRefusal } from "./sign-bytes.js";

/** What every act that ends in a signature may be answered with. */
export const signBytesRefusals: Record<SignBytesRefusal, Refusal> = {
  signing_unavailable: {
    status: 503,
    zh: "签名密钥暂不可用，尚未签署，已保存的内容不受影响；请联系管理员",
    en: "The signing key cannot be used now. Nothing is signed, and what was saved stays; ask the administrator",
  },
  signing_locked: {
    status: 423,
    zh: "请输入登录口令后签署；验证后 5 分钟内有效",
    en: "Enter your password to sign; it holds for 5 minutes",
  },
};

export const refusals: Record<ProofRefusal | "signing_setting_changed" | "signing_setting_invalid", Refusal> =
  {
    signing_setting_changed: {
      status: 409,
      zh: "签名设置刚被他人修改，请刷新后重试",
      en: "Somebody else has just changed these settings; reload and try again",
    },
    signing_setting_invalid: {
      status: 422,
      zh: "签名设置有误，未保存",
      en: "The settings are not right and were not saved",
    },
    wrong_password: { status: 422, zh: "口令不正确", en: "The password is wrong" },
    no_password_here: {
      status: 409,
      zh: "该账号没有口令，不能签署；请联系系统管理员",
      en: "This account has no password and cannot sign; ask the administrator",
    },
    locked_out: {
      status: 429,
      zh: "口令错误次数过多，请 15 分钟后再试",
      en: "Too many wrong passwords; try again in 15 minutes",
    },
  };
