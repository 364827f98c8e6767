import { createHash } from "node:crypto";
import { addressGuard } from "../../platform/egress/guard.js";
import { type EgressFault, sendGuarded } from "../../platform/egress/send.js";
import { ok, refuse, type Result } from "../../kernel/result.js";
import { icsLimits } from "../ics/read-ics.js";

export type FetchFault =
  | EgressFault
  | "too_many_redirects"
  | "redirected_away"
  | "needs_sign_in"
  | "gone"
  | "refused"
  | "packed";

export interface Asked {
  readonly address: string;
  /** What was said of the content last read; left out, everything is asked for. */
  readonly etag?: string | null;
  readonly lastModified?: string | null;
}

/** `text` undefined: nothing has changed since. */
export interface Fetched {
  readonly text: string | undefined;
  readonly sha256: string | undefined;
  readonly etag: string | null;
  readonly lastModified: string | null;
}

const timeoutMs = 20_000;
/** Providers lead from a short address to the real one. */
const mostRedirects = 3;

/** What a server sends us goes back to it as a header: visible characters of no more than that length, or nothing. */
const headerOf = (value: string | readonly string[] | undefined, most: number): string | null =>
  typeof value === "string" && value.length <= most && /^[\x20-\x7e]+$/u.test(value) ? value : null;

/**
 * Asks for a calendar by its address. Connects only where the node's guard allows, also after a redirect, never from HTTPS down to
 * HTTP; reads at most 4 MB within 20 seconds.
 * @param networks private networks (CIDR) in which calendars may be asked for.
 */
export async function fetchCalendar(
  { address, etag, lastModified }: Asked,
  networks: readonly string[],
): Promise<Result<Fetched, FetchFault>> {
  let url = new URL(address);
  for (let step = 0; step <= mostRedirects; step++) {
    const isTls = url.protocol === "https:";
    const answer = await sendGuarded({
      url,
      method: "GET",
      headers: {
        accept: "text/calendar, text/plain;q=0.5, */*;q=0.1",
        "accept-encoding": "identity",
        "user-agent": "Consilium calendar subscription",
        ...(etag && { "if-none-match": etag }),
        ...(lastModified && { "if-modified-since": lastModified }),
      },
      mayConnect: addressGuard(networks, isTls),
      maxBytes: icsLimits.bytes,
      timeoutMs,
    });
    if (!answer.ok) return answer;
    const { status, headers, bytes } = answer.value;
    const told = {
      etag: headerOf(headers["etag"], 300),
      lastModified: headerOf(headers["last-modified"], 100),
    };
    if (status === 304)
      return ok({
        text: undefined,
        sha256: undefined,
        etag: told.etag ?? etag ?? null,
        lastModified: told.lastModified ?? lastModified ?? null,
      });
    if (status >= 301 && status <= 308) {
      const to = headers["location"];
      if (typeof to !== "string" || !URL.canParse(to, url.href)) return refuse("refused");
      const next = new URL(to, url);
      const isWeb = next.protocol === "https:" || (next.protocol === "http:" && !isTls);
      if (!isWeb || next.username !== "" || next.password !== "") return refuse("redirected_away");
      url = next;
      continue;
    }
    if (status === 401 || status === 403) return refuse("needs_sign_in");
    if (status === 404 || status === 410) return refuse("gone");
    if (status !== 200) return refuse("refused");
    const packing = headers["content-encoding"];
    if (packing !== undefined && packing !== "identity") return refuse("packed");
    return ok({
      ...told,
      text: new TextDecoder("utf-8").decode(bytes),
      sha256: createHash("sha256").update(bytes).digest("hex"),
    });
  }
  return refuse("too_many_redirects");
}
