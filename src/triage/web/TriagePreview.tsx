import { Button } from "antd";
import type { RequestAsideProps } from "../../web/case-slots.js";
import { LoadingState } from "../../web/components/states.js";
import { UrgencyTag } from "../../web/components/UrgencyTag.js";
import { usePreview } from "../../web/hooks/use-preview.js";
import { useWords } from "../../web/i18n/index.js";
import { AssessmentView, PreviewRequest } from "../api.js";
import { CompletenessPreview } from "./CompletenessPreview.js";
import { DepartmentSuggestion } from "./DepartmentSuggestion.js";
import { durationWords } from "./duration-words.js";
import { EstimateNote } from "./EstimateNote.js";
import { GroundsList } from "./GroundsList.js";
import { useTriageTexts } from "./texts.js";
import "./triage.css";

const restMs = 300;
const shownReasons = 3;

/** Nothing that triage could judge by has been written yet. */
const saysNothing = (asked: PreviewRequest): boolean =>
  asked.question.trim() === "" &&
  asked.summary.trim() === "" &&
  asked.diagnoses.length === 0 &&
  Object.values(asked.vitals).every((value) => value === null);

/** Beside the form while it is typed: how urgent the request would be, and what an expert will miss in it. */
export function TriagePreview(props: RequestAsideProps) {
  return (
    <>
      <UrgencyPreview {...props} />
      <CompletenessPreview {...props} />
    </>
  );
}

function UrgencyPreview({ draft, fillVitals, takeSpecialty }: RequestAsideProps) {
  const t = useTriageTexts();
  const words = useWords();
  const { isBlank, data, isFailed } = usePreview({
    url: "/api/triage/preview",
    request: PreviewRequest,
    reply: AssessmentView,
    values: draft,
    isBlank: saysNothing,
    restMs,
  });
  if (isBlank) return <p className="c-quiet">{t("preview.empty")}</p>;
  if (data === undefined)
    return isFailed ? (
      <p className="c-quiet" role="status">
        {t("preview.failed")}
      </p>
    ) : (
      <LoadingState lines={3} />
    );
  const { level, reasons, missing, problems, vitalsFromText, department, estimate, clocks, rescueFirst } =
    data;
  const accept = durationWords(clocks.acceptMinutes, t);
  const opinion = durationWords(clocks.opinionMinutes, t);
  return (
    <div className="triage-panel">
      <div className="triage-level" aria-live="polite">
        <UrgencyTag level={level} />
        <span className="c-quiet">{t("preview.asTyped")}</span>
      </div>
      {rescueFirst && <p className="triage-rescue">{t("preview.rescue")}</p>}
      <GroundsList reasons={reasons} first={shownReasons} />
      {problems.length > 0 && (
        <section className="triage-problems">
          <h3>{t("problems")}</h3>
          <ul>
            {problems.map((problem) => (
              <li key={problem.field + problem.code}>{words(problem)}</li>
            ))}
          </ul>
        </section>
      )}
      {vitalsFromText.length > 0 && (
        <section>
          <h3>{t("fromText")}</h3>
          <p>{[...new Set(vitalsFromText.map(({ quote }) => `“${quote}”`))].join(" ")}</p>
          <p className="c-quiet">{t("fromTextNote")}</p>
          <Button
            size="small"
            onClick={() =>
              fillVitals(Object.fromEntries(vitalsFromText.map(({ field, value }) => [field, value])))
            }
          >
            {t("fill")}
          </Button>
        </section>
      )}
      {department !== null && (
        <DepartmentSuggestion
          department={department}
          chosenCode={draft.wantedSpecialtyCode}
          take={takeSpecialty}
        />
      )}
      {missing.length > 0 && (
        <section>
          <h3>{t("missing")}</h3>
          <p className="c-quiet">{missing.map((item) => words(item)).join("、")}</p>
        </section>
      )}
      {estimate !== null && <EstimateNote estimate={estimate} level={level} />}
      <p className="c-quiet">{t("clocks", { accept, opinion })}</p>
    </div>
  );
}
