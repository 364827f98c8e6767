import { InputNumber, Select } from "antd";
import { useState } from "react";
import { useWords } from "../../web/i18n/index.js";
import type { VitalsForm } from "../api.js";
import { FormField, fieldId } from "./FormField.js";
import { useFormTexts } from "./form-texts.js";
import type { FieldsProps } from "./form-props.js";
import {
  consciousnessLevels,
  consciousnessName,
  usualVitals,
  vitalFlags,
  type VitalNumber,
  vitalNumbers,
} from "./vital-fields.js";

/** 生命体征 with their units. An empty field means “not measured”, never a normal value. */
export function VitalsFields({ form, change, problemOf }: FieldsProps) {
  const t = useFormTexts();
  const words = useWords();
  const { vitals } = form;
  const set = (part: Partial<VitalsForm>) => change({ vitals: { ...vitals, ...part } });
  const rest = vitalNumbers.filter(({ key }) => !usualVitals.has(key));
  const [isMoreOpen, setIsMoreOpen] = useState(rest.some(({ key }) => vitals[key] !== null));
  const field = (vital: VitalNumber) => (
    <FormField
      key={vital.key}
      path={`vitals.${vital.key}`}
      label={
        <>
          {words(vital)} <span className="c-quiet">{words(vital.unit)}</span>
        </>
      }
      problem={problemOf(`vitals.${vital.key}`)}
    >
      <InputNumber
        id={fieldId(`vitals.${vital.key}`)}
        value={vitals[vital.key]}
        onChange={(value) => set({ [vital.key]: value })}
        min={0}
        max={vital.max}
        {...(vital.key === "painScore" && { precision: 0 })}
        step={vital.step}
        controls={false}
        inputMode="decimal"
        placeholder={t("notMeasured")}
      />
    </FormField>
  );
  return (
    <div id={fieldId("vitals")}>
      <div className="cases-vitals">
        {vitalNumbers.filter(({ key }) => usualVitals.has(key)).map(field)}
        <FormField
          path="vitals.consciousness"
          label={words(consciousnessName)}
          problem={problemOf("vitals.consciousness")}
        >
          <Select
            id={fieldId("vitals.consciousness")}
            value={vitals.consciousness}
            onChange={(value: VitalsForm["consciousness"] | undefined) =>
              set({ consciousness: value ?? null })
            }
            allowClear
            placeholder={t("notMeasured")}
            options={consciousnessLevels.map((level) => ({ value: level.key, label: words(level) }))}
          />
        </FormField>
        {vitalFlags.map((flag) => (
          <FormField key={flag.key} path={`vitals.${flag.key}`} label={words(flag)}>
            <Select
              id={fieldId(`vitals.${flag.key}`)}
              value={vitals[flag.key] === null ? null : String(vitals[flag.key])}
              onChange={(value: string | undefined) =>
                set({ [flag.key]: value === undefined ? null : value === "true" })
              }
              allowClear
              placeholder={t("notMeasured")}
              options={[
                { value: "true", label: t("yes") },
                { value: "false", label: t("no") },
              ]}
            />
          </FormField>
        ))}
      </div>
      <details
        className="cases-more"
        open={isMoreOpen}
        onToggle={(event) => setIsMoreOpen(event.currentTarget.open)}
      >
        <summary>{t("moreVitals")}</summary>
        <div className="cases-vitals">{rest.map(field)}</div>
      </details>
    </div>
  );
}
