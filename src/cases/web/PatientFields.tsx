import { Checkbox, Input, InputNumber, Radio, Select } from "antd";
import { useState } from "react";
import { FormField, fieldId } from "./FormField.js";
import { useFormTexts } from "./form-texts.js";
import type { FieldsProps } from "./form-props.js";
import { ageIn, ageInYears, type AgeUnit, ageUnitOf, ageUnits } from "./request-form.js";

const highest: Readonly<Record<AgeUnit, number>> = { years: 130, months: 1560, days: 3650 };

/** Who the patient is. An infant's age is typed in months or days and kept in years. */
export function PatientFields({ form, change, problemOf }: FieldsProps) {
  const t = useFormTexts();
  const [unit, setUnit] = useState<AgeUnit>(ageUnitOf(form.patientAgeYears));
  const mayBePregnant = form.patientSex !== "male" || form.patientIsPregnant;
  return (
    <div className="cases-patient">
      <FormField path="patientName" label={t("patient.name")} problem={problemOf("patientName")}>
        <Input
          id={fieldId("patientName")}
          value={form.patientName}
          onChange={(event) => change({ patientName: event.target.value })}
          autoComplete="off"
        />
      </FormField>
      <FormField path="patientAgeYears" label={t("patient.age")} problem={problemOf("patientAgeYears")}>
        <div className="cases-age">
          <InputNumber
            id={fieldId("patientAgeYears")}
            value={ageIn(form.patientAgeYears, unit)}
            onChange={(value) => change({ patientAgeYears: ageInYears(value, unit) })}
            min={0}
            max={highest[unit]}
            inputMode="decimal"
            controls={false}
          />
          <Select<AgeUnit>
            value={unit}
            aria-label={t("patient.ageUnit")}
            onChange={(next) => {
              // The number on the screen stays: 8 years corrected to months means 8 months.
              const shown = ageIn(form.patientAgeYears, unit);
              setUnit(next);
              change({ patientAgeYears: ageInYears(shown, next) });
            }}
            options={ageUnits.map((one) => ({ value: one, label: t(`patient.${one}`) }))}
          />
        </div>
      </FormField>
      <FormField path="patientSex" label={t("patient.sex")} isGroup problem={problemOf("patientSex")}>
        <Radio.Group
          value={form.patientSex}
          onChange={(event) => {
            const patientSex = event.target.value as typeof form.patientSex;
            change({ patientSex, ...(patientSex === "male" && { patientIsPregnant: false }) });
          }}
          options={(["male", "female", "unknown"] as const).map((sex) => ({
            value: sex,
            label: t(`patient.${sex}`),
          }))}
        />
        {mayBePregnant && (
          <Checkbox
            checked={form.patientIsPregnant}
            onChange={(event) => change({ patientIsPregnant: event.target.checked })}
          >
            {t("patient.pregnant")}
          </Checkbox>
        )}
      </FormField>
    </div>
  );
}
