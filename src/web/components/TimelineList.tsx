import type { ReactNode } from "react";
import { LocalTime } from "./LocalTime.js";
import type { Tone } from "./StatusTag.js";
import { useComponentTexts } from "./texts.js";

export interface TimelineEntry {
  readonly id: string;
  /** UTC instant. */
  readonly at: string;
  /** What happened, such as 派单给张医生. */
  readonly what: ReactNode;
  /** Who did it; a machine is named as such. */
  readonly who?: string | undefined;
  /** The reason given. */
  readonly why?: ReactNode;
  readonly tone?: Tone;
}

/** Every step of a case in order: when, who, what, why. Kept in the order given; the page says which that is. */
export function TimelineList({
  entries,
  otherZone,
}: {
  entries: readonly TimelineEntry[];
  otherZone?: string;
}) {
  const t = useComponentTexts();
  if (entries.length === 0) return <p className="c-quiet">{t("timeline.empty")}</p>;
  return (
    <ol className="c-timeline" aria-label={t("timeline.label")}>
      {entries.map(({ id, at, what, who, why, tone = "neutral" }) => (
        <li key={id} data-tone={tone}>
          <div className="c-timeline-when">
            <LocalTime at={at} otherZone={otherZone} />
            {who !== undefined && <span>{who}</span>}
          </div>
          <div className="c-timeline-what">{what}</div>
          {why !== undefined && why !== null && why !== "" && <div className="c-timeline-why">{why}</div>}
        </li>
      ))}
    </ol>
  );
}
