import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Button } from "antd";
import { useState } from "react";
import { postOnce, showDone, showProblem } from "../../web/api-client.js";
import { ConfirmReason } from "../../web/components/ConfirmReason.js";
import { type DataColumn, DataTable } from "../../web/components/DataTable.js";
import { EmptyState } from "../../web/components/states.js";
import { StatusTag } from "../../web/components/StatusTag.js";
import { type BatchDetail, type DisputeView, type LineView, StepDone } from "../api.js";
import { LineWhy } from "./LineWhy.js";
import { yuanWords } from "./money-words.js";
import { useIncentivesTexts } from "./texts.js";

type Asked =
  | { readonly kind: "dispute" | "refund"; readonly line: LineView }
  | { readonly kind: "resolve"; readonly dispute: DisputeView; readonly line: LineView | undefined };

/** What the month is made of: each line with its reasons, and what may be done about it. */
export function BatchLines({ detail }: { detail: BatchDetail }) {
  const t = useIncentivesTexts();
  const { batch, lines, disputes, may } = detail;
  const [asked, setAsked] = useState<Asked>();
  const openOf = (line: LineView) =>
    disputes.find((dispute) => dispute.lineId === line.id && dispute.status === "open");
  const columns: DataColumn<LineView>[] = [
    {
      key: "case",
      title: t("batch.case"),
      isAlways: true,
      card: "head",
      render: (line) => <LineWhy line={line} />,
    },
    { key: "servedOn", title: t("batch.servedOn"), render: (line) => line.servedOn },
    { key: "expert", title: t("batch.expertName"), render: (line) => line.expertName },
    {
      key: "price",
      title: t("batch.priceOf"),
      align: "right",
      card: "aside",
      render: (line) => yuanWords(line.priceFen),
    },
    {
      key: "shares",
      title: t("batch.shares"),
      render: (line) => (
        <span className="c-quiet">
          {t("batch.sharesText", {
            inviter: yuanWords(line.inviterFen),
            invitee: yuanWords(line.inviteeFen),
            expert: yuanWords(line.expertFen),
            platform: yuanWords(line.platformFen),
          })}
        </span>
      ),
    },
    {
      key: "act",
      title: t("batch.act"),
      isAlways: true,
      render: (line) => {
        const open = openOf(line);
        if (open) return <StatusTag tone="bad">{t("batch.disputed")}</StatusTag>;
        if (line.kind === "refund") return <StatusTag tone="warn">{t("batch.refund")}</StatusTag>;
        if (line.isRefunded) return <StatusTag tone="neutral">{t("batch.refunded")}</StatusTag>;
        const kind = may.includes("dispute") ? "dispute" : may.includes("refund") ? "refund" : undefined;
        return (
          kind && (
            <Button
              size="small"
              aria-label={`${t(`batch.${kind}`)} ${line.caseNumber} ${line.seat}`}
              onClick={() => setAsked({ kind, line })}
            >
              {t(`batch.${kind}`)}
            </Button>
          )
        );
      },
    },
  ];
  return (
    <div className="c-stack">
      {disputes.length > 0 && (
        <ul className="c-lines" aria-label={t("batch.disputes")}>
          {disputes.map((dispute) => {
            const line = lines.find(({ id }) => id === dispute.lineId);
            return (
              <li
                key={dispute.id}
                className="c-dispute"
                data-open={dispute.status === "open" ? "" : undefined}
              >
                <div>
                  <strong>{line?.caseNumber}</strong>{" "}
                  {t("batch.raised", { name: dispute.raisedByName, reason: dispute.reason })}
                  {dispute.resolution !== null && (
                    <p className="c-quiet">
                      {t("batch.resolved", {
                        name: dispute.resolvedByName ?? "",
                        outcome: t(`batch.outcome.${dispute.status}`),
                        resolution: dispute.resolution,
                      })}
                    </p>
                  )}
                </div>
                {dispute.status === "open" && may.includes("resolve") && (
                  <Button onClick={() => setAsked({ kind: "resolve", dispute, line })}>
                    {t(dispute.isMine ? "batch.withdraw" : "batch.resolve")}
                  </Button>
                )}
              </li>
            );
          })}
        </ul>
      )}
      <DataTable
        id="incentives.lines"
        isFixed
        label={t("batch.lines")}
        rows={lines}
        rowKey={(line) => line.id}
        columns={columns}
        empty={<EmptyState title={t("batch.empty")} />}
      />
      {asked !== undefined && (
        <AskReason batchId={batch.id} asked={asked} onClose={() => setAsked(undefined)} />
      )}
    </div>
  );
}

/** The window in which a line is contested or refunded, or an objection settled. */
function AskReason({ batchId, asked, onClose }: { batchId: string; asked: Asked; onClose: () => void }) {
  const t = useIncentivesTexts();
  const queryClient = useQueryClient();
  const base = `/api/settlements/${batchId}`;
  const act = useMutation({
    mutationFn: ({ code, note }: { code: string; note: string }) =>
      asked.kind === "resolve"
        ? postOnce(`${base}/disputes/${asked.dispute.id}/resolve`, StepDone, {
            outcome: code,
            resolution: note,
          })
        : postOnce(`${base}/lines/${asked.line.id}/${asked.kind}`, StepDone, { reason: note }),
    onError: showProblem,
    onSuccess: () => {
      showDone(t(`batch.done.${asked.kind}`));
      onClose();
    },
    onSettled: () => queryClient.invalidateQueries({ queryKey: ["settlements"] }),
  });
  const number = asked.line?.caseNumber ?? "";
  const titles = {
    dispute: t("batch.disputeOf", { number }),
    refund: t("batch.refundOf", { number }),
    resolve: t("batch.resolve"),
  };
  const outcomes =
    asked.kind !== "resolve"
      ? []
      : asked.dispute.isMine
        ? (["withdrawn"] as const)
        : (["upheld", "refunded"] as const);
  const verb =
    asked.kind === "resolve" && asked.dispute.isMine ? t("batch.withdraw") : t(`batch.${asked.kind}`);
  return (
    <ConfirmReason
      isOpen
      title={titles[asked.kind]}
      consequence={
        asked.kind === "resolve"
          ? asked.dispute.reason
          : t(asked.kind === "dispute" ? "batch.disputeNote" : "batch.refundNote")
      }
      reasons={outcomes.map((code) => ({ code, label: t(`batch.outcome.${code}`) }))}
      isNoteRequired
      confirmLabel={verb}
      isPending={act.isPending}
      onConfirm={(reason) => act.mutate(reason)}
      onClose={onClose}
    />
  );
}
