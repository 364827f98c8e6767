import { useMatchingTexts } from "./texts.js";

const known = [
  "specialty",
  "disease",
  "history",
  "response",
  "text",
  "title",
  "load",
  "region",
  "duty",
  "newcomer",
  "freshness",
  "named",
  "learned",
] as const;
type Known = (typeof known)[number];
const isKnown = (key: string): key is Known => (known as readonly string[]).includes(key);

/** The short name of a factor of the score. */
export function useFactorName(): (key: string) => string {
  const t = useMatchingTexts();
  return (key) => t(isKnown(key) ? `factors.${key}` : "factors.other");
}
