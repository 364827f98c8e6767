import { normaliseText } from "../flags/lexicon.js";
import type { VitalField } from "../vitals.js";

/** One thing an expert needs to answer. */
export interface CompletenessItem {
  readonly zh: string;
  readonly en: string;
  readonly whyZh: string;
  readonly whyEn: string;
  /**
   * Any of these shows that it is there: a word of the text or of an attachment's title, or a pattern: `@onset` a time or
   * duration, `@weeks` weeks of pregnancy, `@vital.<field>` a measured vital sign, `@file.image` an attached picture.
   */
  readonly words: readonly string[];
}

/** What a good request of a disease group carries. */
export interface CompletenessGroup {
  readonly id: string;
  readonly zh: string;
  readonly en: string;
  /** ICD-10 categories, ends included: `I20-I25`. */
  readonly icd: readonly string[];
  /** Ids of `complaintConcepts`. */
  readonly complaints: readonly string[];
  /** The guideline; empty for the platform's own choice. */
  readonly source: string;
  readonly items: readonly CompletenessItem[];
}

/** The request as completeness looks at it. */
export interface CompletenessFacts {
  readonly text: string;
  readonly diagnosisCodes: readonly string[];
  readonly complaints: ReadonlySet<string>;
  readonly measured: ReadonlySet<VitalField>;
  readonly attachments: readonly { readonly title: string; readonly isImage: boolean }[];
}

export interface JudgedGroup {
  readonly group: CompletenessGroup;
  readonly items: readonly { readonly item: CompletenessItem; readonly isPresent: boolean }[];
}

/** More groups than these would be a list nobody reads. */
const mostGroups = 3;

const onset =
  /(?:\d+|[一二两三四五六七八九十半数几]+)\s*(?:余|多)?\s*个?半?(?:分钟|小时|天|日|周|月|年|h\b|min\b|days?\b|hours?\b|weeks?\b)|今[日晨早天]|昨[日晚天夜]|凌晨|\d{1,2}\s*(?:[::]\d{2}|点|时)/;
const weeks = /(?:孕|妊娠|停经)\s*\d{1,2}\s*(?:\+\s*\d)?\s*(?:周|w|天|月)|\d{1,2}\s*(?:\+\d)?\s*weeks/;

/** The thing was not done, or its result is awaited. */
const notDoneBefore =
  /(?:未查|未做|未行|未测|未完善|未检|没查|没做|暂无|暂未|缺|无法行|拟查|拟行|待查|待行|not done|no )[^,。;\n]{0,4}$/;
const notDoneAfter =
  /^[^,。;、\n]{0,6}?(?:未查|未做|未行|未测|未完善|未回|未出|待查|待回报|结果未归|暂缺|not done|pending)/;
/** `心电图：` and nothing behind it: the line was inserted and not filled in. */
const isUnfilled = /^\s*[:：]\s*(?:$|[\n。;])/;

function isWritten(text: string, word: string): boolean {
  const sought = normaliseText(word);
  if (sought === "") return false;
  const isLatin = (char: string | undefined): boolean => char !== undefined && /[a-z]/.test(char);
  for (let at = text.indexOf(sought); at >= 0; at = text.indexOf(sought, at + sought.length)) {
    const end = at + sought.length;
    if (isLatin(sought[0]) && isLatin(text[at - 1])) continue;
    if (isLatin(sought.at(-1)) && isLatin(text[end])) continue;
    const rest = text.slice(end, end + 14);
    if (notDoneBefore.test(text.slice(Math.max(0, at - 12), at)) || notDoneAfter.test(rest)) continue;
    if (!isUnfilled.test(rest)) return true;
  }
  return false;
}

function isShown(word: string, text: string, facts: CompletenessFacts): boolean {
  if (word === "@onset") return onset.test(text);
  if (word === "@weeks") return weeks.test(text);
  if (word === "@file.image") return facts.attachments.some(({ isImage }) => isImage);
  if (word.startsWith("@vital.")) return facts.measured.has(word.slice("@vital.".length) as VitalField);
  return (
    isWritten(text, word) || facts.attachments.some(({ title }) => isWritten(normaliseText(title), word))
  );
}

/** Whether a category lies in a range such as `I20-I25`; a code shorter than a category lies in none. */
function isInRange(code: string, range: string): boolean {
  const category = code.normalize("NFKC").trim().toUpperCase().slice(0, 3);
  const [from = "", to = from] = range.split("-");
  return /^[A-Z]\d[0-9A-Z]$/.test(category) && category >= from && category <= to;
}

/**
 * Which disease groups a request belongs to and which of their items it carries. Groups met by a diagnosis come before those
 * met by a complaint, each in the order given; at most three. Empty when no group is met. An item of a second group
 * that an earlier one asks for under the same name is left out.
 */
export function judgeCompleteness(
  groups: readonly CompletenessGroup[],
  facts: CompletenessFacts,
): readonly JudgedGroup[] {
  const text = normaliseText(facts.text);
  const byDiagnosis = groups.filter(({ icd }) =>
    icd.some((range) => facts.diagnosisCodes.some((code) => isInRange(code, range))),
  );
  const byComplaint = groups.filter(
    (group) => !byDiagnosis.includes(group) && group.complaints.some((id) => facts.complaints.has(id)),
  );
  const asked = new Set<string>();
  return [...byDiagnosis, ...byComplaint].slice(0, mostGroups).flatMap((group) => {
    const items = group.items.filter(({ zh }) => !asked.has(zh));
    for (const { zh } of items) asked.add(zh);
    if (items.length === 0) return [];
    return [
      {
        group,
        items: items.map((item) => ({
          item,
          isPresent: item.words.some((word) => isShown(word, text, facts)),
        })),
      },
    ];
  });
}
