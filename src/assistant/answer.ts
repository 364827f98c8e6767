import { z } from "zod";
import { ok, refuse, type Result } from "../kernel/result.js";
import { urgencyLevels } from "../kernel/urgency.js";
import { type Advice, isQuoteOf } from "./domain/advice.js";
import { foldWidth } from "./domain/fold.js";

/** Longest answer that is read at all. */
export const longestAnswer = 20_000;

const Level = z.enum(urgencyLevels);
const words = (longest: number) => z.string().trim().min(1).max(longest);

/** What the model must answer, exactly; an unknown or missing field refuses the whole. */
export const ModelAnswer = z.strictObject({
  level: Level,
  confidence: z.number().min(0).max(1),
  findings: z.array(z.strictObject({ quote: words(200), level: Level, reason: words(120) })).max(8),
  specialty: words(40).nullable(),
  missing: z.array(words(60)).max(8),
  structure: z.strictObject({
    chiefComplaint: words(200).nullable(),
    onset: words(200).nullable(),
    history: z.array(words(300)).max(6),
  }),
});
type ModelAnswer = z.infer<typeof ModelAnswer>;

export type AnswerFault = "not_json" | "wrong_shape" | "unsafe_text" | "echoed_instructions" | "too_large";

/** Markup, addresses, commands and characters that have no place in a clinical line. */
const unsafe =
  /<\s*[a-z!/?]|&(?:#\d+|[a-z]{2,8});|https?:\/\/|www\.|javascript:|data:[a-z]+\/|\]\(|```|[\u0000-\u0008\u000B-\u001F\u007F\u202A-\u202E\u2066-\u2069]/iu;
const talksOfInstructions =
  /(?:忽略|无视|忘记|覆盖).{0,8}(?:指令|提示|规则|要求)|系统提示|ignore.{0,20}(?:instruction|prompt)|system prompt|as an ai/iu;

/** Every text of a JSON value; undefined when it is nested deeper than any answer is. */
function textsOf(value: unknown, depth = 0): string[] | undefined {
  if (depth > 6) return undefined;
  if (typeof value === "string") return [value];
  if (typeof value !== "object" || value === null) return [];
  const all: string[] = [];
  for (const [key, item] of Object.entries(value)) {
    const inner = textsOf(item, depth + 1);
    if (inner === undefined) return undefined;
    all.push(key, ...inner);
  }
  return all;
}

/**
 * Reads a model's answer as an enemy may have written it. Refused whole: what is no JSON, of another shape, too long,
 * carries markup, links or control characters, or repeats the instructions (`canary` stands in them and nowhere else).
 * Of an answer that passes, quotes that the sent text does not hold are dropped, findings with them.
 * @param sent the de-identified texts.
 * @param specialtyOf the code of a specialty's name, if it has one.
 */
export function readAnswer(
  content: string,
  sent: readonly string[],
  canary: string,
  specialtyOf: (name: string) => { readonly code: string; readonly name: string } | null,
): Result<Advice, AnswerFault> {
  if (content.length > longestAnswer) return refuse("too_large");
  if (content.includes(canary)) return refuse("echoed_instructions");
  let value: unknown;
  try {
    value = JSON.parse(content);
  } catch {
    return refuse("not_json");
  }
  const texts = textsOf(value);
  if (texts === undefined) return refuse("wrong_shape");
  if (texts.some((text) => text.includes(canary))) return refuse("echoed_instructions");
  const parsed = ModelAnswer.safeParse(value);
  if (!parsed.success) return refuse("wrong_shape");
  if (texts.some((text) => !text.isWellFormed() || unsafe.test(foldWidth(text))))
    return refuse("unsafe_text");
  const own = [...parsed.data.findings.map(({ reason }) => reason), ...parsed.data.missing];
  if (own.some((text) => talksOfInstructions.test(text))) return refuse("echoed_instructions");
  return ok(toAdvice(parsed.data, sent, specialtyOf));
}

function toAdvice(
  answer: ModelAnswer,
  sent: readonly string[],
  specialtyOf: Parameters<typeof readAnswer>[3],
): Advice {
  let dropped = 0;
  const kept = (quote: string | null): quote is string => {
    if (quote === null) return false;
    const isKept = isQuoteOf(sent, quote);
    if (!isKept) dropped++;
    return isKept;
  };
  const { chiefComplaint, onset, history } = answer.structure;
  const findings = answer.findings.filter(({ quote }) => kept(quote));
  const structure = {
    chiefComplaint: kept(chiefComplaint) ? chiefComplaint : null,
    onset: kept(onset) ? onset : null,
    history: history.filter(kept),
  };
  return {
    level: answer.level,
    confidence: answer.confidence,
    findings,
    specialty: answer.specialty === null ? null : specialtyOf(answer.specialty),
    missing: [...new Set(answer.missing)],
    structure,
    dropped,
  };
}
