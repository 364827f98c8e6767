import { configured, failed, jsonOf, type NotificationChannel, postTo, type Reach, sent } from "./channel.js";

export interface SmsGateway {
  readonly url: string;
  readonly token: string | undefined;
  /** JSON with {to}, {text} and {id} inside its strings. */
  readonly template: unknown;
  /** What a good answer holds; undefined: every 2xx is good. */
  readonly good: { readonly path: readonly string[]; readonly value: string } | undefined;
}

/** Fills the strings of a JSON value; numbers and structure stay, so that a text cannot change them. */
function filled(value: unknown, values: Readonly<Record<string, string>>): unknown {
  if (typeof value === "string")
    return value.replace(/\{(\w+)\}/gu, (whole, name: string) => values[name] ?? whole);
  if (Array.isArray(value)) return value.map((one) => filled(one, values));
  if (typeof value === "object" && value !== null)
    return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, filled(one, values)]));
  return value;
}

const at = (value: unknown, path: readonly string[]): unknown =>
  path.reduce<unknown>(
    (inner, name) =>
      typeof inner === "object" && inner !== null && Object.hasOwn(inner, name)
        ? (inner as Record<string, unknown>)[name]
        : undefined,
    value,
  );

const scalar = (value: unknown): string =>
  typeof value === "string" || typeof value === "number" || typeof value === "boolean" ? String(value) : "";

/** Text messages through an HTTP gateway that takes JSON, as its template says. */
export function smsChannel(gateway: SmsGateway, reach: Reach = configured): NotificationChannel {
  const url = new URL(gateway.url);
  return {
    channel: "sms",
    async send(message) {
      const values = { to: message.to, text: `${message.text} ${message.link}`, id: message.id };
      const reply = await postTo(
        reach,
        url,
        {
          "content-type": "application/json; charset=utf-8",
          ...(gateway.token !== undefined && { authorization: `Bearer ${gateway.token}` }),
        },
        JSON.stringify(filled(gateway.template, values)),
      );
      if ("end" in reply) return reply.end;
      const answer = jsonOf(reply.answer.bytes);
      if (gateway.good !== undefined) {
        if (answer === undefined) return failed("bad_answer");
        if (scalar(at(answer, gateway.good.path)) !== gateway.good.value) return failed("rejected");
      }
      return sent(
        ["messageId", "message_id", "id", "sid"].map((name) => scalar(at(answer, [name]))).find(Boolean) ??
          "",
      );
    },
  };
}
