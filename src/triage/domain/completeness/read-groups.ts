import type { CompletenessGroup, CompletenessItem } from "./judge-completeness.js";

const list = (text: string, separator: string): readonly string[] =>
  text === "" ? [] : text.split(separator);

/** Reads `completeness.tsv`. Throws when a group names an item there is not: the file comes with the program. */
export function readCompletenessGroups(text: string): readonly CompletenessGroup[] {
  const items = new Map<string, CompletenessItem>();
  const groups: CompletenessGroup[] = [];
  for (const line of text.split("\n")) {
    const [kind, id = "", zh = "", en = "", ...rest] = line.split("\t");
    if (kind === "item") {
      const [words = "", whyZh = "", whyEn = ""] = rest;
      items.set(id, { zh, en, whyZh, whyEn, words: list(words, "|") });
    } else if (kind === "group") {
      const [icd = "", complaints = "", source = "", asked = ""] = rest;
      groups.push({
        id,
        zh,
        en,
        icd: list(icd, " "),
        complaints: list(complaints, "|"),
        source,
        items: list(asked, " ").map((key) => {
          const item = items.get(key);
          if (item === undefined) throw new Error(`completeness group ${id}: no item ${key}`);
          return item;
        }),
      });
    }
  }
  return groups;
}
