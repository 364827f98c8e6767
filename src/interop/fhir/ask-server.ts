import type { Result } from "../../kernel/result.js";
import { mayAsk } from "../../platform/egress/addresses.js";
import { sendGuarded } from "../../platform/egress/send.js";
import { outcomeText } from "../domain/fhir/bundle.js";
import { quote } from "../domain/fault.js";
import type { Failure } from "../store/runs.js";

export interface FhirAccess {
  readonly baseUrl: string;
  readonly auth: "none" | "basic" | "bearer";
  readonly username: string;
  /** Password or token. */
  readonly secret: string;
  /** Private networks that may be asked. */
  readonly networks: readonly string[];
}

export interface AskLimits {
  readonly maxBytes: number;
  readonly timeoutMs: number;
}

export const askLimits: AskLimits = { maxBytes: 20 * 1_048_576, timeoutMs: 30_000 };

const failures = {
  address_refused: (at: string) => ({
    zh: `不能访问 ${at}：内网地址需由平台管理员在 INTEROP_NETWORKS 中放行`,
    en: `${at} may not be asked: private networks are allowed by the platform's administrator in INTEROP_NETWORKS`,
  }),
  unreachable: (at: string) => ({
    zh: `连不上 ${at}，请检查地址、网络和防火墙`,
    en: `${at} cannot be reached; check address, network and firewall`,
  }),
  timed_out: (at: string) => ({
    zh: `${at} 在 30 秒内没有答复`,
    en: `${at} did not answer within 30 seconds`,
  }),
  not_authorized: (at: string) => ({
    zh: `${at} 拒绝了账号或令牌，请在连接设置中更新`,
    en: `${at} refused the account or token; renew it in the connector's settings`,
  }),
  redirected: (at: string) => ({
    zh: `${at} 要求转到别处，未跟随；请把基地址改为最终地址`,
    en: `${at} redirects elsewhere, which is not followed; write the final address`,
  }),
  too_large: (at: string) => ({
    zh: `${at} 的一页答复超过 20 MB，请减小每页条数`,
    en: `A page of ${at} exceeds 20 MB; ask for fewer entries a page`,
  }),
  refused: (at: string) => ({ zh: `对方拒绝了请求：${at}`, en: `The server refused the request: ${at}` }),
  not_json: (at: string) => ({
    zh: `${at} 的答复不是 FHIR JSON，可能被截断`,
    en: `${at} did not answer FHIR JSON; the answer may be cut off`,
  }),
  other_origin: (at: string) => ({
    zh: `下一页指向另一台服务器（${at}），未跟随`,
    en: `The next page lies on another server (${at}) and was not followed`,
  }),
} as const;

export type AskFault = keyof typeof failures;

/** Words a failure; `at` names the server, or what it said. */
export const askFailure = (code: AskFault, at: string): Failure => ({ code, ...failures[code](quote(at)) });

export interface Answer {
  readonly status: number;
  readonly body: unknown;
}

const headersOf = (access: FhirAccess): Record<string, string> => ({
  accept: "application/fhir+json",
  ...(access.auth === "bearer" && { authorization: `Bearer ${access.secret}` }),
  ...(access.auth === "basic" && {
    authorization: `Basic ${Buffer.from(`${access.username}:${access.secret}`).toString("base64")}`,
  }),
});

/**
 * One GET for FHIR JSON. Never follows a redirect, never talks to an address that is not allowed, reads no more than the
 * limit. A status the caller can read (200, 404, 410) is an answer; every other outcome is a failure with words.
 */
export async function ask(
  access: FhirAccess,
  url: URL,
  limits: AskLimits = askLimits,
): Promise<Result<Answer, Failure>> {
  const fail = (code: AskFault, at = url.host): Result<never, Failure> => ({
    ok: false,
    error: askFailure(code, at),
  });
  const answer = await sendGuarded({
    url,
    method: "GET",
    headers: headersOf(access),
    mayConnect: (address) => mayAsk(address, access.networks),
    ...limits,
  });
  return answer.ok
    ? read(answer.value.status, answer.value.bytes, fail)
    : fail(answer.error === "cut_off" ? "unreachable" : answer.error);
}

function read(
  status: number,
  bytes: Buffer,
  fail: (code: AskFault, at?: string) => Result<never, Failure>,
): Result<Answer, Failure> {
  if (status === 401 || status === 403) return fail("not_authorized");
  if (status >= 300 && status < 400) return fail("redirected");
  let body: unknown;
  try {
    body = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch {
    if (status === 404 || status === 410) return { ok: true, value: { status, body: undefined } };
    return status === 200 ? fail("not_json") : fail("refused", `HTTP ${status}`);
  }
  if (status === 200 || status === 404 || status === 410) return { ok: true, value: { status, body } };
  return fail("refused", `HTTP ${status} ${outcomeText(body)}`.trim());
}

/** The address of a search or read below the base. */
export function urlBelow(
  baseUrl: string,
  path: string,
  query: Readonly<Record<string, string | readonly string[]>> = {},
): URL {
  const url = new URL(`${baseUrl.replace(/\/+$/u, "")}/${path}`);
  for (const [name, values] of Object.entries(query))
    for (const value of typeof values === "string" ? [values] : values) url.searchParams.append(name, value);
  return url;
}

/** The next page's address, if it lies on the same server below the same base; undefined otherwise. */
export function nextUrl(baseUrl: string, current: URL, next: string): URL | undefined {
  if (!URL.canParse(next, current.href)) return undefined;
  const url = new URL(next, current);
  const base = new URL(baseUrl);
  const root = base.pathname.replace(/\/+$/u, "");
  const isBelow = url.pathname === root || url.pathname.startsWith(`${root}/`);
  return url.origin === base.origin && isBelow && url.username === "" ? url : undefined;
}
