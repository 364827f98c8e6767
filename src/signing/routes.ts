import { defineRoute, type Route } from "../identity/index.js";
import * as actions from "./actions.js";
import { SetSigning, SigningNow, SigningSettingView, SigningTest, UnlockSigning } from "./api.js";
import { refusals } from "./refusals.js";
import type { SigningNode } from "./sign-bytes.js";

/** How people sign. */
export const signingRoutes = (node: SigningNode): Route[] => [
  defineRoute({
    method: "GET",
    url: "/api/signing",
    action: "signing.unlock",
    summary: { zh: "本人的签署方式", en: "How the person who asks would sign now" },
    reply: SigningNow,
    refusals: {},
    handle: (ctx) => actions.viewSigning(ctx),
  }),
  defineRoute({
    method: "POST",
    url: "/api/signing/unlock",
    action: "signing.unlock",
    summary: {
      zh: "以口令验证后签署（5 分钟内有效）",
      en: "Prove who one is before signing; holds for 5 minutes",
    },
    body: UnlockSigning,
    reply: SigningNow,
    refusals,
    handle: (ctx, { body }) => actions.unlockSigning(ctx, body.password),
  }),
  defineRoute({
    method: "GET",
    url: "/api/signing/setting",
    action: "signing.read",
    summary: { zh: "本院的签名设置", en: "How the institution's physicians sign" },
    reply: SigningSettingView,
    refusals: {},
    handle: (ctx) => actions.viewSigningSetting(ctx),
  }),
  defineRoute({
    method: "PUT",
    url: "/api/signing/setting",
    action: "signing.manage",
    summary: { zh: "修改本院的签名设置", en: "Set how the institution's physicians sign" },
    body: SetSigning,
    reply: SigningSettingView,
    refusals,
    handle: (ctx, { body }) => actions.setSigning(ctx, body),
  }),
  defineRoute({
    method: "POST",
    url: "/api/signing/setting/test",
    action: "signing.manage",
    summary: { zh: "测试签名与时间戳服务", en: "Try the signing service and the time authority" },
    reply: SigningTest,
    refusals: {},
    handle: (ctx) => actions.testSigning(ctx, node),
  }),
];
