import { useQuery } from "@tanstack/react-query";
import { Button } from "antd";
import { useState } from "react";
import { get } from "../../web/api-client.js";
import type { CasePanelProps } from "../../web/case-slots.js";
import { Card } from "../../web/components/Card.js";
import { LocalTime } from "../../web/components/LocalTime.js";
import { QueryView } from "../../web/components/states.js";
import { UrgencyTag } from "../../web/components/UrgencyTag.js";
import { useWords } from "../../web/i18n/index.js";
import { AssessmentList, type AssessmentView } from "../api.js";
import { durationWords } from "./duration-words.js";
import { EstimateNote } from "./EstimateNote.js";
import { GroundsList } from "./GroundsList.js";
import { OverrideWindow } from "./OverrideWindow.js";
import { useTriageTexts } from "./texts.js";
import "./triage.css";

const shownReasons = 4;

/** 分诊: the level in force with who judged it and on what grounds; whoever may, changes it here. */
export function TriagePanel({ caseId, caseView }: CasePanelProps) {
  const t = useTriageTexts();
  const [isOpen, setIsOpen] = useState(false);
  const level = caseView.urgencyLevel;
  const assessments = useQuery({
    queryKey: ["case", caseId, "assessments"],
    queryFn: () => get(`/api/cases/${caseId}/assessments`, AssessmentList),
  });
  return (
    <Card
      title={t("title")}
      extra={
        caseView.may.overrideTriage && level !== null ? (
          <Button size="small" onClick={() => setIsOpen(true)}>
            {t("override")}
          </Button>
        ) : undefined
      }
    >
      <QueryView query={assessments}>
        {({ items }) => {
          const [inForce, ...earlier] = items;
          if (inForce === undefined) return <p className="c-quiet">{t("notYet")}</p>;
          return <Judged inForce={inForce} earlier={earlier} />;
        }}
      </QueryView>
      {isOpen && level !== null && (
        <OverrideWindow caseId={caseId} level={level} onClose={() => setIsOpen(false)} />
      )}
    </Card>
  );
}

function Judged(props: { inForce: AssessmentView; earlier: readonly AssessmentView[] }) {
  const { inForce, earlier } = props;
  const t = useTriageTexts();
  const words = useWords();
  // A person's judgment rests on the machine's grounds, which stay in sight.
  const machine = inForce.madeBy === "machine" ? inForce : earlier.find((one) => one.madeBy === "machine");
  const { clocks } = inForce;
  return (
    <div className="triage-panel">
      <div className="triage-level">
        <UrgencyTag level={inForce.level} />
        <Maker assessment={inForce} />
      </div>
      {inForce.overrideReason !== null && <p>{t("reason", { reason: inForce.overrideReason })}</p>}
      <p className="c-quiet">
        {t("clocks", {
          accept: durationWords(clocks.acceptMinutes, t),
          opinion: durationWords(clocks.opinionMinutes, t),
        })}
      </p>
      {inForce.madeBy === "assistant" && (
        <section>
          <h3>{t("assistantSaid")}</h3>
          <GroundsList reasons={inForce.reasons} first={shownReasons} isFull />
          <p className="c-quiet">{t("assistantNote")}</p>
        </section>
      )}
      {machine !== undefined && (
        <>
          <h3>{machine === inForce ? t("grounds") : t("machineSaid", { level: machine.level })}</h3>
          <GroundsList reasons={machine.reasons} first={shownReasons} isFull />
          {machine.vitalsFromText.length > 0 && (
            <section>
              <h3>{t("fromText")}</h3>
              <p className="c-quiet">
                {[...new Set(machine.vitalsFromText.map(({ quote }) => `“${quote}”`))].join(" ")}
              </p>
            </section>
          )}
          {machine.problems.length > 0 && (
            <section className="triage-problems">
              <h3>{t("problems")}</h3>
              <ul>
                {machine.problems.map((problem) => (
                  <li key={problem.field + problem.code}>{words(problem)}</li>
                ))}
              </ul>
            </section>
          )}
          {machine.missing.length > 0 && (
            <section>
              <h3>{t("missing")}</h3>
              <p className="c-quiet">{machine.missing.map((item) => words(item)).join("、")}</p>
            </section>
          )}
          {machine.estimate !== null && <EstimateNote estimate={machine.estimate} level={inForce.level} />}
          <p className="c-quiet c-num">
            {[
              // A total stands only when every input was measured and the score is meant for this patient.
              ...(machine.scores.news2 === null ? [] : [`NEWS2 ${machine.scores.news2}`]),
              ...(machine.scores.mews === null ? [] : [`MEWS ${machine.scores.mews}`]),
              t("levelNote", { version: machine.modelVersion }),
            ].join(" · ")}
          </p>
        </>
      )}
      {earlier.length > 0 && (
        <details className="triage-more">
          <summary>{t("history")}</summary>
          <ul className="triage-history">
            {earlier.map((one) => (
              <li key={one.id}>
                <UrgencyTag level={one.level} /> <Maker assessment={one} />
                {one.overrideReason !== null && <p className="c-quiet">{one.overrideReason}</p>}
              </li>
            ))}
          </ul>
        </details>
      )}
    </div>
  );
}

function Maker({ assessment }: { assessment: AssessmentView }) {
  const t = useTriageTexts();
  return (
    <span className="c-quiet">
      {assessment.madeBy === "person"
        ? t("byPerson", { name: assessment.personName ?? "" })
        : t(assessment.madeBy === "machine" ? "byMachine" : "byAssistant")}
      {" · "}
      <LocalTime at={assessment.madeAt} />
    </span>
  );
}
