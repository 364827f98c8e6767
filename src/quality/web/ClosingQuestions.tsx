import { useEffect, useRef, useState } from "react";
import { Nothing, postOnce } from "../../web/api-client.js";
import type { ClosingQuestionsProps } from "../../web/case-slots.js";
import { agreements, type GiveEvaluation, transfers } from "../api/results.js";
import { Choice, fiveSteps } from "./Choice.js";
import { useResultsTexts } from "./results-texts.js";

interface Answers {
  readonly agreement?: (typeof agreements)[number];
  readonly management?: "yes" | "no";
  readonly transfer?: (typeof transfers)[number];
  readonly usefulness?: "1" | "2" | "3" | "4" | "5";
}

/** The evaluation, once all four are chosen; undefined before. */
function evaluationOf(answers: Answers, openedAt: number): GiveEvaluation | undefined {
  const { agreement, management, transfer, usefulness } = answers;
  if (
    agreement === undefined ||
    management === undefined ||
    transfer === undefined ||
    usefulness === undefined
  )
    return undefined;
  return {
    agreement,
    hasChangedManagement: management === "yes",
    transfer,
    usefulness: Number(usefulness),
    seconds: Math.min(86_400, Math.round((Date.now() - openedAt) / 1000)),
  };
}

export const sendEvaluation = (caseId: string, evaluation: GiveEvaluation) =>
  postOnce(`/api/cases/${caseId}/evaluation`, Nothing, evaluation);

/** Four questions with big buttons. */
export function EvaluationQuestions({
  onChange,
}: {
  onChange: (evaluation: GiveEvaluation | undefined) => void;
}) {
  const t = useResultsTexts();
  const [answers, setAnswers] = useState<Answers>({});
  const [openedAt] = useState(() => Date.now());
  const choose = (chosen: Answers) => {
    const next = { ...answers, ...chosen };
    setAnswers(next);
    onChange(evaluationOf(next, openedAt));
  };
  return (
    <div className="q-choices">
      <Choice
        legend={t("evaluation.agreement")}
        value={answers.agreement}
        options={agreements.map((value) => ({ value, label: t(`evaluation.agreements.${value}`) }))}
        onChange={(agreement) => choose({ agreement })}
      />
      <Choice
        legend={t("evaluation.management")}
        value={answers.management}
        options={(["yes", "no"] as const).map((value) => ({
          value,
          label: t(`evaluation.managements.${value}`),
        }))}
        onChange={(management) => choose({ management })}
      />
      <Choice
        legend={t("evaluation.transfer")}
        value={answers.transfer}
        options={transfers.map((value) => ({ value, label: t(`evaluation.transfers.${value}`) }))}
        onChange={(transfer) => choose({ transfer })}
      />
      <Choice
        legend={t("evaluation.usefulness")}
        hint={t("evaluation.usefulnessEnds")}
        value={answers.usefulness}
        options={fiveSteps}
        onChange={(usefulness) => choose({ usefulness })}
      />
    </div>
  );
}

/** Beside the disposition, in the same sheet: what the advice was worth. Sent with it when all four are chosen. */
export function ClosingQuestions({ caseId, onReady }: ClosingQuestionsProps) {
  const t = useResultsTexts();
  const evaluation = useRef<GiveEvaluation | undefined>(undefined);
  useEffect(() => {
    onReady(async () => {
      if (evaluation.current !== undefined) await sendEvaluation(caseId, evaluation.current);
    });
  }, [caseId, onReady]);
  return (
    <section className="q-sheet" aria-label={t("evaluation.title")}>
      <div>
        <b>{t("evaluation.title")}</b>
        <p className="c-quiet">{t("evaluation.note")}</p>
      </div>
      <EvaluationQuestions
        onChange={(given) => {
          evaluation.current = given;
        }}
      />
    </section>
  );
}
