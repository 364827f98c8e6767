import { useQuery } from "@tanstack/react-query";
import { Select } from "antd";
import { get, withQuery } from "../../web/api-client.js";
import { Card } from "../../web/components/Card.js";
import { type DataColumn, DataTable } from "../../web/components/DataTable.js";
import { LocalTime } from "../../web/components/LocalTime.js";
import { StatusTag } from "../../web/components/StatusTag.js";
import { useGo, useSearchParam } from "../../web/navigation.js";
import { rowResults, RunList, runStatuses, runTriggers, type RunView } from "../api.js";
import { CountsLine } from "./CountsLine.js";
import { useInteropTexts } from "./texts.js";
import { runTones } from "./tones.js";

const pageSize = 20;

/** 运行记录: newest first, filtered by state, cause, or what became of any of its rows. */
export function RunLog({ connectorId }: { connectorId: string }) {
  const t = useInteropTexts();
  const go = useGo();
  const [status, setStatus] = useSearchParam("status");
  const [trigger, setTrigger] = useSearchParam("trigger");
  const [result, setResult] = useSearchParam("result");
  const [page, setPage] = useSearchParam("page");
  const number = Math.max(1, Number(page) || 1);
  const filters = {
    ...(status !== "" && { status }),
    ...(trigger !== "" && { trigger }),
    ...(result !== "" && { result }),
  };
  const runs = useQuery({
    queryKey: ["experts", { connectorRuns: connectorId, filters, number }],
    queryFn: () =>
      get(
        withQuery(`/api/connectors/${connectorId}/runs`, {
          ...filters,
          limit: pageSize,
          offset: (number - 1) * pageSize,
        }),
        RunList,
      ),
    refetchInterval: ({ state }) =>
      state.data?.items.some((run) => run.status === "queued" || run.status === "running") === true
        ? 1500
        : 15_000,
  });
  const choose = (set: (value: string) => void) => (value: string) => {
    setPage("");
    set(value);
  };
  const columns: DataColumn<RunView>[] = [
    {
      key: "when",
      title: t("runs.when"),
      isAlways: true,
      card: "head",
      render: ({ createdAt }) => <LocalTime at={createdAt} />,
    },
    {
      key: "state",
      title: t("runs.state"),
      isAlways: true,
      card: "aside",
      render: (run) => <StatusTag tone={runTones[run.status]}>{t(`runs.states.${run.status}`)}</StatusTag>,
    },
    {
      key: "trigger",
      title: t("runs.trigger"),
      render: (run) => (
        <>
          {t(`runs.triggers.${run.trigger}`)}
          {run.isDryRun && <span className="c-quiet"> · {t("runs.dry")}</span>}
        </>
      ),
    },
    { key: "reference", title: t("runs.reference"), render: ({ reference }) => reference || "–" },
    { key: "result", title: t("runs.result"), render: ({ counts }) => <CountsLine counts={counts} /> },
  ];
  return (
    <Card title={t("runs.title")}>
      <DataTable
        id="interop.runs"
        isFixed
        label={t("runs.label")}
        rows={runs.data?.items}
        rowKey={({ runId }) => runId}
        columns={columns}
        error={runs.error}
        onRetry={() => runs.refetch()}
        onOpen={({ runId }) => go(`/connectors/${connectorId}/runs/${runId}`)}
        empty={<p className="c-quiet">{t("runs.none")}</p>}
        page={{
          number,
          size: pageSize,
          total: runs.data?.total ?? 0,
          onChange: (next) => setPage(next === 1 ? "" : String(next)),
        }}
        toolbar={
          <div className="c-connector-filters">
            <Filter
              label={t("runs.state")}
              value={status}
              options={runStatuses.map((value) => ({ value, label: t(`runs.states.${value}`) }))}
              onChange={choose(setStatus)}
            />
            <Filter
              label={t("runs.trigger")}
              value={trigger}
              options={runTriggers.map((value) => ({ value, label: t(`runs.triggers.${value}`) }))}
              onChange={choose(setTrigger)}
            />
            <Filter
              label={t("runs.filterResult")}
              value={result}
              options={rowResults.map((value) => ({ value, label: t(`results.${value}`) }))}
              onChange={choose(setResult)}
            />
          </div>
        }
      />
    </Card>
  );
}

function Filter(props: {
  label: string;
  value: string;
  options: { value: string; label: string }[];
  onChange: (value: string) => void;
}) {
  const t = useInteropTexts();
  return (
    <Select
      aria-label={props.label}
      style={{ minWidth: 130 }}
      value={props.value}
      options={[{ value: "", label: `${props.label}：${t("runs.all")}` }, ...props.options]}
      onChange={props.onChange}
    />
  );
}
