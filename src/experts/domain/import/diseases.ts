import { foldForKey, isPlaceholder } from "./clean-text.js";

/** A disease with the number of patients the expert says to have treated; null when no number is given. */
export type DiseaseCount = { readonly label: string; readonly count: number | null };

export type DiseaseReading = {
  /** In the order written, each disease once. */
  readonly items: readonly DiseaseCount[];
  /** Items that are no disease name: too long, or without a letter. */
  readonly unread: number;
};

const longestLabel = 60;
const mostItems = 500;
const counted = /[(（[【]\s*(\d[\d,，]{0,8})\s*(?:例|人|次|位)?\s*[)）\]】]|[:：\s]\s*(\d{1,7})\s*例/gu;

/**
 * Reads "乳腺癌(2307例) 乳腺结节（1,121例）、甲亢 30例". Without numbers, a list split by 、，；or line ends. A disease named
 * twice keeps its larger number: the lists repeat rather than add.
 */
export function readDiseases(text: string): DiseaseReading {
  const found = new Map<string, DiseaseCount>();
  let unread = 0;
  const take = (written: string, count: number | null): void => {
    const label = written
      .replace(/^[\s、，,;；。.·]+|[\s、，,;；。.：:]+$/gu, "")
      .replace(/^\d{1,2}[.．)）]\s*/u, "");
    if (isPlaceholder(label)) return;
    const key = foldForKey(label);
    if (label.length > longestLabel || !/\p{L}/u.test(label) || key === "" || found.size >= mostItems) {
      unread++;
      return;
    }
    const before = found.get(key);
    if (before === undefined || (count ?? -1) > (before.count ?? -1)) found.set(key, { label, count });
  };
  let at = 0;
  for (const match of text.matchAll(counted)) {
    const labels = splitList(text.slice(at, match.index));
    at = match.index + match[0].length;
    const last = labels.pop() ?? "";
    labels.forEach((label) => take(label, null));
    const count = Number((match[1] ?? match[2] ?? "").replace(/[,，]/gu, ""));
    take(last, count);
  }
  splitList(text.slice(at)).forEach((label) => take(label, null));
  return { items: [...found.values()], unread };
}

/** Splits at separators that stand outside brackets: "骨折（股骨、胫骨）、脱位" is two. */
export function splitList(text: string): string[] {
  const parts: string[] = [];
  let depth = 0;
  let from = 0;
  for (let at = 0; at < text.length; at++) {
    const letter = text.charAt(at);
    if ("(（[【".includes(letter)) depth++;
    else if (")）]】".includes(letter)) depth = Math.max(0, depth - 1);
    else if (letter === "\n" || (depth === 0 && "、，,;；。".includes(letter))) {
      parts.push(text.slice(from, at));
      from = at + 1;
      depth = 0;
    }
  }
  return [...parts, text.slice(from)];
}
