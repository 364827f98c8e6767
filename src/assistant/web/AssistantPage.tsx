import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Button } from "antd";
import { type ReactNode, useState } from "react";
import { get, post, postOnce, showDone, showProblem, withQuery } from "../../web/api-client.js";
import { Card } from "../../web/components/Card.js";
import { type DataColumn, DataTable } from "../../web/components/DataTable.js";
import { LocalTime } from "../../web/components/LocalTime.js";
import { PageHeader } from "../../web/components/PageHeader.js";
import { EmptyState, QueryView } from "../../web/components/states.js";
import { StatusTag, type Tone } from "../../web/components/StatusTag.js";
import { useWords } from "../../web/i18n/index.js";
import { useHospitalChoice } from "../../web/hooks/use-hospital-choice.js";
import { useMay } from "../../web/session.js";
import { AssistantState, AssistantTest, type CallView } from "../api.js";
import "./assistant.css";
import { SettingsForm } from "./SettingsForm.js";
import { useAssistantTexts } from "./texts.js";

/** 智能助手: on or off, where it asks, what it has used today, and its last calls. */
export function AssistantPage() {
  const t = useAssistantTexts();
  const { institutionId, isReady, isKnown, select } = useHospitalChoice({
    label: t("institution"),
    placeholder: t("chooseTitle"),
  });
  const state = useQuery({
    queryKey: ["assistant", institutionId],
    queryFn: () => get(withQuery("/api/assistant", { institutionId }), AssistantState),
    enabled: isReady,
    refetchInterval: 15_000,
  });
  if (!isReady || state.data === undefined)
    return (
      <>
        <PageHeader title={t("title")} note={t("note")} extra={select} />
        {isReady || !isKnown ? (
          <QueryView query={state} lines={8}>
            {() => null}
          </QueryView>
        ) : (
          <EmptyState title={t("chooseTitle")} note={t("chooseNote")} />
        )}
      </>
    );
  return <Assistant state={state.data} select={select} />;
}

function Assistant({ state, select }: { state: AssistantState; select: ReactNode }) {
  const t = useAssistantTexts();
  const may = useMay();
  const queryClient = useQueryClient();
  const [isEditing, setIsEditing] = useState(false);
  const { institutionId, isEnabled, endpoint } = state;
  const refresh = () => queryClient.invalidateQueries({ queryKey: ["assistant"] });
  const setEnabled = useMutation({
    mutationFn: (next: boolean) =>
      postOnce("/api/assistant/switch", AssistantState, { institutionId, isEnabled: next }),
    onSuccess: (after) => showDone(t(after.isEnabled ? "enabled" : "disabled")),
    onError: showProblem,
    onSettled: refresh,
  });
  const test = useMutation({
    mutationFn: () => post("/api/assistant/test", AssistantTest, { institutionId }),
    onError: showProblem,
    onSettled: refresh,
  });
  const mayManage = may("assistant.manage");
  const primary = !mayManage
    ? undefined
    : endpoint === null
      ? { label: t("edit"), onClick: () => setIsEditing(true) }
      : isEnabled
        ? { label: t("test"), isPending: test.isPending, onClick: () => test.mutate() }
        : { label: t("enable"), isPending: setEnabled.isPending, onClick: () => setEnabled.mutate(true) };
  return (
    <>
      <PageHeader
        title={t("title")}
        note={t("note")}
        extra={
          <>
            {select}
            <StatusTag tone={isEnabled ? "good" : "neutral"}>{t(isEnabled ? "on" : "off")}</StatusTag>
            {mayManage && endpoint !== null && !isEnabled && (
              <Button loading={test.isPending} onClick={() => test.mutate()}>
                {t("test")}
              </Button>
            )}
            {mayManage && endpoint !== null && (
              <Button onClick={() => setIsEditing(true)}>{t("edit")}</Button>
            )}
            {mayManage && isEnabled && (
              <Button loading={setEnabled.isPending} onClick={() => setEnabled.mutate(false)}>
                {t("disable")}
              </Button>
            )}
          </>
        }
        {...(primary && { primary })}
      />
      <div className="c-stack">
        {test.data !== undefined && <TestResult result={test.data} />}
        <Card title={t("facts.title")}>
          <Facts state={state} />
        </Card>
        <Card title={t("log.title")}>
          <CallLog calls={state.calls} />
        </Card>
      </div>
      {isEditing && <SettingsForm state={state} onClose={() => setIsEditing(false)} />}
    </>
  );
}

function TestResult({ result }: { result: AssistantTest }) {
  const t = useAssistantTexts();
  const words = useWords();
  return (
    <Card title={t(result.isGood ? "testGood" : "testBad")}>
      <ul className="assistant-steps" role="status">
        {result.steps.map((step, at) => (
          <li key={at} className={step.isGood ? "c-good" : "c-bad"}>
            <span aria-hidden="true">{step.isGood ? "✓ " : "✗ "}</span>
            {words(step)}
          </li>
        ))}
      </ul>
    </Card>
  );
}

const circuitTones = { closed: "good", half_open: "warn", open: "bad" } as const satisfies Record<
  string,
  Tone
>;

function Facts({ state }: { state: AssistantState }) {
  const t = useAssistantTexts();
  const { endpoint, setting, usedToday, circuit, waiting } = state;
  const meter = (label: string, used: number, limit: number) => (
    <>
      <span className="c-num">
        {t("facts.of", { used: used.toLocaleString(), limit: limit.toLocaleString() })}
      </span>
      <meter
        className="assistant-meter"
        aria-label={label}
        min={0}
        max={Math.max(1, limit)}
        value={Math.min(used, limit)}
      />
    </>
  );
  const facts: [string, ReactNode][] = [
    [
      t("facts.endpoint"),
      endpoint === null
        ? t("facts.none")
        : `${endpoint.host}（${t(endpoint.isOwn ? "facts.own" : "facts.server")}）`,
    ],
    ...(endpoint === null ? [] : ([[t("facts.model"), endpoint.model]] as [string, ReactNode][])),
    ...(endpoint?.isOwn === true
      ? ([[t("facts.key"), t(setting.hasKey ? "facts.keySet" : "facts.keyNone")]] as [string, ReactNode][])
      : []),
    ...(circuit === null
      ? []
      : ([
          [
            t("facts.circuit"),
            <StatusTag key="circuit" tone={circuitTones[circuit]}>
              {t(`facts.circuits.${circuit}`)}
            </StatusTag>,
          ],
        ] as [string, ReactNode][])),
    [t("facts.calls"), meter(t("facts.calls"), usedToday.calls, setting.dailyCalls)],
    [t("facts.tokens"), meter(t("facts.tokens"), usedToday.tokens, setting.dailyTokens)],
    [t("facts.waiting"), t("facts.waitingCount", { count: waiting })],
    [t("facts.leastConfidence"), `${Math.round(setting.leastConfidence * 100)}%`],
    [t("facts.sends"), t("facts.sendsNote")],
  ];
  return (
    <dl className="assistant-facts">
      {facts.map(([label, value]) => (
        <div key={label}>
          <dt>{label}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

function CallLog({ calls }: { calls: readonly CallView[] }) {
  const t = useAssistantTexts();
  const columns: DataColumn<CallView>[] = [
    {
      key: "when",
      title: t("log.when"),
      isAlways: true,
      card: "head",
      render: ({ createdAt }) => <LocalTime at={createdAt} />,
    },
    {
      key: "outcome",
      title: t("log.outcome"),
      isAlways: true,
      card: "aside",
      render: ({ status, outcome, attempts }) => (
        <>
          <StatusTag tone={status === "done" ? "good" : status === "failed" ? "warn" : "progress"}>
            {outcome === null
              ? t(status === "running" ? "statuses.running" : "statuses.queued")
              : t(`outcomes.${outcome}`)}
          </StatusTag>
          {attempts > 1 && <span className="c-quiet"> {t("log.attempts", { count: attempts })}</span>}
        </>
      ),
    },
    {
      key: "what",
      title: t("log.what"),
      render: ({ kind, caseNumber }) => (kind === "test" ? t("log.trial") : (caseNumber ?? "–")),
    },
    { key: "model", title: t("log.model"), render: ({ model }) => model || "–" },
    {
      key: "tokens",
      title: t("log.tokens"),
      align: "right",
      render: ({ tokens }) => (
        <span className="c-num">
          {tokens.prompt ?? "–"} / {tokens.completion ?? "–"}
        </span>
      ),
    },
    {
      key: "duration",
      title: t("log.duration"),
      align: "right",
      render: ({ durationMs }) => (
        <span className="c-num">{durationMs === null ? "–" : t("log.ms", { count: durationMs })}</span>
      ),
    },
  ];
  return (
    <DataTable
      id="assistant.calls"
      isFixed
      label={t("log.label")}
      rows={calls}
      rowKey={({ callId }) => callId}
      columns={columns}
      empty={<p className="c-quiet">{t("log.none")}</p>}
    />
  );
}
