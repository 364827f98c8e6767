import type { ReactNode } from "react";

export type Tone = "neutral" | "progress" | "good" | "warn" | "bad";

/** The state of a thing in one word. The word carries the meaning; the tone only helps the eye. */
export function StatusTag({ tone = "neutral", children }: { tone?: Tone; children: ReactNode }) {
  return (
    <span className="c-status" data-tone={tone}>
      <span className="c-status-dot" aria-hidden="true" />
      {children}
    </span>
  );
}
