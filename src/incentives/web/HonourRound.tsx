import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Button, Input, Modal } from "antd";
import { useId, useState } from "react";
import { postOnce, showDone, showProblem } from "../../web/api-client.js";
import { Card } from "../../web/components/Card.js";
import { ConfirmReason } from "../../web/components/ConfirmReason.js";
import { type DataColumn, DataTable } from "../../web/components/DataTable.js";
import { LocalTime } from "../../web/components/LocalTime.js";
import { StatusTag } from "../../web/components/StatusTag.js";
import { useWords } from "../../web/i18n/index.js";
import { useMay } from "../../web/session.js";
import { honourListNames, type HonourRoundView, measureNames, StepDone } from "../api.js";
import { useRecognitionTexts } from "./recognition-texts.js";

type Candidate = HonourRoundView["candidates"][number];
type Objection = HonourRoundView["objections"][number];
type Asked =
  | { readonly kind: "object"; readonly candidate: Candidate }
  | { readonly kind: "answer"; readonly objection: Objection };

/** One list with figures, objections and certificates. */
export function HonourRound({ round }: { round: HonourRoundView }) {
  const t = useRecognitionTexts();
  const words = useWords();
  const mayRun = useMay()("honour.run");
  const [asked, setAsked] = useState<Asked>();
  const isOpen = round.status === "objection";
  const groups = new Set(round.candidates.map(({ groupCode }) => groupCode));
  const columns: DataColumn<Candidate>[] = [
    { key: "place", title: t("honours.place"), isAlways: true, render: (one) => one.place },
    {
      key: "person",
      title: t("honours.person"),
      isAlways: true,
      card: "head",
      render: (one) => one.personName,
    },
    { key: "institution", title: t("honours.institution"), render: (one) => one.institutionName },
    ...(groups.size > 1
      ? [{ key: "group", title: t("honours.group"), render: (one: Candidate) => one.groupName }]
      : []),
    {
      key: "score",
      title: t("honours.score"),
      align: "right" as const,
      card: "aside" as const,
      render: (one) => one.score.toFixed(1),
    },
    {
      key: "figures",
      title: t("honours.figures"),
      render: (one) => (
        <span className="c-quiet">
          {one.figures
            .map(({ measure, hits, of }) => `${words(measureNames[measure])} ${hits}/${of}`)
            .join(" · ")}
          {one.removedReason !== null && <div>{t("honours.removed", { reason: one.removedReason })}</div>}
        </span>
      ),
    },
    {
      key: "act",
      title: t("credits.act"),
      isAlways: true,
      render: (one) =>
        one.removedReason !== null ? null : isOpen ? (
          <Button
            size="small"
            aria-label={t("honours.objectTitle", { name: one.personName })}
            onClick={() => setAsked({ kind: "object", candidate: one })}
          >
            {t("honours.object")}
          </Button>
        ) : (
          <Button
            size="small"
            target="_blank"
            aria-label={`${t("honours.certificate")} ${one.personName}`}
            href={`/api/honours/${round.id}/candidates/${one.id}/certificate.pdf`}
          >
            {t("honours.certificate")}
          </Button>
        ),
    },
  ];
  return (
    <Card
      title={t("honours.round", { period: round.period, list: words(honourListNames[round.list]) })}
      extra={
        isOpen ? (
          <span className="c-actions">
            <StatusTag tone="progress">
              {t("honours.objectionUntil")} <LocalTime at={round.objectionUntil} />
            </StatusTag>
            {mayRun && <Finalise round={round} />}
          </span>
        ) : (
          <StatusTag tone="good">
            {t("honours.final")} {round.documentNumber}
          </StatusTag>
        )
      }
    >
      <DataTable
        id="incentives.honours"
        isFixed
        label={t("honours.round", { period: round.period, list: words(honourListNames[round.list]) })}
        rows={round.candidates}
        rowKey={(one) => one.id}
        columns={columns}
        empty={null}
      />
      {round.objections.map((one) => (
        <div key={one.id} className="c-dispute" data-open={one.status === "open" ? "" : undefined}>
          <div>
            {round.candidates.find(({ id }) => id === one.candidateId)?.personName}：{one.reason}
            {one.answer !== null && (
              <p className="c-quiet">
                {t(one.status === "upheld" ? "honours.upheld" : "honours.rejected")} · {one.answer}
              </p>
            )}
          </div>
          {one.status === "open" && mayRun && (
            <Button onClick={() => setAsked({ kind: "answer", objection: one })}>
              {t("honours.answer")}
            </Button>
          )}
        </div>
      ))}
      {asked !== undefined && <Ask round={round} asked={asked} onClose={() => setAsked(undefined)} />}
    </Card>
  );
}

function Ask({ round, asked, onClose }: { round: HonourRoundView; asked: Asked; onClose: () => void }) {
  const t = useRecognitionTexts();
  const queryClient = useQueryClient();
  const act = useMutation({
    mutationFn: ({ code, note }: { code: string; note: string }) =>
      asked.kind === "object"
        ? postOnce(`/api/honours/${round.id}/candidates/${asked.candidate.id}/object`, StepDone, {
            reason: note,
          })
        : postOnce(`/api/honours/${round.id}/objections/${asked.objection.id}/answer`, StepDone, {
            outcome: code,
            answer: note,
          }),
    onError: showProblem,
    onSuccess: () => {
      showDone(t(asked.kind === "object" ? "honours.objected" : "honours.answered"));
      onClose();
    },
    onSettled: () => queryClient.invalidateQueries({ queryKey: ["honours"] }),
  });
  return (
    <ConfirmReason
      isOpen
      title={
        asked.kind === "object"
          ? t("honours.objectTitle", { name: asked.candidate.personName })
          : t("honours.answer")
      }
      consequence={asked.kind === "answer" ? asked.objection.reason : undefined}
      reasons={
        asked.kind === "answer"
          ? [
              { code: "rejected", label: t("honours.rejected") },
              { code: "upheld", label: t("honours.upheld") },
            ]
          : []
      }
      isNoteRequired
      confirmLabel={t(asked.kind === "object" ? "honours.object" : "honours.answer")}
      isPending={act.isPending}
      onConfirm={(reason) => act.mutate(reason)}
      onClose={onClose}
    />
  );
}

function Finalise({ round }: { round: HonourRoundView }) {
  const t = useRecognitionTexts();
  const ids = useId();
  const queryClient = useQueryClient();
  const [isAsked, setAsked] = useState(false);
  const [number, setNumber] = useState("");
  const finalise = useMutation({
    mutationFn: () =>
      postOnce(`/api/honours/${round.id}/finalise`, StepDone, { documentNumber: number.trim() }),
    onError: showProblem,
    onSuccess: () => {
      showDone(t("honours.finalised"));
      setAsked(false);
    },
    onSettled: () => queryClient.invalidateQueries({ queryKey: ["honours"] }),
  });
  return (
    <>
      <Button onClick={() => setAsked(true)}>{t("honours.finalise")}</Button>
      {isAsked && (
        <Modal
          open
          title={t("honours.finalise")}
          okText={t("honours.finalise")}
          cancelText={t("credits.cancel")}
          okButtonProps={{ loading: finalise.isPending, disabled: number.trim().length < 2 }}
          onOk={() => finalise.mutate()}
          onCancel={() => setAsked(false)}
        >
          <label className="c-label" htmlFor={`${ids}-number`}>
            {t("honours.documentNumber")}
          </label>
          <Input
            id={`${ids}-number`}
            value={number}
            maxLength={64}
            onChange={(event) => setNumber(event.target.value)}
          />
        </Modal>
      )}
    </>
  );
}
