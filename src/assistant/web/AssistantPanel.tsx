import { useQuery } from "@tanstack/react-query";
import { get } from "../../web/api-client.js";
import type { CasePanelProps } from "../../web/case-slots.js";
import { Card } from "../../web/components/Card.js";
import { LocalTime } from "../../web/components/LocalTime.js";
import { StatusTag } from "../../web/components/StatusTag.js";
import { CaseAssistant, type CaseCallView } from "../api.js";
import "./assistant.css";
import { useAssistantTexts } from "./texts.js";

/** 智能助手 on the page of a case: what it said, what came of it, and what left for it. Nothing was asked: nothing is drawn. */
export function AssistantPanel({ caseId }: CasePanelProps) {
  const t = useAssistantTexts();
  const asked = useQuery({
    queryKey: ["case", caseId, "assistant"],
    queryFn: () => get(`/api/cases/${caseId}/assistant`, CaseAssistant),
  });
  const [newest, ...earlier] = asked.data?.items ?? [];
  if (newest === undefined) return null;
  return (
    <Card title={t("panel.title")} extra={<StatusTag tone="neutral">{t("panel.tag")}</StatusTag>}>
      <Asked call={newest} />
      {earlier.length > 0 && (
        <details className="assistant-sent">
          <summary>{t("panel.earlier")}</summary>
          {earlier.map((call) => (
            <Asked key={call.callId} call={call} />
          ))}
        </details>
      )}
    </Card>
  );
}

function Asked({ call }: { call: CaseCallView }) {
  const t = useAssistantTexts();
  const isWaiting = call.status === "queued" || call.status === "running";
  return (
    <div className="assistant-call">
      {isWaiting && <p role="status">{t("panel.waiting")}</p>}
      {!isWaiting && call.advice === null && (
        <p>{t("panel.nothing", { outcome: t(`outcomes.${call.outcome ?? "broke_off"}`) })}</p>
      )}
      {call.advice !== null && <Advice advice={call.advice} />}
      <Sent call={call} />
      <p className="c-quiet">
        {[call.model, call.advice === null ? "" : t("panel.disclaimer")]
          .filter((one) => one !== "")
          .join(" · ")}{" "}
        <LocalTime at={call.at} />
      </p>
    </div>
  );
}

function Advice({ advice }: { advice: NonNullable<CaseCallView["advice"]> }) {
  const t = useAssistantTexts();
  const { effect, levelBefore, level, findings, structure, specialty, missing, dropped } = advice;
  const excerpts = [
    ...(structure.chiefComplaint === null ? [] : [["chiefComplaint", structure.chiefComplaint] as const]),
    ...(structure.onset === null ? [] : [["onset", structure.onset] as const]),
    ...structure.history.map((words) => ["history", words] as const),
  ];
  return (
    <>
      <p>
        <strong>{t(`panel.effects.${effect}`, { from: levelBefore, to: level })}</strong>
        {advice.overriddenTo !== null && (
          <>
            {" "}
            <span>{t("panel.overridden", { level: advice.overriddenTo })}</span>
          </>
        )}
        <br />
        <span className="c-quiet">
          {t("panel.confidence", { percent: Math.round(advice.confidence * 100) })}
        </span>
      </p>
      {findings.length > 0 && (
        <section>
          <h3>{t("panel.findings")}</h3>
          <ul>
            {findings.map((finding, at) => (
              <li key={at}>
                {finding.reason}
                <q className="assistant-quote">{finding.quote}</q>
              </li>
            ))}
          </ul>
        </section>
      )}
      {specialty !== null && (
        <section>
          <h3>{t("panel.specialty")}</h3>
          <p>{specialty.name}</p>
        </section>
      )}
      {missing.length > 0 && (
        <section>
          <h3>{t("panel.missing")}</h3>
          <p>{missing.join("、")}</p>
        </section>
      )}
      {excerpts.length > 0 && (
        <section>
          <h3>{t("panel.structure")}</h3>
          <dl className="assistant-facts">
            {excerpts.map(([key, words], at) => (
              <div key={at}>
                <dt>{t(`panel.${key}`)}</dt>
                <dd>{words}</dd>
              </div>
            ))}
          </dl>
        </section>
      )}
      {dropped > 0 && <p className="c-quiet">{t("panel.dropped", { count: dropped })}</p>}
    </>
  );
}

function Sent({ call: { removedCounts, sent } }: { call: CaseCallView }) {
  const t = useAssistantTexts();
  if (removedCounts === null) return null;
  const counts = Object.entries(removedCounts) as [keyof typeof removedCounts, number][];
  const total = counts.reduce((sum, [, count]) => sum + count, 0);
  return (
    <details className="assistant-sent">
      <summary>
        {t("panel.sent")} · {total === 0 ? t("panel.removedNone") : t("panel.removed", { count: total })}
      </summary>
      <div className="assistant-call">
        {sent === null ? (
          <>
            <p>{counts.map(([kind, count]) => `${t(`panel.kinds.${kind}`)} ${count}`).join("、")}</p>
            <p className="c-quiet">{t("panel.changedSince")}</p>
          </>
        ) : (
          <>
            {sent.removed.length > 0 && (
              <ul>
                {sent.removed.map((one, at) => (
                  <li key={at}>
                    {t(`panel.kinds.${one.kind}`)}：{one.words} → {one.placeholder}
                  </li>
                ))}
              </ul>
            )}
            <section>
              <h3>{t("panel.question")}</h3>
              <p>{sent.question}</p>
            </section>
            <section>
              <h3>{t("panel.summary")}</h3>
              <p>{sent.summary}</p>
            </section>
          </>
        )}
      </div>
    </details>
  );
}
