import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Button, Input } from "antd";
import { useId, useState } from "react";
import { get, postOnce, showDone, showProblem } from "../../web/api-client.js";
import type { CasePanelProps } from "../../web/case-slots.js";
import { Card } from "../../web/components/Card.js";
import { useMay } from "../../web/session.js";
import { CaseAppreciation, StepDone } from "../api.js";
import { useRecognitionTexts } from "./recognition-texts.js";

/** 感谢专家, on the page of a closed case, for the doctor who asked. */
export function ThanksPanel({ caseId, caseView }: CasePanelProps) {
  const t = useRecognitionTexts();
  const ids = useId();
  const may = useMay()("appreciation.give") && caseView.status === "closed";
  const queryClient = useQueryClient();
  const [message, setMessage] = useState("");
  const query = useQuery({
    queryKey: ["case", caseId, "thanks"],
    queryFn: () => get(`/api/cases/${caseId}/appreciation`, CaseAppreciation),
    enabled: may,
    // Whoever reads the case for another reason has nothing to say here.
    retry: false,
  });
  const send = useMutation({
    mutationFn: () => postOnce(`/api/cases/${caseId}/appreciation`, StepDone, { message: message.trim() }),
    onError: showProblem,
    onSuccess: () => showDone(t("thanks.sent")),
    onSettled: () => queryClient.invalidateQueries({ queryKey: ["case", caseId, "thanks"] }),
  });
  const { data } = query;
  if (!may || data === undefined || (!data.canThank && data.given === null)) return null;
  return (
    <Card title={t("thanks.title")}>
      {data.given !== null ? (
        <>
          <blockquote className="c-quote">{data.given.message}</blockquote>
          <p className="c-quiet">{t(`thanks.${data.given.status}`)}</p>
        </>
      ) : (
        <div className="c-stack">
          <label htmlFor={`${ids}-message`} className="c-quiet">
            {t("thanks.note")}
          </label>
          <Input.TextArea
            id={`${ids}-message`}
            aria-label={t("thanks.label")}
            value={message}
            maxLength={300}
            autoSize={{ minRows: 2, maxRows: 5 }}
            onChange={(event) => setMessage(event.target.value)}
          />
          <Button disabled={message.trim().length < 2} loading={send.isPending} onClick={() => send.mutate()}>
            {t("thanks.send")}
          </Button>
        </div>
      )}
    </Card>
  );
}
