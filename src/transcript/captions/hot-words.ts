import { findCase, listDiagnoses } from "../../cases/index.js";
import type { Tx } from "../../platform/database/database.js";
import { findMentions, mentionIndex } from "../../terminology/index.js";
import { hotWordsOf } from "../domain/words.js";

/** Words the recogniser should expect in calls about the case: the hospital's own, its diagnoses, what its text mentions. */
export async function hotWordsFor(tx: Tx, caseId: string, own: readonly string[]): Promise<string[]> {
  const found = await findCase(tx, caseId);
  if (!found) return hotWordsOf(own, []);
  const diagnoses = await listDiagnoses(tx, caseId);
  const text = `${found.question}\n${found.summary}`;
  const mentions = findMentions(text, mentionIndex());
  return hotWordsOf(own, [
    ...diagnoses.map(({ name }) => name),
    ...mentions.map(({ text: said }) => said),
    ...mentions.map(({ name }) => name),
  ]);
}
