import { PlusOutlined } from "@ant-design/icons";
import { useQuery } from "@tanstack/react-query";
import { Button } from "antd";
import { useState } from "react";
import { get } from "../../web/api-client.js";
import { type DataColumn, DataTable } from "../../web/components/DataTable.js";
import { LocalTime } from "../../web/components/LocalTime.js";
import { PageHeader } from "../../web/components/PageHeader.js";
import { EmptyState } from "../../web/components/states.js";
import { StatusTag } from "../../web/components/StatusTag.js";
import { AppLink, useGo } from "../../web/navigation.js";
import { useMay } from "../../web/session.js";
import { ConnectorList, type ConnectorView } from "../api.js";
import { ConnectorForm } from "./ConnectorForm.js";
import { CountsLine } from "./CountsLine.js";
import "./interop.css";
import { useInteropTexts } from "./texts.js";
import { runTones } from "./tones.js";

/** 系统对接: every connector with how its last run ended and what waits in quarantine. */
export function ConnectorsPage() {
  const t = useInteropTexts();
  const go = useGo();
  const may = useMay();
  const [isCreating, setIsCreating] = useState(false);
  const list = useQuery({
    queryKey: ["experts", { connectors: true }],
    queryFn: () => get("/api/connectors", ConnectorList),
    refetchInterval: 15_000,
  });
  const held = (list.data?.items ?? []).reduce((sum, one) => sum + one.held, 0);
  return (
    <>
      <PageHeader
        title={t("title")}
        note={t("note")}
        extra={
          <Button onClick={() => go("/connectors/quarantine")}>
            {held > 0 ? t("quarantineCount", { count: held }) : t("quarantine")}
          </Button>
        }
        {...(may("connector.manage") && {
          primary: { label: t("create"), icon: <PlusOutlined />, onClick: () => setIsCreating(true) },
        })}
      />
      <DataTable
        id="interop.connectors"
        label={t("label")}
        rows={list.data?.items}
        rowKey={({ connectorId }) => connectorId}
        columns={useColumns()}
        error={list.error}
        onRetry={() => list.refetch()}
        onOpen={({ connectorId }) => go(`/connectors/${connectorId}`)}
        empty={
          <EmptyState title={t("none")} note={t(may("connector.manage") ? "noneNote" : "noneNoteReader")} />
        }
      />
      {isCreating && (
        <ConnectorForm
          onClose={() => setIsCreating(false)}
          onSaved={({ connectorId }) => go(`/connectors/${connectorId}`)}
        />
      )}
    </>
  );
}

function useColumns(): DataColumn<ConnectorView>[] {
  const t = useInteropTexts();
  return [
    {
      key: "name",
      title: t("name"),
      isAlways: true,
      card: "head",
      render: ({ connectorId, name }) => <AppLink to={`/connectors/${connectorId}`}>{name}</AppLink>,
    },
    { key: "institution", title: t("institution"), render: ({ institutionName }) => institutionName },
    { key: "kind", title: t("kind"), render: ({ kind }) => t(`kinds.${kind}`) },
    {
      key: "status",
      title: t("status"),
      isAlways: true,
      card: "aside",
      render: ({ status }) => (
        <StatusTag tone={status === "enabled" ? "good" : "neutral"}>{t(`states.${status}`)}</StatusTag>
      ),
    },
    {
      key: "lastRun",
      title: t("lastRun"),
      render: ({ lastRun }) =>
        lastRun === null ? (
          <span className="c-quiet">{t("never")}</span>
        ) : (
          <>
            <LocalTime at={lastRun.createdAt} />{" "}
            <StatusTag tone={runTones[lastRun.status]}>{t(`runs.states.${lastRun.status}`)}</StatusTag>
            <div>
              <CountsLine counts={lastRun.counts} />
            </div>
          </>
        ),
    },
    {
      key: "nextRun",
      title: t("nextRun"),
      render: ({ nextRunAt, kind }) =>
        nextRunAt === null ? (
          <span className="c-quiet">{t(kind === "mllp" ? "pushed" : "byHand")}</span>
        ) : (
          <LocalTime at={nextRunAt} />
        ),
    },
    {
      key: "held",
      title: t("held"),
      align: "right",
      render: ({ held }) => <span className={held > 0 ? "c-num c-bad" : "c-num"}>{held}</span>,
    },
  ];
}
