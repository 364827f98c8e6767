import { addMinutes } from "../../kernel/time.js";
import { ok, type Result } from "../../kernel/result.js";
import type { Instant } from "../../kernel/types.js";
import { readCalendarAddress } from "../domain/subscription.js";
import { readIcsAside } from "../ics/read-aside.js";
import { icsFaults } from "../refusals.js";
import { fetchCalendar } from "./fetch-calendar.js";
import { outcomeWords, subscriptionRefusals } from "./words.js";

interface Why {
  readonly zh: string;
  readonly en: string;
}

/** How a calendar is read: the stretches it takes within a year, and the events that are left out. */
export interface ExplainedCalendar {
  readonly blocks: readonly { readonly kind: string; readonly startsAt: Instant; readonly endsAt: Instant }[];
  readonly problems: readonly (Why & { readonly line: number; readonly fault: string })[];
  readonly leftOut: number;
}

/**
 * Reads a calendar, as text or by its address, as a subscription would; nothing is stored.
 * @param networks private networks (CIDR) in which it may be asked for.
 */
export async function explainCalendar(
  source: { readonly text: string } | { readonly address: string },
  asked: { readonly now: Instant; readonly zone: string; readonly networks: readonly string[] },
): Promise<Result<ExplainedCalendar, Why>> {
  let text: string;
  if ("text" in source) text = source.text;
  else {
    const address = readCalendarAddress(source.address);
    if (!address.ok) return { ok: false, error: subscriptionRefusals[address.error] };
    const fetched = await fetchCalendar({ address: address.value }, asked.networks);
    if (!fetched.ok) return { ok: false, error: outcomeWords[fetched.error] };
    text = fetched.value.text ?? "";
  }
  const { now, zone } = asked;
  const read = await readIcsAside({ text, from: now, to: addMinutes(now, 366 * 1440), zone });
  if (!read.ok) return { ok: false, error: outcomeWords[read.error] };
  const { blocks, problems, leftOut } = read.value;
  return ok({
    blocks: blocks.map(({ kind, startsAt, endsAt }) => ({ kind, startsAt, endsAt })),
    problems: problems.map((problem) => ({ ...problem, ...icsFaults[problem.fault] })),
    leftOut,
  });
}
