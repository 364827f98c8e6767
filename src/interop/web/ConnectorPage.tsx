import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Button } from "antd";
import { useState } from "react";
import { get, post, postOnce, showDone, showProblem, upload } from "../../web/api-client.js";
import { Card } from "../../web/components/Card.js";
import { FileDrop } from "../../web/components/FileDrop.js";
import { PageHeader } from "../../web/components/PageHeader.js";
import { EmptyState, ErrorState, LoadingState } from "../../web/components/states.js";
import { StatusTag } from "../../web/components/StatusTag.js";
import { useWords } from "../../web/i18n/index.js";
import { useGo, usePathParam } from "../../web/navigation.js";
import { useMay } from "../../web/session.js";
import { ConnectionTest, ConnectorList, ConnectorView, RunView } from "../api.js";
import { ConnectorFacts } from "./ConnectorFacts.js";
import { ConnectorForm } from "./ConnectorForm.js";
import "./interop.css";
import { RunLog } from "./RunLog.js";
import { StaffLinks } from "./StaffLinks.js";
import { useInteropTexts } from "./texts.js";

/** One connector: how to connect, trying it, running it, and the log of what came of it. */
export function ConnectorPage() {
  const connectorId = usePathParam("connectorId");
  const t = useInteropTexts();
  const list = useQuery({
    queryKey: ["experts", { connectors: true }],
    queryFn: () => get("/api/connectors", ConnectorList),
    refetchInterval: 15_000,
  });
  const back = { label: t("back"), to: "/connectors" };
  const connector = list.data?.items.find((one) => one.connectorId === connectorId);
  if (list.data === undefined || connector === undefined)
    return (
      <>
        <PageHeader title={t("title")} back={back} />
        {list.data !== undefined ? (
          <EmptyState title={t("gone")} />
        ) : list.isError ? (
          <ErrorState error={list.error} onRetry={() => list.refetch()} />
        ) : (
          <LoadingState lines={8} />
        )}
      </>
    );
  return <Connector connector={connector} server={list.data.server} />;
}

function Connector({ connector, server }: { connector: ConnectorView; server: ConnectorList["server"] }) {
  const t = useInteropTexts();
  const go = useGo();
  const may = useMay();
  const queryClient = useQueryClient();
  const [isEditing, setIsEditing] = useState(false);
  const { connectorId, kind, status } = connector;
  const base = `/api/connectors/${connectorId}`;
  const refresh = () => queryClient.invalidateQueries({ queryKey: ["experts"] });
  const setStatus = useMutation({
    mutationFn: (next: "enabled" | "paused") => post(`${base}/status`, ConnectorView, { status: next }),
    onSuccess: (view) => showDone(t(`states.${view.status}`)),
    onError: showProblem,
    onSettled: refresh,
  });
  const run = useMutation({
    mutationFn: (options: { isDryRun: boolean; fromStart: boolean }) =>
      postOnce(`${base}/runs`, RunView, options),
    onSuccess: ({ runId }) => go(`/connectors/${connectorId}/runs/${runId}`),
    onError: showProblem,
    onSettled: refresh,
  });
  const test = useMutation({
    mutationFn: () => post(`${base}/test`, ConnectionTest),
    onError: showProblem,
  });
  const mayRun = may("connector.run");
  const isPaused = status === "paused";
  const pulls = kind !== "mllp";
  const primary =
    isPaused && may("connector.manage")
      ? { label: t("enable"), isPending: setStatus.isPending, onClick: () => setStatus.mutate("enabled") }
      : pulls && mayRun
        ? {
            label: t("run"),
            isPending: run.isPending,
            onClick: () => run.mutate({ isDryRun: false, fromStart: false }),
          }
        : undefined;
  return (
    <>
      <PageHeader
        title={connector.name}
        note={`${connector.institutionName} · ${t(`kinds.${kind}`)}`}
        back={{ label: t("back"), to: "/connectors" }}
        extra={
          <>
            <StatusTag tone={isPaused ? "neutral" : "good"}>{t(`states.${status}`)}</StatusTag>
            {mayRun && (
              <Button loading={test.isPending} onClick={() => test.mutate()}>
                {t("test")}
              </Button>
            )}
            {mayRun && pulls && (
              <Button
                loading={run.isPending}
                onClick={() => run.mutate({ isDryRun: true, fromStart: false })}
              >
                {t("dryRun")}
              </Button>
            )}
            {mayRun && kind === "fhir" && !isPaused && (
              <Button
                loading={run.isPending}
                onClick={() => run.mutate({ isDryRun: false, fromStart: true })}
              >
                {t("runAll")}
              </Button>
            )}
            {may("connector.manage") && <Button onClick={() => setIsEditing(true)}>{t("edit")}</Button>}
            {may("connector.manage") && !isPaused && (
              <Button loading={setStatus.isPending} onClick={() => setStatus.mutate("paused")}>
                {t("pause")}
              </Button>
            )}
          </>
        }
        {...(primary && { primary })}
      />
      <div className="c-stack">
        {test.data !== undefined && <TestResult result={test.data} />}
        <Card title={t("facts.title")}>
          <ConnectorFacts connector={connector} server={server} />
        </Card>
        {kind === "file_drop" && mayRun && !isPaused && (
          <Card title={t("upload")}>
            <FileDrop
              label={t("uploadDrop")}
              accept={[".xlsx", ".xlsm", ".csv", ".txt"]}
              kinds={t("uploadKinds")}
              maxBytes={20 * 1_048_576}
              showsSent={false}
              send={async (file, onProgress) => {
                const { runId } = await upload(`${base}/files`, RunView, file, { onProgress });
                go(`/connectors/${connectorId}/runs/${runId}`);
              }}
            />
          </Card>
        )}
        <RunLog connectorId={connectorId} />
        <StaffLinks connectorId={connectorId} />
      </div>
      {isEditing && (
        <ConnectorForm
          connector={connector}
          onClose={() => setIsEditing(false)}
          onSaved={() => void refresh()}
        />
      )}
    </>
  );
}

function TestResult({ result }: { result: ConnectionTest }) {
  const t = useInteropTexts();
  const words = useWords();
  return (
    <Card title={t(result.isGood ? "testGood" : "testBad")}>
      <div role="status">
        <ul className="c-connector-faults">
          {result.steps.map((step, at) => (
            <li key={at} className={step.isGood ? "c-good" : "c-bad"}>
              <span aria-hidden="true">{step.isGood ? "✓ " : "✗ "}</span>
              {words(step)}
            </li>
          ))}
        </ul>
      </div>
    </Card>
  );
}
