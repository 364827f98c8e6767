import { Checkbox, Input, Radio } from "antd";
import { useLanguage } from "../../web/i18n/index.js";
import { consentTextVersion } from "../api.js";
import { consentTexts } from "../domain/consent-text.js";
import { FormField, fieldId } from "./FormField.js";
import { useFormTexts } from "./form-texts.js";
import type { FieldsProps } from "./form-props.js";
import type { ConsentParts } from "./request-form.js";

const signers = ["patient", "guardian", "relative", "emergency_approver"] as const;
const forms = ["paper", "electronic", "emergency"] as const;

/** 知情同意: the whole text with its version, who signs, in which form. */
export function ConsentFields({ form, change, problemOf }: FieldsProps) {
  const t = useFormTexts();
  const language = useLanguage();
  const { consent } = form;
  const set = (part: Partial<ConsentParts>) => change({ consent: { ...consent, ...part } });
  const text = consentTexts[consentTextVersion][language === "en" ? "en" : "zh"];
  return (
    <div className="c-stack">
      <div className="cases-consent" role="region" tabIndex={0} aria-label={t("consent.heading")}>
        <h3>{t("consent.heading")}</h3>
        <p className="c-quiet">
          {[t("consent.version", { version: consentTextVersion }), t("consent.chineseCounts")]
            .filter((part) => part !== "")
            .join(" · ")}
        </p>
        {text.map((paragraph) => (
          <p key={paragraph}>{paragraph}</p>
        ))}
      </div>
      <FormField
        path="consent.givenBy"
        label={t("consent.by")}
        isGroup
        problem={problemOf("consent.givenBy")}
      >
        <Radio.Group
          value={consent.givenBy}
          onChange={(event) => {
            const givenBy = event.target.value as ConsentParts["givenBy"];
            const isEmergency = givenBy === "emergency_approver";
            // The two belong together by law, so choosing one sets the other.
            const kind = isEmergency ? "emergency" : consent.form === "emergency" ? "paper" : consent.form;
            set({ givenBy, form: kind });
          }}
          options={signers.map((one) => ({ value: one, label: t(`consent.${one}`) }))}
        />
      </FormField>
      <div className="cases-signer">
        <FormField
          path="consent.signerName"
          label={t("consent.signer")}
          problem={problemOf("consent.signerName")}
        >
          <Input
            id={fieldId("consent.signerName")}
            value={consent.signerName}
            onChange={(event) => set({ signerName: event.target.value })}
            autoComplete="off"
          />
        </FormField>
        <FormField path="consent.form" label={t("consent.form")} isGroup problem={problemOf("consent.form")}>
          <Radio.Group
            value={consent.form}
            onChange={(event) => set({ form: event.target.value as ConsentParts["form"] })}
            options={forms.map((one) => ({ value: one, label: t(`consent.${one}`) }))}
          />
        </FormField>
      </div>
      <div id={fieldId("consent")}>
        <Checkbox
          checked={consent.isSigned}
          onChange={(event) =>
            set({
              isSigned: event.target.checked,
              // The patient who signs is the patient on the form.
              ...(event.target.checked &&
                consent.givenBy === "patient" &&
                consent.signerName.trim() === "" && { signerName: form.patientName.trim() }),
            })
          }
        >
          {t("consent.signed")}
        </Checkbox>
        {problemOf("consent") !== undefined && (
          <p className="cases-problem" role="alert">
            {problemOf("consent")}
          </p>
        )}
      </div>
    </div>
  );
}
