import { createHmac } from "node:crypto";
import { z } from "zod";
import type { SendFault } from "../domain/delivery.js";
import {
  configured,
  failed,
  jsonOf,
  type NotificationChannel,
  postTo,
  type Reach,
  type SendOutcome,
  sent,
} from "./channel.js";

const RobotAnswer = z.object({ errcode: z.number().int(), errmsg: z.string().catch("") });

async function tellRobot(
  reach: Reach,
  url: URL,
  body: unknown,
  faults: Readonly<Record<number, SendFault>>,
): Promise<SendOutcome> {
  const reply = await postTo(
    reach,
    url,
    { "content-type": "application/json; charset=utf-8" },
    JSON.stringify(body),
  );
  if ("end" in reply) return reply.end;
  const answer = RobotAnswer.safeParse(jsonOf(reply.answer.bytes));
  if (!answer.success) return failed("bad_answer");
  const { errcode } = answer.data;
  if (errcode === 0) return sent("");
  return failed(faults[errcode] ?? "rejected", errcode === 45009 || errcode === 130101 ? 60 : null);
}

/**
 * 企业微信 group robot: text of at most 2,048 bytes that mentions the person by his mobile number; twenty a minute.
 * Source: 企业微信开发者中心, 群机器人配置说明 (path/91770); errcode 45009 接口调用超过限制, 93000 机器人 webhookurl 不合法或已移除.
 */
export const wecomChannel = (
  robot: { readonly url: string },
  reach: Reach = configured,
): NotificationChannel => ({
  channel: "wecom",
  send: (message) =>
    tellRobot(
      reach,
      new URL(robot.url),
      {
        msgtype: "text",
        text: { content: `${message.text}\n${message.link}`, mentioned_mobile_list: [message.to] },
      },
      { 45009: "rate_limited", 93000: "gone" },
    ),
});

/**
 * The address of a 钉钉 robot that is secured by 加签: milliseconds and the Base64 of their HMAC-SHA256 under the secret,
 * over `milliseconds\nsecret`. The robot takes it for an hour.
 * Source: 钉钉开放平台, 自定义机器人安全设置.
 */
export function signedUrl(webhook: string, secret: string | undefined, nowMs: number): URL {
  const url = new URL(webhook);
  if (secret === undefined) return url;
  url.searchParams.set("timestamp", String(nowMs));
  url.searchParams.set("sign", createHmac("sha256", secret).update(`${nowMs}\n${secret}`).digest("base64"));
  return url;
}

/**
 * 钉钉 group robot. The number must stand in the text for the mention to show; twenty a minute.
 * Source: 钉钉开放平台, 自定义机器人接入; errcode 130101 send too fast, 300001 token 不存在, 310000 安全校验不通过.
 */
export const dingtalkChannel = (
  robot: { readonly url: string; readonly secret: string | undefined },
  reach: Reach = configured,
  nowMs: () => number = Date.now,
): NotificationChannel => ({
  channel: "dingtalk",
  send: (message) =>
    tellRobot(
      reach,
      signedUrl(robot.url, robot.secret, nowMs()),
      {
        msgtype: "text",
        text: { content: `${message.text}\n${message.link}\n@${message.to}` },
        at: { atMobiles: [message.to], isAtAll: false },
      },
      { 130101: "rate_limited", 300001: "gone", 310000: "not_authorized" },
    ),
});
