import { Input } from "antd";
import { useId } from "react";
import { RegionSelect } from "../../web/components/RegionSelect.js";
import { SpecialtySelect } from "../../web/components/SpecialtySelect.js";
import { diseasePattern, type SetPilotScope } from "../api.js";
import { usePilotTexts } from "./texts.js";

/** A line as it is filled in; empty text: not chosen. */
export interface LineDraft {
  readonly regionCode: string;
  readonly specialtyCode: string;
  readonly diseaseCode: string;
}
export const noLine: LineDraft = { regionCode: "", specialtyCode: "", diseaseCode: "" };

const orNull = (text: string): string | null => (text === "" ? null : text);
const typedDisease = (text: string): string => text.trim().toUpperCase();

/** The line; undefined while it lacks its region or its disease is no code. */
export function lineOf(draft: LineDraft): SetPilotScope["lines"][number] | undefined {
  const disease = typedDisease(draft.diseaseCode);
  if (draft.regionCode === "" || (disease !== "" && !diseasePattern.test(disease))) return undefined;
  return {
    regionCode: draft.regionCode,
    specialtyCode: orNull(draft.specialtyCode),
    diseaseCode: orNull(disease),
  };
}

/** 地区, 科室, 病种 of a new line. */
export function LineFields({ draft, onChange }: { draft: LineDraft; onChange: (draft: LineDraft) => void }) {
  const t = usePilotTexts();
  const ids = useId();
  const disease = typedDisease(draft.diseaseCode);
  const isWrong = disease !== "" && !diseasePattern.test(disease);
  return (
    <div className="c-stack">
      <div>
        <label className="c-label" htmlFor={`${ids}-region`}>
          {t("region")}
        </label>
        <RegionSelect
          id={`${ids}-region`}
          label={t("region")}
          value={draft.regionCode}
          onChange={(regionCode) => onChange({ ...draft, regionCode })}
        />
      </div>
      <div>
        <label className="c-label" htmlFor={`${ids}-specialty`}>
          {t("specialty")}
        </label>
        <SpecialtySelect
          id={`${ids}-specialty`}
          label={t("specialty")}
          width="100%"
          value={draft.specialtyCode}
          onChange={(specialtyCode) => onChange({ ...draft, specialtyCode })}
        />
      </div>
      <div>
        <label className="c-label" htmlFor={`${ids}-disease`}>
          {t("disease")}
        </label>
        <Input
          id={`${ids}-disease`}
          value={draft.diseaseCode}
          maxLength={8}
          placeholder={t("diseaseExample")}
          status={isWrong ? "error" : ""}
          aria-describedby={isWrong ? `${ids}-wrong` : undefined}
          onChange={(event) => onChange({ ...draft, diseaseCode: event.target.value })}
        />
        {isWrong && (
          <p id={`${ids}-wrong`} role="alert">
            {t("diseaseWrong")}
          </p>
        )}
      </div>
    </div>
  );
}
