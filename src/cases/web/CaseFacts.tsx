import type { z } from "zod";
import { LocalTime } from "../../web/components/LocalTime.js";
import { useWords } from "../../web/i18n/index.js";
import type { CaseView, ConsentForm } from "../api.js";
import { ageIn, ageUnitOf } from "./request-form.js";
import { useCaseTexts } from "./texts.js";
import { vitalLines } from "./vital-fields.js";

/** What the request says: patient, summary, vital signs, diagnoses, who is wanted, consent. */
export function CaseFacts({ caseView }: { caseView: CaseView }) {
  const t = useCaseTexts();
  const words = useWords();
  const ageWords = useAgeWords();
  const vitals = vitalLines(caseView.vitals);
  const { namedExpert } = caseView;
  const wanted = [
    ...(caseView.panel.length > 0
      ? [t("mode.panel"), caseView.panel.map(({ name }) => name).join(words({ zh: "、", en: ", " }))]
      : [t(`mode.${caseView.mode}`), caseView.wantedSpecialtyName ?? t("page.anySpecialty")]),
    t(`page.titleRank.${caseView.wantedTitleRank}`),
    ...(namedExpert === null
      ? []
      : [
          t("page.named", {
            name: namedExpert.name,
            department: namedExpert.departmentName,
            institution: namedExpert.institutionName,
          }),
        ]),
  ];
  return (
    <dl className="cases-facts">
      <div>
        <dt>{t("page.patient")}</dt>
        <dd>
          {[
            caseView.patientName,
            t(`page.sex.${caseView.patientSex}`),
            ageWords(caseView.patientAgeYears),
            ...(caseView.patientIsPregnant ? [t("page.pregnant")] : []),
          ].join(" · ")}
        </dd>
      </div>
      <div>
        <dt>{t("page.summary")}</dt>
        <dd className="cases-summary">{caseView.summary}</dd>
      </div>
      <div>
        <dt>{t("page.vitals")}</dt>
        <dd>
          {vitals.length === 0 ? (
            <span className="c-quiet">{t("page.noVitals")}</span>
          ) : (
            <ul className="cases-vital-chips">
              {vitals.map(({ key, name, value }) => (
                <li key={key}>
                  <span className="c-quiet">{words(name)}</span> <strong>{words(value)}</strong>
                </li>
              ))}
            </ul>
          )}
        </dd>
      </div>
      <div>
        <dt>{t("page.diagnoses")}</dt>
        <dd>
          {caseView.diagnoses.length === 0 ? (
            <span className="c-quiet">{t("page.noDiagnoses")}</span>
          ) : (
            <ol className="cases-diagnoses">
              {caseView.diagnoses.map(({ code, name }, index) => (
                <li key={index}>
                  {name} <span className="c-quiet c-num">{code ?? t("page.uncoded")}</span>
                </li>
              ))}
            </ol>
          )}
        </dd>
      </div>
      <div>
        <dt>{t("page.wanted")}</dt>
        <dd>{wanted.join(" · ")}</dd>
      </div>
      <div>
        <dt>{t("page.service")}</dt>
        <dd>{t(`page.liability.${caseView.liabilityClass}`)}</dd>
      </div>
      <div>
        <dt>{t("page.consent")}</dt>
        <dd>
          {caseView.consents.length === 0 && <span className="c-quiet">{t("page.noConsent")}</span>}
          {caseView.consents.map((consent) => (
            <ConsentLine key={consent.givenAt + consent.purpose} consent={consent} />
          ))}
        </dd>
      </div>
    </dl>
  );
}

/** The age as a ward says it: in days, months or whole years. */
function useAgeWords(): (years: number | null) => string {
  const t = useCaseTexts();
  return (years) => {
    const unit = ageUnitOf(years);
    const value = ageIn(years, unit);
    return value === null ? t("page.ageUnknown") : t(`page.age.${unit}`, { count: Math.floor(value) });
  };
}

type Consent = CaseView["consents"][number];
type Known = z.infer<typeof ConsentForm>;

function ConsentLine({ consent }: { consent: Consent }) {
  const t = useCaseTexts();
  // The moment stands inside the sentence as an element that knows the reader's zone.
  const [before = "", after = ""] = t("page.consentLine", {
    by: t(`consentBy.${consent.givenBy as Known["givenBy"]}`),
    form: t(`consentForm.${consent.form as Known["form"]}`),
    version: consent.textVersion,
    at: "\u0000",
  }).split("\u0000");
  return (
    <div>
      {before}
      <LocalTime at={consent.givenAt} />
      {after}
    </div>
  );
}
