import { DownloadOutlined } from "@ant-design/icons";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Button, Popconfirm, Progress } from "antd";
import { del, get, Nothing, OfflineError, postOnce, showDone, showProblem } from "../../web/api-client.js";
import { Card } from "../../web/components/Card.js";
import { PageHeader } from "../../web/components/PageHeader.js";
import { EmptyState, QueryView } from "../../web/components/states.js";
import { StatusTag } from "../../web/components/StatusTag.js";
import { useWords } from "../../web/i18n/index.js";
import { AppLink, useGo } from "../../web/navigation.js";
import { useMay } from "../../web/session.js";
import { ImportRunDetail, ImportRunView } from "../api.js";
import { FirstRows, Questions } from "./ImportFindings.js";
import "./import.css";
import { ImportMapping } from "./ImportMapping.js";
import { ImportProblems } from "./ImportProblems.js";
import { useImportTexts } from "./import-texts.js";
import { runTones } from "./run-tones.js";

/** One list from preview to result. */
export function ImportRun({ importId }: { importId: string }) {
  const t = useImportTexts();
  const queryClient = useQueryClient();
  const key = ["experts", { run: importId }] as const;
  const apply = useMutation({
    mutationFn: () => postOnce(`/api/experts/imports/${importId}/apply`, ImportRunView),
    // A long list outlasts the answer; its progress tells how it goes on.
    onError: (error) => {
      if (!(error instanceof OfflineError)) showProblem(error);
    },
    onSettled: () => queryClient.invalidateQueries({ queryKey: ["experts"] }),
  });
  const run = useQuery({
    queryKey: key,
    queryFn: () => get(`/api/experts/imports/${importId}`, ImportRunDetail),
    refetchInterval: ({ state }) => (apply.isPending || state.data?.status === "applying" ? 800 : false),
  });
  const back = { label: t("backToImports"), to: "/experts/import" };
  return (
    <>
      {run.data === undefined && <PageHeader title={t("title")} back={back} />}
      <QueryView query={run} lines={10}>
        {(data) => (
          <>
            <PageHeader
              title={data.fileName}
              note={<FileFacts run={data} />}
              back={back}
              extra={<StatusTag tone={runTones[data.status]}>{t(`status.${data.status}`)}</StatusTag>}
            />
            {data.status === "discarded" ? (
              <EmptyState
                title={t("discarded")}
                action={<AppLink to="/experts/import">{t("backToImports")}</AppLink>}
              />
            ) : (
              <div className="c-stack">
                <Counts run={data} />
                {apply.isPending || data.status === "applying" ? (
                  <Landing run={data} isRunning={apply.isPending} onResume={() => apply.mutate()} />
                ) : (
                  <>
                    {data.status === "applied" && <Result run={data} />}
                    <Findings run={data} />
                  </>
                )}
                {data.status === "preview" && !apply.isPending && (
                  <Acts run={data} onApply={() => apply.mutate()} />
                )}
              </div>
            )}
          </>
        )}
      </QueryView>
    </>
  );
}

function FileFacts({ run }: { run: ImportRunDetail }) {
  const t = useImportTexts();
  const { format, sheetName, encoding, headerRow, skippedRows } = run;
  return (
    <>
      {format === "xlsx"
        ? t("fileFacts.xlsx", { sheet: sheetName, row: headerRow })
        : t("fileFacts.csv", { encoding: encoding ?? "UTF-8", row: headerRow })}
      {skippedRows.length > 0 && ` · ${t("fileFacts.skipped", { count: skippedRows.length })}`}
    </>
  );
}

function Counts({ run }: { run: ImportRunDetail }) {
  const t = useImportTexts();
  const { rows, imported, unchanged, review, rejected } = run.counts;
  const isDone = run.status === "applied";
  return (
    <dl className="c-counts" aria-label={t("counts.label")}>
      <div>
        <dt>{t("counts.rows")}</dt>
        <dd>{rows}</dd>
      </div>
      <div data-tone="good">
        <dt>{t(isDone ? "counts.importedDone" : "counts.imported")}</dt>
        <dd>{imported}</dd>
      </div>
      <div data-tone="warn">
        <dt>{t(isDone ? "counts.reviewDone" : "counts.review")}</dt>
        <dd>{review}</dd>
      </div>
      <div>
        <dt>{t("counts.unchanged")}</dt>
        <dd>{unchanged}</dd>
      </div>
      <div data-tone="bad">
        <dt>{t(isDone ? "counts.rejectedDone" : "counts.rejected")}</dt>
        <dd>{rejected}</dd>
      </div>
    </dl>
  );
}

function Landing(props: { run: ImportRunDetail; isRunning: boolean; onResume: () => void }) {
  const { run, isRunning, onResume } = props;
  const t = useImportTexts();
  const { rows } = run.counts;
  const words = t("progress", { done: run.done, rows });
  return (
    <Card>
      <div role="status">{words}</div>
      <Progress percent={rows === 0 ? 0 : Math.floor((100 * run.done) / rows)} aria-label={words} />
      {!isRunning && (
        <div className="c-actions">
          <span className="c-quiet">{t("interrupted")}</span>
          <Button onClick={onResume}>{t("resume")}</Button>
        </div>
      )}
    </Card>
  );
}

function Result({ run }: { run: ImportRunDetail }) {
  const t = useImportTexts();
  const may = useMay();
  return (
    <Card title={t("done")}>
      <div className="c-actions" role="status">
        <span>{t("doneNote")}</span>
        {run.questions.length > 0 && may("term.review") && (
          <AppLink to="/terminology/review">{t("toReview", { count: run.questions.length })}</AppLink>
        )}
        <AppLink to="/experts">{t("toExperts")}</AppLink>
        <RejectedLinks run={run} />
      </div>
    </Card>
  );
}

function RejectedLinks({ run }: { run: ImportRunDetail }) {
  const t = useImportTexts();
  if (run.counts.rejected === 0) return null;
  const base = `/api/experts/imports/${run.importId}/rejected`;
  return (
    <>
      <Button icon={<DownloadOutlined />} href={`${base}.xlsx`}>
        {t("rejectedXlsx")}
      </Button>
      <Button type="link" href={`${base}.csv`}>
        {t("rejectedCsv")}
      </Button>
    </>
  );
}

function Findings({ run }: { run: ImportRunDetail }) {
  const t = useImportTexts();
  const words = useWords();
  return (
    <>
      {run.warnings.length > 0 && (
        <Card title={t("warnings")}>
          <ul className="c-bullets">
            {run.warnings.map((warning) => (
              <li key={warning.zh}>{words(warning)}</li>
            ))}
          </ul>
        </Card>
      )}
      <ImportMapping run={run} />
      {run.status === "preview" && run.newInstitutions.length > 0 && (
        <Card title={t("newInstitutions")}>
          <ul className="c-bullets">
            {run.newInstitutions.map((name) => (
              <li key={name}>{name}</li>
            ))}
          </ul>
        </Card>
      )}
      {run.status === "preview" && run.questions.length > 0 && <Questions run={run} />}
      <ImportProblems run={run} />
      {run.status === "preview" && run.firstRows.length > 0 && <FirstRows run={run} />}
    </>
  );
}

function Acts({ run, onApply }: { run: ImportRunDetail; onApply: () => void }) {
  const t = useImportTexts();
  const go = useGo();
  const queryClient = useQueryClient();
  const discard = useMutation({
    mutationFn: () => del(`/api/experts/imports/${run.importId}`, Nothing),
    onSuccess: () => {
      showDone(t("discarded"));
      go("/experts/import", { replace: true });
    },
    onError: showProblem,
    onSettled: () => queryClient.invalidateQueries({ queryKey: ["experts"] }),
  });
  const landing = run.counts.imported + run.counts.review;
  return (
    <div className="c-actions c-sticky-acts">
      <Button type="primary" disabled={!run.canApply} onClick={onApply}>
        {landing === 0 && run.counts.unchanged === 0
          ? t("applyNothing")
          : t("apply", { count: landing + run.counts.unchanged })}
      </Button>
      <RejectedLinks run={run} />
      <Popconfirm
        title={t("discard")}
        description={t("discardNote")}
        okText={t("discard")}
        cancelText={t("cancel")}
        okButtonProps={{ danger: true }}
        onConfirm={() => discard.mutate()}
      >
        <Button type="text" loading={discard.isPending}>
          {t("discard")}
        </Button>
      </Popconfirm>
    </div>
  );
}
