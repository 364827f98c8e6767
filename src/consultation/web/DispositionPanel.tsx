import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Button, Input, Radio } from "antd";
import { type ComponentType, useCallback, useId, useRef, useState } from "react";
import { get, postOnce, showDone, showProblem } from "../../web/api-client.js";
import type { CasePanelProps, ClosingQuestionsProps } from "../../web/case-slots.js";
import { Card } from "../../web/components/Card.js";
import { LocalTime } from "../../web/components/LocalTime.js";
import { QueryView } from "../../web/components/states.js";
import { StatusTag } from "../../web/components/StatusTag.js";
import { useWords } from "../../web/i18n/index.js";
import { AppLink } from "../../web/navigation.js";
import { useMay } from "../../web/session.js";
import { dispositionNames, DispositionView } from "../api.js";
import { type Decision, decisions, shortestReason } from "../domain/disposition.js";
import "./consultation.css";
import { decisionTones } from "./decision-tones.js";
import { useConsultationTexts } from "./texts.js";

const reasonMax = 1000;

/** 采纳情况, on the page of a case: the inviter's decision that closes it, or what it was. */
export function DispositionPanel({
  caseId,
  caseView,
  questions,
}: CasePanelProps & { questions?: ComponentType<ClosingQuestionsProps> }) {
  const t = useConsultationTexts();
  if (caseView.may.giveDisposition)
    return (
      <Card title={t("disposition.title")}>
        <DispositionForm caseId={caseId} questions={questions} />
      </Card>
    );
  return caseView.status === "closed" ? <Given caseId={caseId} /> : null;
}

function Given({ caseId }: { caseId: string }) {
  const t = useConsultationTexts();
  const words = useWords();
  const may = useMay();
  const disposition = useQuery({
    queryKey: ["case", caseId, "disposition"],
    queryFn: () => get(`/api/cases/${caseId}/disposition`, DispositionView.nullable()),
    enabled: may("opinion.read"),
    // What was decided never changes.
    staleTime: Infinity,
  });
  if (!may("opinion.read") || disposition.data === null) return null;
  return (
    <Card title={t("disposition.title")}>
      <QueryView query={disposition} lines={2}>
        {(given) =>
          given && (
            <div className="o-given">
              <StatusTag tone={decisionTones[given.decision]}>
                {words(dispositionNames[given.decision])}
              </StatusTag>
              {given.reason !== "" && <p className="o-lines">{given.reason}</p>}
              <p className="c-quiet">
                {t("disposition.by", { name: given.decidedByName })} <LocalTime at={given.decidedAt} />
              </p>
              {may("archive.read") && <AppLink to="/archive">{t("disposition.archive")}</AppLink>}
            </div>
          )
        }
      </QueryView>
    </Card>
  );
}

function DispositionForm({
  caseId,
  questions: Questions,
}: {
  caseId: string;
  questions: ComponentType<ClosingQuestionsProps> | undefined;
}) {
  const t = useConsultationTexts();
  const words = useWords();
  const ids = useId();
  const queryClient = useQueryClient();
  const [decision, setDecision] = useState<Decision | undefined>(undefined);
  const [reason, setReason] = useState("");
  const [wasTried, setWasTried] = useState(false);
  const needsReason = decision !== undefined && decision !== "adopted";
  const problem =
    decision === undefined
      ? t("disposition.chooseFirst")
      : needsReason && reason.trim().length < shortestReason
        ? t("disposition.reasonFirst")
        : undefined;
  const sendAnswers = useRef<(() => Promise<void>) | undefined>(undefined);
  const onReady = useCallback((send: () => Promise<void>) => {
    sendAnswers.current = send;
  }, []);
  const give = useMutation({
    networkMode: "always",
    mutationFn: async (given: { decision: Decision; reason: string }) => {
      const recorded = await postOnce(`/api/cases/${caseId}/disposition`, DispositionView, given);
      // The case is closed; answers that do not arrive can be given again on the page of the case.
      await sendAnswers.current?.().catch(showProblem);
      return recorded;
    },
    onSuccess: () => showDone(t("disposition.done")),
    onError: showProblem,
    onSettled: () => queryClient.invalidateQueries({ queryKey: ["case"] }),
  });
  return (
    <form
      className="o-disposition"
      onSubmit={(event) => {
        event.preventDefault();
        setWasTried(true);
        if (decision !== undefined && problem === undefined) give.mutate({ decision, reason: reason.trim() });
      }}
    >
      <fieldset className="c-fieldset">
        <legend>{t("disposition.ask")}</legend>
        <Radio.Group
          className="o-decisions"
          value={decision}
          onChange={(event) => setDecision(event.target.value as Decision)}
          options={decisions.map((value) => ({ value, label: words(dispositionNames[value]) }))}
        />
      </fieldset>
      <div className="o-field">
        <label className="c-label" htmlFor={`${ids}-reason`}>
          {needsReason ? t("disposition.reason") : t("disposition.reasonOptional")}
        </label>
        <Input.TextArea
          id={`${ids}-reason`}
          value={reason}
          maxLength={reasonMax}
          autoSize={{ minRows: 2, maxRows: 8 }}
          placeholder={needsReason ? t("disposition.reasonHint") : ""}
          aria-required={needsReason}
          aria-describedby={`${ids}-problem`}
          onChange={(event) => setReason(event.target.value)}
        />
        <p id={`${ids}-problem`} className="c-field-problem o-problem" role="alert">
          {wasTried ? problem : ""}
        </p>
      </div>
      {Questions !== undefined && <Questions caseId={caseId} onReady={onReady} />}
      <p className="o-consequence">{t("disposition.consequence")}</p>
      <div className="c-actions">
        <Button type="primary" htmlType="submit" size="large" loading={give.isPending}>
          {t("disposition.submit")}
        </Button>
      </div>
    </form>
  );
}
