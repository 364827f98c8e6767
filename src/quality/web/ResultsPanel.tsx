import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Button } from "antd";
import { useState } from "react";
import { get, post, showDone, showProblem } from "../../web/api-client.js";
import type { CasePanelProps } from "../../web/case-slots.js";
import { Card } from "../../web/components/Card.js";
import { LocalTime } from "../../web/components/LocalTime.js";
import { QueryView } from "../../web/components/states.js";
import { StatusTag } from "../../web/components/StatusTag.js";
import { useMay } from "../../web/session.js";
import { CaseResults, type FollowUpView, type GiveEvaluation, PatientLink } from "../api/results.js";
import { ComplainButton } from "./ComplainButton.js";
import { EvaluationQuestions, sendEvaluation } from "./ClosingQuestions.js";
import { FollowUpForm } from "./FollowUpForm.js";
import "./results.css";
import { useResultsTexts } from "./results-texts.js";

export const followUpTones = {
  waiting: "neutral",
  asked: "progress",
  escalated: "bad",
  done: "good",
  unreachable: "neutral",
} as const;

/** 会诊结果, on the page of a closed case: what it was worth, what the patient says, and how the patient is. */
export function ResultsPanel({ caseId, caseView }: CasePanelProps) {
  const t = useResultsTexts();
  const may = useMay();
  const isShown = caseView.status === "closed" && may("quality.results");
  const results = useQuery({
    queryKey: ["case", caseId, "results"],
    queryFn: () => get(`/api/cases/${caseId}/results`, CaseResults),
    enabled: isShown,
  });
  if (!isShown) return null;
  return (
    <Card title={t("results.title")}>
      <QueryView query={results} lines={4}>
        {(data) => (
          <div className="c-form-gap">
            {data.may.evaluate && <EvaluationForm caseId={caseId} />}
            <dl className="q-facts">
              <dt>{t("results.evaluation")}</dt>
              <dd>
                {data.evaluation === null ? t("results.noneYet") : <Evaluation given={data.evaluation} />}
              </dd>
              <dt>{t("results.patient")}</dt>
              <dd>
                {data.patientRating === null
                  ? t("results.noneYet")
                  : t("results.satisfaction", {
                      n: data.patientRating.satisfaction,
                      clarity: data.patientRating.clarity,
                    })}
                {data.patientRating?.comment != null && data.patientRating.comment !== "" && (
                  <p className="c-quiet">{data.patientRating.comment}</p>
                )}
              </dd>
            </dl>
            {data.may.makeLink && <LinkMaker caseId={caseId} openUntil={data.openLinkUntil} />}
            {data.followUps.length > 0 && (
              <FollowUps items={data.followUps} mayFill={data.may.followUp && may("follow-up.fill")} />
            )}
            {may("complaint.file") && <ComplainButton caseId={caseId} />}
          </div>
        )}
      </QueryView>
    </Card>
  );
}

function Evaluation({ given }: { given: NonNullable<CaseResults["evaluation"]> }) {
  const t = useResultsTexts();
  return (
    <>
      {[
        t("results.usefulness", { n: given.usefulness }),
        `${t("evaluation.agreement")} ${t(`evaluation.agreements.${given.agreement}`)}`,
        `${t("evaluation.management")} ${t(`evaluation.managements.${given.hasChangedManagement ? "yes" : "no"}`)}`,
        t(`evaluation.transfers.${given.transfer}`),
      ].join(" · ")}
    </>
  );
}

function EvaluationForm({ caseId }: { caseId: string }) {
  const t = useResultsTexts();
  const queryClient = useQueryClient();
  const [evaluation, setEvaluation] = useState<GiveEvaluation>();
  const send = useMutation({
    networkMode: "always",
    mutationFn: (given: GiveEvaluation) => sendEvaluation(caseId, given),
    onSuccess: () => showDone(t("evaluation.done")),
    onError: showProblem,
    onSettled: () => queryClient.invalidateQueries({ queryKey: ["case", caseId] }),
  });
  return (
    <section className="q-sheet" aria-label={t("evaluation.title")}>
      <b>{t("evaluation.title")}</b>
      <EvaluationQuestions onChange={setEvaluation} />
      <div className="c-actions">
        <Button
          type="primary"
          size="large"
          disabled={evaluation === undefined}
          loading={send.isPending}
          onClick={() => evaluation !== undefined && send.mutate(evaluation)}
        >
          {t("evaluation.submit")}
        </Button>
        {evaluation === undefined && <span className="c-quiet">{t("evaluation.missing")}</span>}
      </div>
    </section>
  );
}

function LinkMaker({ caseId, openUntil }: { caseId: string; openUntil: string | null }) {
  const t = useResultsTexts();
  const queryClient = useQueryClient();
  const make = useMutation({
    mutationFn: () => post(`/api/cases/${caseId}/patient-link`, PatientLink),
    onError: showProblem,
    onSettled: () => queryClient.invalidateQueries({ queryKey: ["case", caseId, "results"] }),
  });
  const address = make.data === undefined ? null : `${location.origin}/rate#${make.data.token}`;
  return (
    <div className="c-form-gap">
      {address === null ? (
        <>
          {openUntil !== null && (
            <p className="c-quiet">
              {t("results.linkOpen")} <LocalTime at={openUntil} />
            </p>
          )}
          <div className="c-actions">
            <Button loading={make.isPending} onClick={() => make.mutate()}>
              {t("results.makeLink")}
            </Button>
          </div>
        </>
      ) : (
        <p className="q-line">
          <span className="q-link" aria-label={t("results.link")} role="note">
            {address}
          </span>
          <Button
            size="small"
            onClick={() =>
              void navigator.clipboard.writeText(address).then(() => showDone(t("results.copied")))
            }
          >
            {t("results.copy")}
          </Button>
        </p>
      )}
      <p className="c-quiet">{t("results.linkNote")}</p>
    </div>
  );
}

function FollowUps({ items, mayFill }: { items: readonly FollowUpView[]; mayFill: boolean }) {
  const t = useResultsTexts();
  return (
    <ul className="q-list" aria-label={t("results.followUps")}>
      {items.map((one) => (
        <li key={one.id}>
          <div className="q-line">
            <b>{t("results.day", { day: one.day })}</b>
            <StatusTag tone={followUpTones[one.status]}>{t(`followUp.status.${one.status}`)}</StatusTag>
            <span className="c-quiet">{t("results.due", { on: one.dueOn })}</span>
            {one.outcome !== null && one.place !== null && (
              <span>{`${t(`followUp.outcomes.${one.outcome}`)} · ${t(`followUp.places.${one.place}`)}`}</span>
            )}
            {one.note !== "" && <span className="c-quiet">{one.note}</span>}
          </div>
          {mayFill && (one.status === "asked" || one.status === "escalated") && (
            <FollowUpForm followUpId={one.id} />
          )}
        </li>
      ))}
    </ul>
  );
}
