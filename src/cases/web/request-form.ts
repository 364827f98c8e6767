import { RequestDraft } from "../api.js";
import { hasInk } from "../domain/ink.js";

type Consent = NonNullable<RequestDraft["consent"]>;

/** The consent as it is being filled in: it counts only once it is signed and the signer is named. */
export interface ConsentParts {
  readonly givenBy: Consent["givenBy"];
  readonly signerName: string;
  readonly form: Consent["form"];
  readonly isSigned: boolean;
}

/** The form on the screen: the draft, with a consent that may still be incomplete. */
export type RequestForm = Omit<RequestDraft, "consent"> & { readonly consent: ConsentParts };

export const emptyDraft = (): RequestDraft => RequestDraft.parse({});

export const toForm = (draft: RequestDraft): RequestForm => ({
  ...draft,
  consent:
    draft.consent === null
      ? { givenBy: "patient", signerName: "", form: "paper", isSigned: false }
      : {
          givenBy: draft.consent.givenBy,
          signerName: draft.consent.signerName,
          form: draft.consent.form,
          isSigned: true,
        },
});

/** The draft as it is saved; an unsigned consent is none. */
export function toDraft(form: RequestForm, textVersion: Consent["textVersion"]): RequestDraft {
  const { givenBy, signerName, form: kind, isSigned } = form.consent;
  return {
    ...form,
    consent:
      isSigned && hasInk(signerName)
        ? { textVersion, givenBy, signerName: signerName.trim(), form: kind }
        : null,
  };
}

/** Characters a text field takes, as the contract says. */
export const limits = { patientName: 50, question: 2000, summary: 20_000, signerName: 50 } as const;

/** A text that is longer than the contract takes: it is shown at its field and keeps the form from being saved. */
export interface Overlong {
  readonly field: "patientName" | "question" | "summary" | "consent.signerName";
  readonly max: number;
  readonly count: number;
}

export function overlongTexts(form: RequestForm): Overlong[] {
  const texts = [
    { field: "patientName", text: form.patientName, max: limits.patientName },
    { field: "question", text: form.question, max: limits.question },
    { field: "summary", text: form.summary, max: limits.summary },
    { field: "consent.signerName", text: form.consent.signerName.trim(), max: limits.signerName },
  ] as const;
  return texts.flatMap(({ field, text, max }) =>
    text.length > max ? [{ field, max, count: text.length }] : [],
  );
}

/** One JSON for one content, whatever order its keys came in. */
const canonical = (value: unknown): string =>
  JSON.stringify(value, (_key, one: unknown) =>
    one !== null && typeof one === "object" && !Array.isArray(one)
      ? Object.fromEntries(Object.entries(one).sort(([a], [b]) => (a < b ? -1 : 1)))
      : one,
  );

export const isSameDraft = (one: RequestDraft, other: RequestDraft): boolean =>
  canonical(one) === canonical(other);

/** The parts of the form in which two drafts differ, in the order of the form. */
export const differingParts = (one: RequestDraft, other: RequestDraft): (keyof RequestDraft)[] =>
  (Object.keys(RequestDraft.shape) as (keyof RequestDraft)[]).filter(
    (key) => canonical(one[key]) !== canonical(other[key]),
  );

export const ageUnits = ["years", "months", "days"] as const;
export type AgeUnit = (typeof ageUnits)[number];
const perYear: Readonly<Record<AgeUnit, number>> = { years: 1, months: 12, days: 365.25 };

/** An age in years, as the request keeps it; a whole number of months or days comes back as it was typed. */
export const ageInYears = (value: number | null, unit: AgeUnit): number | null =>
  value === null ? null : value / perYear[unit];

/** The unit a ward would say the age in: days in the first month, months below two years, else years. */
export function ageUnitOf(years: number | null): AgeUnit {
  if (years === null || years >= 2) return "years";
  return years * 12 + 1e-6 < 1 ? "days" : "months";
}

export const ageIn = (years: number | null, unit: AgeUnit): number | null =>
  years === null ? null : Math.round(years * perYear[unit] * 100) / 100;
