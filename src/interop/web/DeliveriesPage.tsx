import { PlusOutlined } from "@ant-design/icons";
import { keepPreviousData, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Button, Select } from "antd";
import { useState } from "react";
import { get, Nothing, postOnce, showDone, showProblem, withQuery } from "../../web/api-client.js";
import { Card } from "../../web/components/Card.js";
import { type DataColumn, DataTable } from "../../web/components/DataTable.js";
import { LocalTime } from "../../web/components/LocalTime.js";
import { PageHeader } from "../../web/components/PageHeader.js";
import { EmptyState, QueryView } from "../../web/components/states.js";
import { StatusTag, type Tone } from "../../web/components/StatusTag.js";
import { useWords } from "../../web/i18n/index.js";
import { useSearchParam } from "../../web/navigation.js";
import { useMay } from "../../web/session.js";
import { DeliveryList, type DeliveryView, DestinationList, DestinationView } from "../delivery/api.js";
import { DestinationForm } from "./DestinationForm.js";
import "./interop.css";
import { useDeliveryTexts } from "./delivery-texts.js";

const pageSize = 20;
const states = ["queued", "sent", "acknowledged", "failed"] as const;
const tones: Readonly<Record<DeliveryView["status"], Tone>> = {
  queued: "progress",
  sent: "progress",
  acknowledged: "good",
  failed: "bad",
};

/** 意见送达: what is on its way to the hospitals' systems, and where it goes. */
export function DeliveriesPage() {
  const t = useDeliveryTexts();
  const may = useMay();
  const [isAdding, setIsAdding] = useState(false);
  const [status, setStatus] = useSearchParam("state");
  const [pageText, setPage] = useSearchParam("page");
  const number = Math.max(1, Number.parseInt(pageText, 10) || 1);
  const wanted = states.find((one) => one === status);
  const list = useQuery({
    queryKey: ["deliveries", { number, wanted }],
    queryFn: () =>
      get(
        withQuery("/api/deliveries", {
          limit: pageSize,
          offset: (number - 1) * pageSize,
          ...(wanted && { status: wanted }),
        }),
        DeliveryList,
      ),
    placeholderData: keepPreviousData,
    refetchInterval: 10_000,
  });
  return (
    <>
      <PageHeader
        title={t("title")}
        note={t("note")}
        {...(may("destination.manage") && {
          primary: { label: t("add"), icon: <PlusOutlined />, onClick: () => setIsAdding(true) },
        })}
      />
      <div className="c-stack">
        <Destinations />
        <DataTable
          id="interop.deliveries"
          label={t("label")}
          rows={list.data?.items}
          rowKey={({ deliveryId }) => deliveryId}
          columns={useColumns()}
          error={list.error}
          onRetry={() => list.refetch()}
          empty={<EmptyState title={t("none")} note={t("noneNote")} />}
          toolbar={
            <Select<string>
              value={wanted ?? ""}
              aria-label={t("state")}
              style={{ minWidth: 180 }}
              options={[
                { value: "", label: t("all") },
                ...states.map((one) => ({ value: one, label: t(`states.${one}`) })),
              ]}
              onChange={setStatus}
            />
          }
          page={{
            number,
            size: pageSize,
            total: list.data?.total ?? 0,
            onChange: (next) => setPage(next === 1 ? "" : String(next)),
          }}
        />
      </div>
      {isAdding && <DestinationForm onClose={() => setIsAdding(false)} />}
    </>
  );
}

function useColumns(): readonly DataColumn<DeliveryView>[] {
  const t = useDeliveryTexts();
  const words = useWords();
  return [
    {
      key: "case",
      title: t("case"),
      isAlways: true,
      card: "head",
      width: 150,
      render: ({ caseNumber, opinionVersion }) => (
        <>
          <span className="c-num">{caseNumber}</span>{" "}
          <span className="c-quiet">{t("version", { version: opinionVersion })}</span>
        </>
      ),
    },
    {
      key: "state",
      title: t("state"),
      isAlways: true,
      card: "aside",
      width: 160,
      render: ({ status }) => <StatusTag tone={tones[status]}>{t(`states.${status}`)}</StatusTag>,
    },
    {
      key: "destination",
      title: t("destination"),
      width: 200,
      render: ({ destinationName, kind }) => (
        <>
          {destinationName} <span className="c-quiet">{t(`kinds.${kind}`)}</span>
        </>
      ),
    },
    {
      key: "institution",
      title: t("institution"),
      width: 170,
      render: ({ institutionName }) => institutionName,
    },
    {
      key: "said",
      title: t("said"),
      render: ({ outcome, attempts, nextAt }) => (
        <>
          {outcome !== null && <div>{words(outcome)}</div>}
          <span className="c-quiet">
            {attempts > 0 && t("attempts", { count: attempts })}{" "}
            {nextAt !== null && (
              <>
                {t("next")}
                <LocalTime at={nextAt} />
              </>
            )}
          </span>
        </>
      ),
    },
    {
      key: "when",
      title: t("when"),
      width: 140,
      render: ({ endedAt, sentAt, createdAt }) => <LocalTime at={endedAt ?? sentAt ?? createdAt} />,
    },
    {
      key: "retry",
      title: t("retry"),
      isAlways: true,
      width: 90,
      render: (row) => <Retry delivery={row} />,
    },
  ];
}

function Retry({ delivery }: { delivery: DeliveryView }) {
  const t = useDeliveryTexts();
  const may = useMay();
  const queryClient = useQueryClient();
  const retry = useMutation({
    mutationFn: () => postOnce(`/api/deliveries/${delivery.deliveryId}/retry`, Nothing),
    onSuccess: () => showDone(t("retried")),
    onError: showProblem,
    onSettled: () => queryClient.invalidateQueries({ queryKey: ["deliveries"] }),
  });
  if (delivery.status !== "failed" || !may("delivery.retry")) return null;
  return (
    <Button loading={retry.isPending} onClick={() => retry.mutate()}>
      {t("retry")}
    </Button>
  );
}

/** Where the opinions go, each with its switch. */
function Destinations() {
  const t = useDeliveryTexts();
  const may = useMay();
  const queryClient = useQueryClient();
  const [editing, setEditing] = useState<DestinationView | null>(null);
  const list = useQuery({
    queryKey: ["destinations"],
    queryFn: () => get("/api/destinations", DestinationList),
  });
  const set = useMutation({
    mutationFn: ({ destinationId, status }: DestinationView) =>
      postOnce(`/api/destinations/${destinationId}/status`, DestinationView, {
        status: status === "enabled" ? "paused" : "enabled",
      }),
    onError: showProblem,
    onSettled: () => queryClient.invalidateQueries({ queryKey: ["destinations"] }),
  });
  return (
    <Card title={t("destinations")}>
      <QueryView query={list} lines={2}>
        {({ items }) =>
          items.length === 0 ? (
            <p className="c-quiet">{t("noDestinations")}</p>
          ) : (
            <ul className="c-destinations">
              {items.map((one) => (
                <li key={one.destinationId}>
                  <span>
                    <strong>{one.name}</strong>{" "}
                    <span className="c-quiet">
                      {[one.institutionName, t(`kinds.${one.settings.kind}`)].join(" · ")}
                    </span>
                  </span>
                  <StatusTag tone={one.status === "enabled" ? "good" : "neutral"}>{t(one.status)}</StatusTag>
                  {may("destination.manage") && (
                    <span className="c-actions">
                      <Button onClick={() => setEditing(one)}>{t("edit")}</Button>
                      <Button loading={set.isPending} onClick={() => set.mutate(one)}>
                        {t(one.status === "enabled" ? "pause" : "enable")}
                      </Button>
                    </span>
                  )}
                </li>
              ))}
            </ul>
          )
        }
      </QueryView>
      {editing !== null && <DestinationForm destination={editing} onClose={() => setEditing(null)} />}
    </Card>
  );
}
