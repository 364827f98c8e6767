import type { ReactNode } from "react";
import { Countdown } from "./Countdown.js";
import { LocalTime } from "./LocalTime.js";
import { StatusTag, type Tone } from "./StatusTag.js";
import { useComponentTexts } from "./texts.js";
import { type UrgencyLevel, UrgencyTag } from "./UrgencyTag.js";

/** What the head of a case shows wherever the case is shown: who, where, question, level, clock, who acts next. */
export interface CaseHeaderProps {
  /** The number people quote on the phone; null for a draft. */
  readonly number: string | null;
  readonly question: string;
  /** As much of the patient as the reader may see, such as 王某 女 63岁. */
  readonly patientLabel: string;
  readonly institutionName: string;
  readonly requesterName: string;
  /** The inviting side's zone: its clock is shown too where it differs from the reader's. */
  readonly timeZone?: string;
  /** Null before triage. */
  readonly level: UrgencyLevel | null;
  readonly status: { readonly label: string; readonly tone: Tone };
  readonly submittedAt: string | null;
  /** The running time limit and what it is for, such as 专家应答; null when nothing runs. */
  readonly clock: { readonly label: string; readonly dueAt: string } | null;
  /** Null when nobody need act: the case is closed. */
  readonly next: { readonly who: string; readonly what: string; readonly isYou: boolean } | null;
  /** The page's one primary action and what stands beside it. */
  readonly actions?: ReactNode;
  /** h1 on the case's own page; h2 in a list or beside another heading. */
  readonly heading?: "h1" | "h2";
}

/** 病例头 */
export function CaseHeader(props: CaseHeaderProps) {
  const { number, question, level, status, submittedAt, clock, next, actions } = props;
  const Heading = props.heading ?? "h1";
  const t = useComponentTexts();
  return (
    <section className="c-case" data-level={level ?? undefined} aria-label={t("caseHeader.label")}>
      {props.heading === "h2" ? null : <title>{`${number ?? t("caseHeader.draft")} · Consilium`}</title>}
      <div className="c-case-top">
        {level !== null && <UrgencyTag level={level} />}
        <StatusTag tone={status.tone}>{status.label}</StatusTag>
        {number !== null && <span className="c-case-no">{number}</span>}
        {submittedAt !== null && <LocalTime at={submittedAt} otherZone={props.timeZone} />}
      </div>
      <Heading className="c-case-question">{question}</Heading>
      <div className="c-case-who">
        <span>{props.patientLabel}</span>
        <span>{[props.institutionName, props.requesterName].filter(Boolean).join(" · ")}</span>
      </div>
      <div className="c-case-foot">
        <dl className="c-case-facts">
          {clock !== null && (
            <div>
              <dt>{clock.label}</dt>
              <dd>
                <Countdown dueAt={clock.dueAt} isSpoken />
              </dd>
            </div>
          )}
          <div>
            <dt>{t("caseHeader.next")}</dt>
            <dd data-is-you={next?.isYou === true ? "" : undefined}>
              {next === null
                ? t("caseHeader.nextNone")
                : `${next.isYou ? t("caseHeader.you") : next.who} · ${next.what}`}
            </dd>
          </div>
        </dl>
        {actions !== undefined && <div className="c-actions">{actions}</div>}
      </div>
    </section>
  );
}
