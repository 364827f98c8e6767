import { Button } from "antd";
import type { DepartmentView } from "../api.js";
import { useTriageTexts } from "./texts.js";

const percent = (chance: number): string => `${Math.round(chance * 100)}%`;

/** What is less likely than this is noise to who reads it. */
const leastShown = 0.15;

/**
 * The department that the words speak for, with the words; one click puts it into the form. When unsure it lists the
 * likeliest and lets the doctor take one. What the doctor has chosen stays chosen.
 */
export function DepartmentSuggestion(props: {
  readonly department: DepartmentView;
  readonly chosenCode: string | null;
  /** Absent where there is no form to put it into. */
  readonly take?: (code: string) => void;
}) {
  const { department, chosenCode, take } = props;
  const t = useTriageTexts();
  const { status, candidates, evidence } = department;
  const [first] = candidates;
  if (first === undefined) return null;
  const isSure = status === "suggested";
  const listed = isSure ? [first] : candidates.filter(({ chance }) => chance >= leastShown);
  const isTaken = isSure && first.code === chosenCode;
  return (
    <section className="triage-department">
      <h3>{t("department.title")}</h3>
      <p>
        {!isSure && (
          <span className="c-quiet">
            {t(listed.length === 0 ? "department.unknown" : "department.unsure")}{" "}
          </span>
        )}
        {listed.map(({ code, name, chance }, i) => (
          <span key={code}>
            {i > 0 && " · "}
            <span className={isSure ? "triage-department-name" : undefined}>{name}</span>{" "}
            <span className="c-quiet">{percent(chance)}</span>
          </span>
        ))}
      </p>
      {evidence.length > 0 && (
        <p className="c-quiet">{t("department.evidence", { words: evidence.join("、") })}</p>
      )}
      {take !== undefined &&
        (isTaken ? (
          <p className="c-quiet">{t("department.taken")}</p>
        ) : (
          chosenCode === null && (
            <div className="triage-department-take">
              {listed.map(({ code, name }) => (
                <Button key={code} size="small" onClick={() => take(code)}>
                  {t("department.take", { name })}
                </Button>
              ))}
            </div>
          )
        ))}
    </section>
  );
}
