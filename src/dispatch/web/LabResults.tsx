import { useQuery } from "@tanstack/react-query";
import { Button } from "antd";
import { useState } from "react";
import { get } from "../../web/api-client.js";
import { Card } from "../../web/components/Card.js";
import { LocalTime } from "../../web/components/LocalTime.js";
import { EmptyState, QueryView } from "../../web/components/states.js";
import { StatusTag } from "../../web/components/StatusTag.js";
import { useWords } from "../../web/i18n/index.js";
import { type LabView, type RunLine, RunView } from "../api/policy-lab.js";
import { shownMetrics } from "./lab-metrics.js";
import { useLabTexts } from "./lab-texts.js";
import { MetricBars } from "./MetricBars.js";

const tones = { running: "progress", done: "good", failed: "bad", cancelled: "neutral" } as const;

/** The result on show: the chosen run's, else the newest one's that is done. */
export function LabResult({ runId }: { runId: string }) {
  const t = useLabTexts();
  const words = useWords();
  const [isAll, setIsAll] = useState(false);
  const run = useQuery({
    queryKey: ["lab", runId],
    queryFn: () => get(`/api/policy-lab/runs/${runId}`, RunView),
  });
  return (
    <Card title={t("result.title")}>
      <QueryView query={run} lines={8}>
        {({ result, ...line }) =>
          result === null ? (
            <EmptyState title={t(`runs.status.${line.status}`)} note={<WhyNot run={line} />} />
          ) : (
            <div className="c-stack">
              <p className="c-quiet">
                <RunWords run={line} /> · {line.policyVersion}
                <br />
                {t("result.reading", {
                  baseline: words(
                    result.rows.find((row) => row.id === result.baseline) ?? { zh: "", en: "" },
                  ),
                })}
              </p>
              <div className="d-metrics">
                {shownMetrics(result.rows, isAll).map((metric) => (
                  <MetricBars key={metric.path} result={result} metric={metric} />
                ))}
              </div>
              <div>
                <Button onClick={() => setIsAll(!isAll)}>{t(isAll ? "result.fewer" : "result.more")}</Button>
              </div>
            </div>
          )
        }
      </QueryView>
    </Card>
  );
}

function RunWords({ run }: { run: RunLine }) {
  const t = useLabTexts();
  const { demand, panels, experts, seeds } = run.settings;
  const count = seeds.length;
  if (run.isReplay) return t("runs.replay", { count });
  return panels === 0
    ? t("runs.invented", { demand, experts, count })
    : t("runs.inventedWithPanels", { demand, panels, experts, count });
}

function WhyNot({ run }: { run: RunLine }) {
  const t = useLabTexts();
  if (run.failure === "interrupted") return t("runs.interrupted");
  return run.failure === null ? null : t("runs.failed", { why: run.failure });
}

/** Every run kept, newest first. */
export function LabRuns(props: { lab: LabView; shown: string | undefined; onOpen: (runId: string) => void }) {
  const { lab, shown, onOpen } = props;
  const t = useLabTexts();
  return (
    <Card title={t("runs.title")}>
      {lab.runs.length === 0 ? (
        <EmptyState title={t("runs.none")} note={t("runs.noneNote")} />
      ) : (
        <ul className="d-lab-runs" aria-label={t("runs.title")}>
          {lab.runs.map((run) => (
            <li key={run.id} aria-current={run.id === shown}>
              <StatusTag tone={tones[run.status]}>{t(`runs.status.${run.status}`)}</StatusTag>
              <span>
                <RunWords run={run} />
                <small>
                  {run.policyVersion} · <LocalTime at={run.startedAt} />
                </small>
                {run.status === "failed" && (
                  <small>
                    <WhyNot run={run} />
                  </small>
                )}
              </span>
              {run.status === "done" && run.id !== shown && (
                <Button onClick={() => onOpen(run.id)}>{t("runs.open")}</Button>
              )}
            </li>
          ))}
        </ul>
      )}
    </Card>
  );
}
