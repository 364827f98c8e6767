import { useQuery } from "@tanstack/react-query";
import { get } from "../../web/api-client.js";
import type { CasePanelProps } from "../../web/case-slots.js";
import { Card } from "../../web/components/Card.js";
import { Countdown } from "../../web/components/Countdown.js";
import { QueryView } from "../../web/components/states.js";
import { StatusTag } from "../../web/components/StatusTag.js";
import { useMay } from "../../web/session.js";
import { CaseClocks } from "../api/results.js";
import { durationWords } from "../domain/figure-words.js";
import "./results.css";
import { useResultsTexts } from "./results-texts.js";
import { useQualityTexts } from "./texts.js";

const tones = { met: "good", missed: "bad", running: "progress", late: "bad", void: "neutral" } as const;

/** 服务时限, on the page of a case: what must be done by when, and what was. */
export function ClocksPanel({ caseId, caseView }: CasePanelProps) {
  const t = useResultsTexts();
  const figure = useQualityTexts();
  const may = useMay();
  const isShown = !["draft", "returned"].includes(caseView.status) && may("quality.results");
  const clocks = useQuery({
    queryKey: ["case", caseId, "service-clocks"],
    queryFn: () => get(`/api/cases/${caseId}/service-clocks`, CaseClocks.nullable()),
    enabled: isShown,
  });
  if (!isShown || clocks.data === null) return null;
  const time = (minutes: number) => {
    const words = durationWords(minutes);
    return words === null ? "" : figure(`figures.${words.unit}`, { count: words.count });
  };
  return (
    <Card title={t("clocks.title")}>
      <QueryView query={clocks} lines={3}>
        {(data) =>
          data && (
            <dl className="q-clocks">
              {data.clocks.map((clock) => (
                <div key={clock.step}>
                  <dt>{t(`clocks.step.${clock.step}`)}</dt>
                  <dd>
                    {clock.state === "running" || clock.state === "late" ? (
                      <Countdown dueAt={clock.dueAt} />
                    ) : (
                      <StatusTag tone={tones[clock.state]}>{t(`clocks.state.${clock.state}`)}</StatusTag>
                    )}{" "}
                    <span className="c-quiet">
                      {clock.minutes === null
                        ? t("clocks.within", { within: time(clock.withinMinutes) })
                        : t("clocks.took", { time: time(clock.minutes), within: time(clock.withinMinutes) })}
                    </span>
                  </dd>
                </div>
              ))}
            </dl>
          )
        }
      </QueryView>
    </Card>
  );
}
