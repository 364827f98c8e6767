import { z } from "zod";
import { honourLists } from "../domain/rules.js";
import { batchStatuses } from "../domain/settlement.js";
import { LineView } from "./settlement.js";
import { CivilDate, Count, Fen, Month } from "./values.js";

/* 我的 --------------------------------------------------------------------------------------------------------------- */
export const AppreciationView = z.strictObject({
  id: z.uuid(),
  fromName: z.string(),
  fromInstitutionName: z.string(),
  message: z.string(),
  createdAt: z.iso.datetime(),
});
export const MineView = z.strictObject({
  today: z.strictObject({
    offers: Count,
    toWrite: Count,
    appointments: z.array(
      z.strictObject({ caseId: z.uuid(), startsAt: z.iso.datetime(), endsAt: z.iso.datetime() }),
    ),
  }),
  earnings: z.strictObject({
    /** This calendar month and year, by service day. */
    monthFen: Fen,
    yearFen: Fen,
    yearCases: Count,
    /** Where the money is: not settled between the hospitals · at the expert's hospital · handed to payroll. */
    waitingFen: Fen,
    atHospitalFen: Fen,
    paidFen: Fen,
    months: z.array(z.strictObject({ month: Month, cases: Count, expertFen: Fen })),
  }),
  credits: z.strictObject({
    year: z.number().int(),
    provisionalCents: Count,
    confirmedCents: Count,
    capCents: Count.nullable(),
  }),
  honours: z.array(
    z.strictObject({
      roundId: z.uuid(),
      candidateId: z.uuid(),
      period: z.string(),
      list: z.enum(honourLists),
      place: z.number().int(),
      isFinal: z.boolean(),
    }),
  ),
  appreciations: z.array(AppreciationView),
});
export type MineView = z.infer<typeof MineView>;
export const StatementQuery = z.strictObject({ year: z.coerce.number().int().min(2000).max(2999) });
export const StatementView = z.strictObject({
  year: z.number().int(),
  lines: z.array(LineView.extend({ batchStatus: z.enum([...batchStatuses, "payroll"]) })),
});
export type StatementView = z.infer<typeof StatementView>;

const Half = z.string().regex(/^20\d{2}H[12]$/, "半年如 2026H1 A half-year such as 2026H1");
export const ImpactQuery = z.strictObject({ half: Half.optional() });
const Estimate = z.strictObject({ value: z.number(), low: z.number(), high: z.number() });
export const ImpactView = z.strictObject({
  half: Half,
  /** Halves that have consultations, newest first. */
  halves: z.array(Half),
  cases: Count,
  institutions: Count,
  adopted: Count,
  partlyAdopted: Count,
  notAdopted: Count,
  /** What the inviters wrote where advice was not wholly adopted; the newest ten. */
  reasons: z.array(
    z.strictObject({
      decision: z.enum(["adopted", "partly_adopted", "not_adopted"]),
      reason: z.string(),
      institutionName: z.string(),
      on: CivilDate,
    }),
  ),
  /** Share of advice adopted (partly: half), estimated with what is known of the peers; 95 % interval. Null without cases. */
  adoption: z
    .strictObject({ mine: Estimate, peers: z.number(), peerCases: Count, peerExperts: Count })
    .nullable(),
  /** Minutes from acceptance to signature. */
  answerMinutes: z.strictObject({ median: z.number(), peerMedian: z.number().nullable() }).nullable(),
  /** Follow-ups with a known outcome; the rest is said to be unknown. */
  outcomes: z.strictObject({ known: Count, of: Count, better: Count, unchanged: Count, worse: Count }),
  /** What the inviters said at closing, where they did. */
  evaluated: z.strictObject({
    evaluated: Count,
    diagnosisChanged: Count,
    managementChanged: Count,
    transferAvoided: Count,
  }),
  appreciations: z.array(AppreciationView),
});
export type ImpactView = z.infer<typeof ImpactView>;

/* Thanks ------------------------------------------------------------------------------------------------------------ */
export const GiveAppreciation = z.strictObject({
  message: z.string().trim().min(2, "请写一句话 Write a sentence").max(300),
});
export const CaseAppreciation = z.strictObject({
  canThank: z.boolean(),
  given: z.strictObject({ message: z.string(), status: z.enum(["shown", "held", "rejected"]) }).nullable(),
});
export const heldReasons = {
  long_number: { zh: "含较长数字，可能是住院号或电话", en: "a long number, perhaps an ID" },
  person_words: { zh: "像是在描述某位患者", en: "seems to describe a patient" },
  name_like: { zh: "可能含人名", en: "may hold a name" },
} as const;
export const HeldAppreciations = z.strictObject({
  items: z.array(AppreciationView.extend({ heldFor: z.array(z.string()) })),
});
export const AppreciationParams = z.strictObject({ appreciationId: z.uuid() });
export const DecideAppreciation = z.strictObject({ show: z.boolean() });
