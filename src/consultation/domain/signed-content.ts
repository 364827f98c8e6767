import type { Instant } from "../../kernel/types.js";
import { canonicalJson } from "./canonical-json.js";
import type { OpinionFields } from "./opinion.js";

/** Everything a signature vouches for: who answered whom, which question, in which words, when, after which version. */
export interface SignedContent {
  readonly caseId: string;
  readonly caseNumber: string;
  readonly question: string;
  readonly opinion: OpinionFields;
  /** `post`: 科室 and 职称. Source: 病历书写基本规范 (2010), 会诊记录. */
  readonly author: { readonly personId: string; readonly name: string; readonly post: string };
  readonly institution: { readonly id: string; readonly name: string };
  readonly version: number;
  readonly signedAt: Instant;
  /** SHA-256 of the bytes of the version before, in hexadecimal; null for version 1. */
  readonly previousSha256: string | null;
}

const format = "consilium.opinion/1";

/**
 * The exact text that is hashed and signed (its UTF-8 bytes): canonical JSON, so that anyone can make it again from
 * the facts alone. Source: 电子签名法 第13条 (any change of the text after signing must be detectable).
 */
export const signedText = (content: SignedContent): string => canonicalJson({ format, ...content });

const isRecord = (value: unknown): value is Record<string, unknown> =>
  value !== null && typeof value === "object" && !Array.isArray(value);

const isText = (value: unknown): value is string => typeof value === "string";

/**
 * Reads what {@link signedText} wrote. Undefined when the text is anything else: it was altered, and must be shown as
 * unreadable instead of failing the page. Whether the signature holds is a separate question.
 */
export function readSignedText(text: string): SignedContent | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (!isRecord(value) || value["format"] !== format) return undefined;
  const { caseId, caseNumber, question, opinion, author, institution, version, signedAt, previousSha256 } =
    value;
  if (!isRecord(opinion) || !isRecord(author) || !isRecord(institution)) return undefined;
  const { answer, conclusion, advice } = opinion;
  const texts = [caseId, caseNumber, question, signedAt, answer, conclusion, advice];
  const people = [author["personId"], author["name"], author["post"], institution["id"], institution["name"]];
  if (![...texts, ...people].every(isText) || typeof version !== "number") return undefined;
  if (previousSha256 !== null && !isText(previousSha256)) return undefined;
  return value as unknown as SignedContent;
}
