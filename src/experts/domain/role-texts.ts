import type { ExpertRecord } from "./import/record.js";

/** What holds until the expert or the hospital says otherwise. */
export const defaultAvailability = {
  dailyCap: 4,
  weeklyCap: 15,
  acceptsModes: ["written", "video"],
} as const;

const longestSkills = 8000;

/** What an expert is good at, as one text for search and ranking: direction first, then skills. */
export const skillsText = (record: Pick<ExpertRecord, "subspecialty" | "goodAt">): string =>
  [record.subspecialty, record.goodAt]
    .filter((text) => text !== "")
    .join("\n")
    .slice(0, longestSkills)
    .toWellFormed();

/** Texts of an expert's profile that people read and nothing decides by. Empty ones are left out. */
export const detailKeys = [
  "post",
  "supervisor",
  "introduction",
  "education",
  "societies",
  "research",
  "honours",
  "languages",
  "availability",
  "practiceCategory",
  "staffNumber",
] as const;
export type DetailKey = (typeof detailKeys)[number];

export function roleDetails(record: Pick<ExpertRecord, DetailKey>): Record<string, string> {
  const details: Record<string, string> = {};
  for (const key of detailKeys) {
    const text = record[key];
    if (text !== null && text !== "") details[key] = text;
  }
  return details;
}
