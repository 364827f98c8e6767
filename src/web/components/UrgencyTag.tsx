import type { UrgencyLevel } from "../../kernel/urgency.js";
import { useComponentTexts } from "./texts.js";

export type { UrgencyLevel } from "../../kernel/urgency.js";

/** One outline a level (octagon, triangle, diamond, circle), so that the level is told without its colour. */
const outlines: Readonly<Record<UrgencyLevel, string>> = {
  I: "M5.1 1h5.8L15 5.1v5.8L10.9 15H5.1L1 10.9V5.1z",
  II: "M8 1.2 15.4 14.6H.6z",
  III: "M8 .8 15.2 8 8 15.2.8 8z",
  IV: "M8 1.4a6.6 6.6 0 1 1 0 13.2A6.6 6.6 0 0 1 8 1.4z",
};

/**
 * 紧急程度: roman numeral, word and shape on the level's colour. `isShort` leaves the word to assistive technology,
 * for dense tables.
 */
export function UrgencyTag({ level, isShort = false }: { level: UrgencyLevel; isShort?: boolean }) {
  const t = useComponentTexts();
  const word = t(`urgency.${level}`);
  return (
    <span className="c-urgency" data-level={level} title={t("urgency.label", { level, word })}>
      <svg aria-hidden="true" viewBox="0 0 16 16" width="12" height="12">
        <path
          d={outlines[level]}
          fill="none"
          stroke="currentColor"
          strokeWidth="1.6"
          strokeLinejoin="round"
        />
        {level === "IV" ? null : (
          <path d="M8 5v3.6M8 10.9v.4" stroke="currentColor" strokeWidth="1.7" strokeLinecap="round" />
        )}
      </svg>
      <span className="c-urgency-level">{level}</span>
      <span className={isShort ? "c-sr-only" : undefined}>{word}</span>
    </span>
  );
}
