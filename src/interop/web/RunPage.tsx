import { useQuery } from "@tanstack/react-query";
import { Segmented } from "antd";
import { get, withQuery } from "../../web/api-client.js";
import { Card } from "../../web/components/Card.js";
import { type DataColumn, DataTable } from "../../web/components/DataTable.js";
import { LocalTime } from "../../web/components/LocalTime.js";
import { PageHeader } from "../../web/components/PageHeader.js";
import { QueryView } from "../../web/components/states.js";
import { StatusTag } from "../../web/components/StatusTag.js";
import { useWords } from "../../web/i18n/index.js";
import { AppLink, usePathParam, useSearchParam } from "../../web/navigation.js";
import { useMay } from "../../web/session.js";
import { rowResults, RunDetail, type RunRowView } from "../api.js";
import { FaultList } from "./FaultList.js";
import "./interop.css";
import { useInteropTexts } from "./texts.js";
import { resultTones, runTones } from "./tones.js";

const pageSize = 50;

/** One run, row by row: where, what became of it, why, and how to mend it. */
export function RunPage() {
  const connectorId = usePathParam("connectorId");
  const runId = usePathParam("runId");
  const t = useInteropTexts();
  const words = useWords();
  const [result, setResult] = useSearchParam("result");
  const [page, setPage] = useSearchParam("page");
  const number = Math.max(1, Number(page) || 1);
  const run = useQuery({
    queryKey: ["experts", { connectorRun: runId, result, number }],
    queryFn: () =>
      get(
        withQuery(`/api/connectors/${connectorId}/runs/${runId}`, {
          ...(result !== "" && { result }),
          limit: pageSize,
          offset: (number - 1) * pageSize,
        }),
        RunDetail,
      ),
    refetchInterval: ({ state }) =>
      state.data?.status === "queued" || state.data?.status === "running" ? 1000 : false,
  });
  const title = t(run.data?.isDryRun === true ? "runPage.dryTitle" : "runPage.title");
  return (
    <>
      <PageHeader
        title={title}
        back={{ label: run.data?.connectorName ?? t("back"), to: `/connectors/${connectorId}` }}
        {...(run.data && {
          note: (
            <>
              <LocalTime at={run.data.createdAt} /> · {t(`runs.triggers.${run.data.trigger}`)}
              {run.data.reference !== "" && ` · ${run.data.reference}`}
            </>
          ),
          extra: (
            <StatusTag tone={runTones[run.data.status]}>{t(`runs.states.${run.data.status}`)}</StatusTag>
          ),
        })}
      />
      <QueryView query={run} lines={10}>
        {(data) => (
          <div className="c-stack">
            {data.isDryRun && <p className="c-quiet">{t("runPage.dryNote")}</p>}
            {data.failure !== null && (
              <Card title={t("runPage.failure")}>
                <p className="c-bad" role="alert">
                  {words(data.failure)}
                </p>
              </Card>
            )}
            {data.faults.length > 0 && (
              <Card title={t("runPage.fileFaults")}>
                <FaultList faults={data.faults} most={50} />
              </Card>
            )}
            <Rows
              run={data}
              result={result}
              number={number}
              onResult={(value) => {
                setPage("");
                setResult(value);
              }}
              onPage={(next) => setPage(next === 1 ? "" : String(next))}
            />
          </div>
        )}
      </QueryView>
    </>
  );
}

function Rows(props: {
  run: RunDetail;
  result: string;
  number: number;
  onResult: (result: string) => void;
  onPage: (number: number) => void;
}) {
  const { run, result, number, onResult, onPage } = props;
  const t = useInteropTexts();
  const { counts } = run;
  return (
    <Card title={t("runPage.rows", { count: counts.rows })}>
      <DataTable
        id="interop.rows"
        isFixed
        label={t("runPage.label")}
        rows={run.rows}
        rowKey={({ rowNumber }) => String(rowNumber)}
        columns={useRowColumns()}
        empty={<p className="c-quiet">{t(counts.rows === 0 ? "runPage.noRows" : "runPage.none")}</p>}
        page={{ number, size: pageSize, total: run.rowTotal, onChange: onPage }}
        toolbar={
          counts.rows > 0 && (
            <div className="c-connector-filters">
              <Segmented
                aria-label={t("runPage.result")}
                value={result}
                options={[
                  { value: "", label: t("runs.all") },
                  ...rowResults
                    .filter((value) => counts[value] > 0 || value === result)
                    .map((value) => ({
                      value,
                      label: `${t(`results.${value}`)} ${counts[value]}`,
                    })),
                ]}
                onChange={onResult}
              />
              {counts.quarantined > 0 && (
                <AppLink to={`/connectors/quarantine?connector=${run.connectorId}`}>
                  {t("runPage.toQuarantine")}
                </AppLink>
              )}
            </div>
          )
        }
      />
    </Card>
  );
}

function useRowColumns(): DataColumn<RunRowView>[] {
  const t = useInteropTexts();
  const may = useMay();
  const columns: DataColumn<RunRowView>[] = [
    {
      key: "staffKey",
      title: t("runPage.staffKey"),
      isAlways: true,
      card: "head",
      render: ({ staffKey, practitionerId }) =>
        practitionerId !== null && may("expert.read") ? (
          <AppLink to={`/experts/${practitionerId}`}>{staffKey || t("runPage.open")}</AppLink>
        ) : (
          staffKey || "–"
        ),
    },
    {
      key: "result",
      title: t("runPage.result"),
      isAlways: true,
      card: "aside",
      render: (row) => <StatusTag tone={resultTones[row.result]}>{t(`results.${row.result}`)}</StatusTag>,
    },
    { key: "action", title: t("runPage.action"), render: ({ action }) => t(`runPage.actions.${action}`) },
    {
      key: "place",
      title: t("runPage.place"),
      render: ({ place }) => <span className="c-num">{place}</span>,
    },
    {
      key: "reason",
      title: t("runPage.reason"),
      isAlways: true,
      render: ({ faults }) => <FaultList faults={faults} />,
    },
  ];
  return columns;
}
