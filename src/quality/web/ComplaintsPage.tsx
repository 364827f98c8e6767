import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Button, Checkbox, Input } from "antd";
import { useId, useState } from "react";
import { z } from "zod";
import { get, Nothing, postOnce, showDone, showProblem } from "../../web/api-client.js";
import { Card } from "../../web/components/Card.js";
import { Countdown } from "../../web/components/Countdown.js";
import { PageHeader } from "../../web/components/PageHeader.js";
import { EmptyState, QueryView } from "../../web/components/states.js";
import { StatusTag } from "../../web/components/StatusTag.js";
import { AppLink } from "../../web/navigation.js";
import { useMay } from "../../web/session.js";
import {
  ComplaintList,
  complaintSources,
  type ComplaintStep,
  type ComplaintView,
} from "../api/complaints.js";
import { Choice } from "./Choice.js";
import { useOfficeTexts } from "./office-texts.js";
import { QualityNav } from "./QualityNav.js";

const tones = { open: "warn", handling: "progress", answered: "good", closed: "neutral" } as const;

/** 投诉: each with an owner and a clock. */
export function ComplaintsPage() {
  const t = useOfficeTexts();
  const may = useMay();
  const [isFiling, setIsFiling] = useState(false);
  const list = useQuery({
    queryKey: ["quality", { complaints: true }],
    queryFn: () => get("/api/complaints", ComplaintList),
  });
  return (
    <>
      <PageHeader
        title={t("complaints.title")}
        note={t("complaints.note")}
        {...(may("complaint.file") && {
          primary: { label: t("complaints.file"), onClick: () => setIsFiling(true) },
        })}
      />
      <QualityNav />
      {isFiling && <FileForm onDone={() => setIsFiling(false)} />}
      <QueryView query={list} lines={5}>
        {({ items }) =>
          items.length === 0 ? (
            <EmptyState title={t("complaints.none")} note={t("complaints.noneNote")} />
          ) : (
            <ul className="q-list" aria-label={t("complaints.title")}>
              {items.map((one) => (
                <li key={one.id}>
                  <Complaint complaint={one} mayHandle={may("complaint.handle")} />
                </li>
              ))}
            </ul>
          )
        }
      </QueryView>
    </>
  );
}

function FileForm({ onDone }: { onDone: () => void }) {
  const t = useOfficeTexts();
  const id = useId();
  const queryClient = useQueryClient();
  const [source, setSource] = useState<(typeof complaintSources)[number]>("patient");
  const [text, setText] = useState("");
  const [isComplex, setIsComplex] = useState(false);
  const file = useMutation({
    networkMode: "always",
    mutationFn: () =>
      postOnce("/api/complaints", z.object({ id: z.string() }), {
        caseId: null,
        source,
        isComplex,
        text: text.trim(),
      }),
    onSuccess: () => {
      showDone(t("complaints.saved"));
      onDone();
    },
    onError: showProblem,
    onSettled: () => queryClient.invalidateQueries({ queryKey: ["quality"] }),
  });
  return (
    <Card title={t("complaints.file")}>
      <div className="q-choices">
        <Choice
          legend={t("complaints.source")}
          value={source}
          options={complaintSources.map((value) => ({ value, label: t(`complaints.sources.${value}`) }))}
          onChange={setSource}
        />
        <div>
          <label className="c-label" htmlFor={id}>
            {t("complaints.text")}
          </label>
          <Input.TextArea
            id={id}
            value={text}
            maxLength={2000}
            autoSize={{ minRows: 3, maxRows: 10 }}
            onChange={(event) => setText(event.target.value)}
          />
        </div>
        <Checkbox checked={isComplex} onChange={(event) => setIsComplex(event.target.checked)}>
          {t("complaints.complex")}
        </Checkbox>
        <div className="c-actions">
          <Button
            type="primary"
            disabled={text.trim().length < 5}
            loading={file.isPending}
            onClick={() => file.mutate()}
          >
            {t("complaints.submit")}
          </Button>
        </div>
      </div>
    </Card>
  );
}

function Complaint({ complaint, mayHandle }: { complaint: ComplaintView; mayHandle: boolean }) {
  const t = useOfficeTexts();
  const id = useId();
  const queryClient = useQueryClient();
  const [answer, setAnswer] = useState("");
  const step = useMutation({
    networkMode: "always",
    mutationFn: (form: ComplaintStep) => postOnce(`/api/complaints/${complaint.id}/step`, Nothing, form),
    onSuccess: () => showDone(t("complaints.saved")),
    onError: showProblem,
    onSettled: () => queryClient.invalidateQueries({ queryKey: ["quality"] }),
  });
  const { status, version } = complaint;
  const isWaiting = status === "open" || status === "handling";
  return (
    <>
      <div className="q-line">
        <StatusTag tone={tones[status]}>{t(`complaints.statuses.${status}`)}</StatusTag>
        <span>{t(`complaints.sources.${complaint.source}`)}</span>
        {complaint.caseNumber !== null && complaint.caseId !== null && (
          <AppLink to={`/cases/${complaint.caseId}`}>{complaint.caseNumber}</AppLink>
        )}
        {isWaiting && <Countdown dueAt={complaint.dueAt} soonMinutes={24 * 60} />}
        {complaint.ownerName !== null && (
          <span className="c-quiet">{t("complaints.owner", { name: complaint.ownerName })}</span>
        )}
      </div>
      <p>{complaint.text}</p>
      {complaint.answer !== null && (
        <p className="c-quiet">
          {`${t(complaint.isFounded === true ? "complaints.founded" : "complaints.unfounded")}：${complaint.answer}`}
        </p>
      )}
      {mayHandle && status === "open" && (
        <div className="c-actions">
          <Button loading={step.isPending} onClick={() => step.mutate({ to: "handling", version })}>
            {t("complaints.take")}
          </Button>
        </div>
      )}
      {mayHandle && complaint.isMine && status === "handling" && (
        <div className="c-form-gap">
          <label className="c-label" htmlFor={id}>
            {t("complaints.answer")}
          </label>
          <Input.TextArea
            id={id}
            value={answer}
            maxLength={2000}
            placeholder={t("complaints.answerHint")}
            autoSize={{ minRows: 2, maxRows: 8 }}
            onChange={(event) => setAnswer(event.target.value)}
          />
          <div className="c-actions">
            {([true, false] as const).map((isFounded) => (
              <Button
                key={String(isFounded)}
                disabled={answer.trim().length < 5}
                loading={step.isPending}
                onClick={() => step.mutate({ to: "answered", version, answer: answer.trim(), isFounded })}
              >
                {`${t("complaints.answer")}：${t(isFounded ? "complaints.founded" : "complaints.unfounded")}`}
              </Button>
            ))}
          </div>
        </div>
      )}
      {mayHandle && complaint.isMine && status === "answered" && (
        <div className="c-actions">
          <Button loading={step.isPending} onClick={() => step.mutate({ to: "closed", version })}>
            {t("complaints.close")}
          </Button>
        </div>
      )}
    </>
  );
}
