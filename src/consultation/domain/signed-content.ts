import type { Instant } from "../../kernel/types.js";
import { canonicalJson } from "../../kernel/canonical-json.js";
import {
  adviceKinds,
  certainties,
  followUpBy,
  followUpUrgencies,
  noParts,
  type OpinionContent,
  type OpinionFields,
  type OpinionParts,
} from "./opinion.js";

/** One who sits at the table of an MDT, as the signed text names him. */
export interface SignedMember {
  readonly personId: string;
  readonly name: string;
  readonly post: string;
  readonly institutionName: string;
}

interface Facts {
  readonly caseId: string;
  readonly caseNumber: string;
  readonly question: string;
  /** `post`: 科室 and 职称. Source: 病历书写基本规范 (2010), 会诊记录. */
  readonly author: { readonly personId: string; readonly name: string; readonly post: string };
  readonly institution: { readonly id: string; readonly name: string };
  readonly version: number;
  readonly signedAt: Instant;
  /** SHA-256 of the bytes of the version before, in hexadecimal; null for version 1. */
  readonly previousSha256: string | null;
}

/** Everything a signature vouches for: who answered whom, which question, in which words, when, after which version. */
export interface SignedContent extends Facts {
  readonly opinion: OpinionContent;
  /** 会诊 or 诊断: who answers for what. Source: 国卫医发〔2018〕25号 附件3. */
  readonly liabilityClass: "consult" | "diagnosis";
  /** Of an MDT, in order of seats, the lead (who is the author) among them; empty for one expert. */
  readonly panel: readonly SignedMember[];
}

/** What {@link signedText} is given: parts that are left out are signed as empty. */
export interface ToSign extends Facts {
  readonly opinion: OpinionFields & Partial<OpinionParts>;
  readonly liabilityClass?: "consult" | "diagnosis";
  readonly panel?: readonly SignedMember[];
}

const format = "consilium.opinion/2";
/** Until 0.5: the three fields alone. Such versions are read and checked as they were signed. */
const formerFormat = "consilium.opinion/1";

/**
 * The exact text that is hashed and signed (its UTF-8 bytes): canonical JSON, so that anyone can make it again from
 * the facts alone. Source: 电子签名法 第13条 (any change of the text after signing must be detectable).
 */
export const signedText = (content: ToSign): string =>
  canonicalJson({
    format,
    liabilityClass: "consult",
    panel: [],
    ...content,
    opinion: { ...noParts, ...content.opinion },
  });

const isRecord = (value: unknown): value is Record<string, unknown> =>
  value !== null && typeof value === "object" && !Array.isArray(value);

const isText = (value: unknown): value is string => typeof value === "string";
const isOneOf = (known: readonly string[], value: unknown): boolean => isText(value) && known.includes(value);
const areAll = (value: unknown, check: (one: Record<string, unknown>) => boolean): boolean =>
  Array.isArray(value) && value.every((one) => isRecord(one) && check(one));

function hasParts(opinion: Record<string, unknown>): boolean {
  const { diagnoses, orders, references, followUp } = opinion;
  const isCode = (code: unknown): boolean => code === null || isText(code);
  return (
    areAll(
      diagnoses,
      (d) => isCode(d["code"]) && isText(d["name"]) && isOneOf(certainties, d["certainty"]),
    ) &&
    areAll(
      orders,
      (o) => isCode(o["code"]) && isText(o["name"]) && isText(o["note"]) && isOneOf(adviceKinds, o["kind"]),
    ) &&
    Array.isArray(references) &&
    references.every(isText) &&
    (followUp === null ||
      (isRecord(followUp) &&
        isOneOf(followUpUrgencies, followUp["urgency"]) &&
        isOneOf(followUpBy, followUp["by"]) &&
        isCode(followUp["dueOn"]) &&
        isText(followUp["note"])))
  );
}

/**
 * Reads what {@link signedText} wrote, now or in its former format. Undefined when the text is anything else: it was
 * altered, and must be shown as unreadable instead of failing the page. Whether the signature holds is a separate
 * question.
 */
export function readSignedText(text: string): SignedContent | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (!isRecord(value)) return undefined;
  const isFormer = value["format"] === formerFormat;
  if (!isFormer && value["format"] !== format) return undefined;
  const { caseId, caseNumber, question, opinion, author, institution, version, signedAt, previousSha256 } =
    value;
  if (!isRecord(opinion) || !isRecord(author) || !isRecord(institution)) return undefined;
  const { answer, conclusion, advice } = opinion;
  const texts = [caseId, caseNumber, question, signedAt, answer, conclusion, advice];
  const people = [author["personId"], author["name"], author["post"], institution["id"], institution["name"]];
  if (![...texts, ...people].every(isText) || typeof version !== "number") return undefined;
  if (previousSha256 !== null && !isText(previousSha256)) return undefined;
  if (isFormer)
    return {
      ...value,
      liabilityClass: "consult",
      panel: [],
      opinion: { ...noParts, ...opinion },
    } as unknown as SignedContent;
  const isMember = (one: Record<string, unknown>) =>
    [one["personId"], one["name"], one["post"], one["institutionName"]].every(isText);
  if (!hasParts(opinion) || !areAll(value["panel"], isMember)) return undefined;
  return isOneOf(["consult", "diagnosis"], value["liabilityClass"])
    ? (value as unknown as SignedContent)
    : undefined;
}
