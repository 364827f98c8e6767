import { buildLexicon } from "../flags/lexicon.js";
import { readText } from "../flags/read-text.js";
import { complaintConcepts } from "./concepts.js";
import { englishComplaints } from "./english.js";

/** The Chinese words of the complaints. Built once: the concepts are constants. */
const lexicon = buildLexicon({ rules: [], facts: [], complaints: complaintConcepts });

/**
 * The complaints a text speaks of, in Chinese or English: affirmed or unsure, of the patient, of now. Denied, past and
 * relatives' ones and what has lasted for months or years are left out. Empty when nothing is known.
 */
export function readComplaints(text: string): ReadonlySet<string> {
  const inChinese = readText(text, lexicon)
    .complaints.filter(
      ({ polarity, isChronic }) => !isChronic && (polarity === "present" || polarity === "uncertain"),
    )
    .map(({ complaint }) => complaint);
  return new Set([...inChinese, ...englishComplaints(text)]);
}
