import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Button, Modal } from "antd";
import { useState } from "react";
import { get, Nothing, postOnce, showDone, showProblem, withQuery } from "../../web/api-client.js";
import { ConfirmReason } from "../../web/components/ConfirmReason.js";
import { type DataColumn, DataTable } from "../../web/components/DataTable.js";
import { LocalTime } from "../../web/components/LocalTime.js";
import { PageHeader } from "../../web/components/PageHeader.js";
import { EmptyState, QueryView } from "../../web/components/states.js";
import { AppLink, useSearchParam } from "../../web/navigation.js";
import { useMay } from "../../web/session.js";
import { QuarantineContent, type QuarantineItem, QuarantineList, Retried } from "../api.js";
import { FaultList } from "./FaultList.js";
import "./interop.css";
import { useInteropTexts } from "./texts.js";

const pageSize = 20;

/** 隔离区: what could not be taken, why, and the two ways out. */
export function QuarantinePage() {
  const t = useInteropTexts();
  const queryClient = useQueryClient();
  const [connectorId] = useSearchParam("connector");
  const [number, setNumber] = useState(1);
  const [reading, setReading] = useState<QuarantineItem>();
  const [discarding, setDiscarding] = useState<QuarantineItem>();
  const list = useQuery({
    queryKey: ["experts", { quarantine: connectorId, number }],
    queryFn: () =>
      get(
        withQuery("/api/quarantine", {
          ...(connectorId !== "" && { connectorId }),
          limit: pageSize,
          offset: (number - 1) * pageSize,
        }),
        QuarantineList,
      ),
  });
  const refresh = () => queryClient.invalidateQueries({ queryKey: ["experts"] });
  const retry = useMutation({
    mutationFn: (id: string) => postOnce(`/api/quarantine/${id}/retry`, Retried),
    onSuccess: ({ isLanded, run }) =>
      showDone(isLanded ? t("q.landed") : t("q.stillHeld", { count: Math.max(1, run.counts.rejected) })),
    onError: showProblem,
    onSettled: refresh,
  });
  const discard = useMutation({
    mutationFn: ({ id, reason }: { id: string; reason: string }) =>
      postOnce(`/api/quarantine/${id}/discard`, Nothing, { reason }),
    onSuccess: () => {
      showDone(t("q.discarded"));
      setDiscarding(undefined);
    },
    onError: showProblem,
    onSettled: refresh,
  });
  const mayDecide = useMay()("quarantine.decide");
  const columns: DataColumn<QuarantineItem>[] = [
    {
      key: "reference",
      title: t("q.reference"),
      isAlways: true,
      card: "head",
      render: ({ reference, connectorId: of, runId }) => (
        <AppLink to={`/connectors/${of}/runs/${runId}`}>{reference || "–"}</AppLink>
      ),
    },
    { key: "connector", title: t("q.connector"), render: ({ connectorName }) => connectorName },
    { key: "received", title: t("q.received"), render: ({ receivedAt }) => <LocalTime at={receivedAt} /> },
    {
      key: "reason",
      title: t("q.reason"),
      isAlways: true,
      render: ({ faults }) => <FaultList faults={faults} />,
    },
  ];
  if (mayDecide)
    columns.push({
      key: "acts",
      title: t("q.acts"),
      isAlways: true,
      render: (item) => (
        <span className="c-actions">
          <Button
            size="small"
            loading={retry.isPending && retry.variables === item.quarantineId}
            onClick={() => retry.mutate(item.quarantineId)}
          >
            {t("q.retry")}
          </Button>
          <Button size="small" onClick={() => setReading(item)}>
            {t("q.open")}
          </Button>
          <Button size="small" type="text" danger onClick={() => setDiscarding(item)}>
            {t("q.discard")}
          </Button>
        </span>
      ),
    });
  return (
    <>
      <PageHeader title={t("q.title")} note={t("q.note")} back={{ label: t("back"), to: "/connectors" }} />
      <DataTable
        id="interop.quarantine"
        isFixed
        label={t("q.label")}
        rows={list.data?.items}
        rowKey={({ quarantineId }) => quarantineId}
        columns={columns}
        error={list.error}
        onRetry={() => list.refetch()}
        empty={<EmptyState title={t("q.none")} note={t("q.noneNote")} />}
        page={{ number, size: pageSize, total: list.data?.total ?? 0, onChange: setNumber }}
      />
      {reading !== undefined && <Content item={reading} onClose={() => setReading(undefined)} />}
      <ConfirmReason
        isOpen={discarding !== undefined}
        title={t("q.discardTitle")}
        consequence={t("q.discardNote")}
        reasons={[]}
        isNoteRequired
        isDanger
        isPending={discard.isPending}
        confirmLabel={t("q.discard")}
        onConfirm={({ note }) => {
          if (discarding) discard.mutate({ id: discarding.quarantineId, reason: note });
        }}
        onClose={() => setDiscarding(undefined)}
      />
    </>
  );
}

function Content({ item, onClose }: { item: QuarantineItem; onClose: () => void }) {
  const t = useInteropTexts();
  const content = useQuery({
    queryKey: ["experts", { quarantineContent: item.quarantineId }],
    queryFn: () => get(`/api/quarantine/${item.quarantineId}/content`, QuarantineContent),
    // Each opening is audited: it happens when a person asks, not by itself.
    meta: { still: true },
    staleTime: Infinity,
    gcTime: 0,
  });
  return (
    <Modal
      open
      width={860}
      title={t("q.contentTitle")}
      onCancel={onClose}
      footer={<Button onClick={onClose}>{t("q.close")}</Button>}
    >
      <p className="c-quiet">{t("q.contentNote")}</p>
      <QueryView query={content}>
        {({ text }) => (
          <pre className="c-connector-message" tabIndex={0}>
            {text}
          </pre>
        )}
      </QueryView>
    </Modal>
  );
}
