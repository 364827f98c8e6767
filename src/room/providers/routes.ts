import { readFile } from "node:fs/promises";
import { defineRoute, type Route } from "../../identity/index.js";
import { ok, refuse } from "../../kernel/result.js";
import {
  ChangeProvider,
  ProviderQuery,
  ProviderState,
  ProviderTest,
  SdkParams,
  TryProvider,
  WebhookAnswer,
  WebhookParams,
} from "../api/providers.js";
import type { RtcNode } from "./host.js";
import { providerRefusals as refusals } from "./refusals.js";
import { changeProviders, tryProviders, viewProviders } from "./settings-actions.js";
import { hearProvider } from "./webhook-action.js";

/** 音视频服务: who carries an institution's calls; what those services tell; their browser libraries. */
export const providerRoutes = (node: RtcNode): Route[] => [
  defineRoute({
    method: "GET",
    url: "/api/rtc",
    action: "rtc.read",
    summary: { zh: "音视频服务设置", en: "Who carries an institution's calls" },
    query: ProviderQuery,
    reply: ProviderState,
    refusals,
    handle: (ctx, { query }) => viewProviders(ctx, node, query.institutionId),
  }),
  defineRoute({
    method: "PUT",
    url: "/api/rtc",
    action: "rtc.manage",
    summary: {
      zh: "修改音视频服务设置",
      en: "Choose the media service and set it up; secrets are not read back",
    },
    body: ChangeProvider,
    reply: ProviderState,
    refusals,
    handle: (ctx, { body }) => changeProviders(ctx, node, body),
  }),
  defineRoute({
    method: "POST",
    url: "/api/rtc/test",
    action: "rtc.manage",
    summary: { zh: "测试音视频服务", en: "Ask the media service as it is saved, and say how it went" },
    body: TryProvider,
    reply: ProviderTest,
    refusals,
    handle: (ctx, { body }) => tryProviders(ctx, node, body),
  }),
  defineRoute({
    method: "POST",
    url: "/api/rtc/webhooks/livekit/:institutionId",
    action: "nobody",
    summary: {
      zh: "LiveKit 的通知（签名校验，重复的只听一次）",
      en: "What LiveKit tells, signed over its bytes (application/webhook+json); heard once an event",
    },
    params: WebhookParams,
    reply: WebhookAnswer,
    refusals,
    handle: (ctx, { params, request }) =>
      hearProvider(ctx, node, "livekit", params.institutionId, request.body, request.headers),
  }),
  defineRoute({
    method: "POST",
    url: "/api/rtc/webhooks/agora/:institutionId",
    action: "nobody",
    accepts: "signed",
    summary: {
      zh: "声网的消息通知（签名和时间校验，重复的只听一次）",
      en: "What Agora notifies, signed over its bytes and sent just now; heard once a notice",
    },
    params: WebhookParams,
    reply: WebhookAnswer,
    refusals,
    handle: (ctx, { params, request }) =>
      hearProvider(ctx, node, "agora", params.institutionId, request.body, request.headers),
  }),
  defineRoute({
    method: "GET",
    url: "/api/rtc/sdk/:name",
    action: "nobody",
    summary: {
      zh: "音视频服务的浏览器程序库",
      en: "A maker's browser library, if the administrator put it here",
    },
    params: SdkParams,
    reply: "stream",
    refusals,
    handle: async (_ctx, { params, reply }) => {
      const path = node.sdkFiles[params.name];
      let script: Buffer;
      try {
        if (path === undefined) return refuse("sdk_missing");
        script = await readFile(path);
      } catch {
        return refuse("sdk_missing");
      }
      await reply
        .header("content-type", "text/javascript; charset=utf-8")
        .header("cache-control", "public, max-age=3600")
        .send(script);
      return ok(null);
    },
  }),
];
