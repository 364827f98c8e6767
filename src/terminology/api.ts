import { z } from "zod";
import type { CodeSystemId } from "./domain/code-systems/code-system.js";
import type { TermKind } from "./domain/term-kind.js";

const limit = z.coerce.number().int().min(1).max(50).default(20);
const q = z.string().max(100).default("");

/** What a clinician types: a code's beginning, words of a name, a spoken term. */
export const TermQuery = z.strictObject({ q, limit });
/** Without `q` the whole list: 诊疗科目 has 182 rows. */
export const SpecialtyQuery = z.strictObject({ q });

export const DiagnosisHit = z.strictObject({
  /** 医保 2.0 code on ICD-10. */
  code: z.string(),
  name: z.string(),
  match: z.enum(["code", "exact", "contains", "synonym", "similar"]),
});
export const DiagnosisList = z.strictObject({ items: z.array(DiagnosisHit) });

export const SpecialtyTerm = z.strictObject({
  code: z.string(),
  name: z.string(),
  /** Names of what stands above it, from the top; empty for a first-level specialty. */
  path: z.array(z.string()),
});
export type SpecialtyTerm = z.infer<typeof SpecialtyTerm>;
export const SpecialtyList = z.strictObject({ items: z.array(SpecialtyTerm) });

export const ProcedureTerm = z.strictObject({
  /** 医保 2.0 code on ICD-9-CM-3. */
  code: z.string(),
  name: z.string(),
});
export const ProcedureList = z.strictObject({ items: z.array(ProcedureTerm) });

export const TitleTerm = z.strictObject({
  /** GB/T 8561. */
  code: z.string(),
  name: z.string(),
  group: z.enum(["clinical", "teaching", "research"]),
  /** 4 正高 … 1 初级. */
  seniority: z.number().int(),
});
export const TitleList = z.strictObject({ items: z.array(TitleTerm) });

export const RegionTerm = z.strictObject({
  /** GB/T 2260. */
  code: z.string(),
  name: z.string(),
  level: z.enum(["province", "city", "county"]),
  /** Province, city, county. */
  path: z.array(z.string()),
});
export const RegionList = z.strictObject({ items: z.array(RegionTerm) });

/** A text of a record; nothing of it is kept. */
export const MentionText = z.strictObject({ text: z.string().max(20_000) });
const MentionView = z.strictObject({
  kind: z.enum(["disease", "symptom", "procedure"]),
  /** Of the national diagnosis or operation list, or an ICD-10 category; null: on none of them. */
  code: z.string().nullable(),
  name: z.string(),
  /** UTF-16 offsets into the text as given, end exclusive. */
  start: z.number().int(),
  end: z.number().int(),
  text: z.string(),
  certainty: z.enum(["affirmed", "negated", "uncertain"]),
  subject: z.enum(["patient", "family"]),
  time: z.enum(["current", "past"]),
  side: z.enum(["left", "right", "both"]).nullable(),
  /** `days` is a rough count; null for 数年. */
  duration: z.strictObject({ text: z.string(), days: z.number().nullable() }).nullable(),
});
export const MentionList = z.strictObject({ items: z.array(MentionView) });

/** Ids of the code systems, as `domain/code-systems/code-system.ts` names them. */
export const codeSystemIds = [
  "specialty",
  "department",
  "diagnosis",
  "icd10",
  "procedure",
  "rare-disease",
  "title",
  "practice-scope",
  "hospital-grade",
  "institution-class",
  "region",
] as const satisfies readonly CodeSystemId[];

export const CodeSystemView = z.strictObject({
  id: z.enum(codeSystemIds),
  title: z.string(),
  url: z.string().nullable(),
  version: z.string(),
  /** Civil date, or a year where the day is not published. */
  validFrom: z.string(),
  /** First day on which it no longer holds; null: in force. */
  validTo: z.string().nullable(),
  source: z.string(),
});
/** Every edition, oldest first within a system. */
export const CodeSystemList = z.strictObject({ items: z.array(CodeSystemView) });

export const CodeParams = z.strictObject({
  system: z.enum(codeSystemIds),
  code: z.string().trim().min(1).max(40),
});
/** `on`: the civil date the code was written on; the present without it. */
export const CodeQuery = z.strictObject({ on: z.iso.date().optional() });
const ConceptView = z.strictObject({
  system: z.enum(codeSystemIds),
  version: z.string(),
  code: z.string(),
  name: z.string(),
  parent: z.string().nullable(),
  validFrom: z.string(),
  validTo: z.string().nullable(),
});
/** The code, then what stands above it up to the top. */
export const CodeLine = z.strictObject({ items: z.array(ConceptView) });

const Candidate = z.strictObject({ code: z.string(), name: z.string(), score: z.number() });
/** Kinds of names that are asked. */
export const reviewKinds = [
  "specialty",
  "title",
  "diagnosis",
  "procedure",
  "symptom",
  "hospital",
] as const satisfies readonly TermKind[];
const Kind = z.enum(reviewKinds);

/** One name with all who ask for it. */
export const ReviewGroupView = z.strictObject({
  kind: Kind,
  name: z.string(),
  reason: z.enum(["ambiguous", "unknown"]),
  occurrences: z.number().int(),
  candidates: z.array(Candidate),
  /** A few places the name stood in. */
  contexts: z.array(z.string()),
  items: z.array(
    z.strictObject({
      id: z.uuid(),
      institutionId: z.uuid(),
      institutionName: z.string(),
      /** As this institution writes it. */
      name: z.string(),
      occurrences: z.number().int(),
    }),
  ),
});
export type ReviewGroupView = z.infer<typeof ReviewGroupView>;

export const DecidedView = z.strictObject({
  id: z.uuid(),
  kind: Kind,
  name: z.string(),
  institutionName: z.string(),
  status: z.enum(["resolved", "dismissed"]),
  code: z.string().nullable(),
  codeName: z.string().nullable(),
  /** The answer holds for every institution; only the operator takes it back. */
  isForAll: z.boolean(),
  decidedAt: z.iso.datetime(),
});
export type DecidedView = z.infer<typeof DecidedView>;

export const ReviewQuery = z.strictObject({
  limit: z.coerce.number().int().min(1).max(200).default(50),
  offset: z.coerce.number().int().min(0).max(1_000_000).default(0),
  kind: Kind.optional(),
  /** Only names that hold these characters. */
  q: z.string().max(100).optional(),
});
/** Groups, most frequent first, and the last decisions. */
export const ReviewQueue = z.strictObject({
  items: z.array(ReviewGroupView),
  /** Names that are open in all, of the kind and characters asked for. */
  total: z.number().int(),
  /** Open names by kind; a kind without any is absent. */
  counts: z.partialRecord(Kind, z.number().int()),
  decided: z.array(DecidedView),
});
export type ReviewQueue = z.infer<typeof ReviewQueue>;

export const ReviewParams = z.strictObject({ id: z.uuid() });
export const Resolve = z.strictObject({
  code: z.string().trim().min(1).max(40),
  scope: z.enum(["institution", "all"]),
});
/** How many open items the answer settled, or the withdrawal opened again. */
export const ReviewOutcome = z.strictObject({ items: z.number().int() });
