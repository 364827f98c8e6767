import type { ReactNode } from "react";
import { Countdown } from "./Countdown.js";
import { LocalTime } from "./LocalTime.js";
import { StatusTag, type Tone } from "./StatusTag.js";
import { useComponentTexts } from "./texts.js";
import { type UrgencyLevel, UrgencyTag } from "./UrgencyTag.js";

/** What the head of a case shows wherever the case is shown: who, where, question, level, clock, who acts next. */
export interface CaseHeaderProps {
  /** The number people quote on the phone. */
  readonly caseNo: string;
  readonly question: string;
  readonly patient: {
    /** As much of the name as the reader may see, such as 王**. */
    readonly label: string;
    readonly sex: "male" | "female" | "unknown";
    readonly ageYears: number | null;
  };
  readonly from: {
    readonly institution: string;
    readonly department: string;
    readonly doctor: string;
    readonly timeZone: string;
  };
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
  const { caseNo, question, patient, from, level, status, submittedAt, clock, next, actions } = props;
  const Heading = props.heading ?? "h1";
  const t = useComponentTexts();
  const sex = {
    male: t("caseHeader.male"),
    female: t("caseHeader.female"),
    unknown: t("caseHeader.unknownSex"),
  };
  const who = [
    patient.label,
    sex[patient.sex],
    ...(patient.ageYears === null ? [] : [t("caseHeader.age", { age: patient.ageYears })]),
  ];
  return (
    <section className="c-case" data-level={level ?? undefined} aria-label={t("caseHeader.label")}>
      {props.heading === "h2" ? null : <title>{`${caseNo} · Consilium`}</title>}
      <div className="c-case-top">
        {level !== null && <UrgencyTag level={level} />}
        <StatusTag tone={status.tone}>{status.label}</StatusTag>
        <span className="c-case-no">{caseNo}</span>
        {submittedAt !== null && <LocalTime at={submittedAt} otherZone={from.timeZone} />}
      </div>
      <Heading className="c-case-question">{question}</Heading>
      <div className="c-case-who">
        <span>{who.join(" · ")}</span>
        <span>
          {[from.institution, from.department, from.doctor].filter((part) => part !== "").join(" · ")}
        </span>
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
