import { addMinutes } from "../src/kernel/time.js";
import type { Instant } from "../src/kernel/types.js";
import { assess } from "../src/triage/index.js";
import { type Alliance, institutionOf } from "./alliance.js";
import { type CaseTemplate, caseTemplates } from "./case-templates/index.js";
import { type CaseText, writeCase } from "./case-text.js";
import { drawSubmission } from "./calendar.js";
import type { InstitutionKey } from "./institutions.js";
import { personName } from "./names.js";
import type { SeedPerson } from "./people.js";
import type { PlannedConsent, PlannedRequest } from "./planned-case.js";
import type { Random } from "./random.js";

/** How many requests each inviting hospital sends, relative to the others. */
const demand: Readonly<Partial<Record<InstitutionKey, number>>> = {
  yunxi: 30,
  qingmin: 26,
  bosta: 24,
  kuocang: 11,
  ruchuan: 9,
};
const inviters = Object.keys(demand) as InstitutionKey[];

/** Some diseases belong to a place: hydatid cysts and brucellosis to the pastures, ticks to the tea hills. */
const isAtHome = (template: CaseTemplate, institution: InstitutionKey): boolean =>
  template.key === "hydatid-liver"
    ? institution === "qingmin" || institution === "yunxi" || institution === "bosta"
    : template.key === "brucella-spine"
      ? institution === "bosta" || institution === "qingmin" || institution === "ruchuan"
      : template.key === "sfts"
        ? institution === "yunxi" || institution === "kuocang" || institution === "ruchuan"
        : true;

/** The doctor of the hospital into whose ward the patient comes. */
function requesterFor(template: CaseTemplate, doctors: readonly SeedPerson[], random: Random): SeedPerson {
  const wanted = template.specialty.startsWith("04")
    ? /外科/
    : /^(05|07|08)/.test(template.specialty)
      ? /妇|儿/
      : /^(20|28)/.test(template.specialty)
        ? /急诊|外科/
        : /内科/;
  return random.weighted(doctors, (doctor) => (wanted.test(doctor.post) ? 6 : 1));
}

function consentFor(
  text: CaseText,
  patientName: string,
  isEmergency: boolean,
  random: Random,
): PlannedConsent {
  const id = random.uuid();
  if (isEmergency && random.chance(0.25))
    return { id, givenBy: "emergency_approver", signerName: "总值班", form: "emergency" };
  const family = personName(random, random.pick(["male", "female"] as const));
  const form = random.chance(0.6) ? "paper" : "electronic";
  if (text.ageYears < 18) return { id, givenBy: "guardian", signerName: family, form };
  const isAlert = text.vitals.consciousness === "A";
  return isAlert && random.chance(0.8)
    ? { id, givenBy: "patient", signerName: patientName, form }
    : { id, givenBy: "relative", signerName: family, form };
}

/** A request of this template at this hospital, sent at the instant that `sentAt` gives for its level. */
export function newRequest(
  alliance: Alliance,
  template: CaseTemplate,
  institution: InstitutionKey,
  now: Instant,
  sentAt: (level: PlannedRequest["level"]) => Instant,
  random: Random,
): PlannedRequest {
  const text = writeCase(template, random.fork("text"));
  const patientName = personName(random, text.sex, institution === "bosta");
  const doctors = alliance.people.filter(
    (person) => person.institution === institution && person.roles.includes("requester"),
  );
  const judged = assess(
    {
      patientAgeYears: text.ageYears,
      patientSex: text.sex,
      patientIsPregnant: template.isPregnant ?? false,
      question: text.question,
      summary: text.summary,
      vitals: text.vitals,
      diagnoses: [...text.diagnoses],
    },
    now,
  );
  const { level } = judged.view;
  const submittedAt = sentAt(level);
  const isUrgent = level === "I" || level === "II";
  return {
    id: random.uuid(),
    institution,
    requester: requesterFor(template, doctors, random),
    patientName,
    text,
    mode: !isUrgent && random.chance(0.3) ? "video" : "written",
    consent: consentFor(text, patientName, level === "I", random),
    createdAt: addMinutes(submittedAt, -random.around(isUrgent ? 4 : 13, 0.5)),
    submittedAt,
    level,
    assessment: {
      ...judged,
      view: { ...judged.view, madeAt: addMinutes(submittedAt, 0.01) },
      id: random.uuid(),
    },
  };
}

/** One request of the past 18 months. */
export function newPastRequest(alliance: Alliance, now: Instant, random: Random): PlannedRequest {
  const institution = random.weighted(inviters, (key) => demand[key] ?? 0);
  const template = random.weighted(caseTemplates, (one) => (isAtHome(one, institution) ? one.weight : 0));
  const laterHours = institutionOf(institution).hours.from === "10:00" ? 2 : 0;
  return newRequest(
    alliance,
    template,
    institution,
    now,
    (level) => drawSubmission(now, level, laterHours, random.fork("time")),
    random,
  );
}
