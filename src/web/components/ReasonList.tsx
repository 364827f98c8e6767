import type { ReactNode } from "react";
import { useComponentTexts } from "./texts.js";

export interface Reason {
  readonly key: string;
  readonly text: ReactNode;
  /** for: speaks for it · against: speaks against it · note: neither. */
  readonly side: "for" | "against" | "note";
}

const marks = { for: "+", against: "−", note: "·" } as const;

/** Reasons in words beside a decision: a sign and the text, never colour alone. */
export function ReasonList({ reasons }: { reasons: readonly Reason[] }) {
  const t = useComponentTexts();
  return (
    <ul className="c-reasons">
      {reasons.map(({ key, text, side }) => (
        <li key={key} data-side={side}>
          <span className="c-reason-mark" aria-hidden="true">
            {marks[side]}
          </span>
          <span className="c-sr-only">{t(`reasons.${side}`)} </span>
          <span>{text}</span>
        </li>
      ))}
    </ul>
  );
}
