import { z } from "zod";
import { fieldIds } from "./domain/import/fields.js";
import { membershipStatuses } from "./domain/membership.js";

export const PractitionerParams = z.strictObject({ practitionerId: z.uuid() });
export const ImportParams = z.strictObject({ importId: z.uuid() });

const statuses = ["active", "paused", "retired"] as const;
const modes = ["written", "video"] as const;

/** Finds experts. Everything is optional; what is given must all hold. */
export const ExpertQuery = z.strictObject({
  /**
   * Part of a name, department, hospital, specialty or of what the expert is good at; pinyin or initials of the first three;
   * a 诊疗科目 or ICD-10 code. Several words must all be found.
   */
  q: z
    .string()
    .max(100)
    .overwrite((text) => text.replace(/\p{Cc}+/gu, " ").trim())
    .default(""),
  /** 诊疗科目 code; what lies below it counts too. */
  specialty: z
    .string()
    .regex(/^\d{2}(\.\d{2}){0,2}$/)
    .optional(),
  institutionId: z.uuid().optional(),
  /** GB/T 8561 code of the clinical title. */
  title: z
    .string()
    .regex(/^\d{3}$/)
    .optional(),
  status: z.enum(statuses).optional(),
  /** GB/T 2260: a province, a city or a county. */
  region: z
    .string()
    .regex(/^\d{6}$/)
    .optional(),
  mode: z.enum(modes).optional(),
  /** `now`: only who takes cases and is in his hours at this moment, by his hospital's clock. */
  duty: z.enum(["now"]).optional(),
  limit: z.coerce.number().int().min(1).max(100).default(20),
  offset: z.coerce.number().int().min(0).max(100_000).default(0),
});
export type ExpertQuery = z.infer<typeof ExpertQuery>;

export const SpecialtyView = z.strictObject({ code: z.string(), name: z.string() });

/** One post of one expert, as lists show it. */
export const ExpertListItem = z.strictObject({
  practitionerId: z.uuid(),
  practitionerRoleId: z.uuid(),
  name: z.string(),
  institutionId: z.uuid(),
  institutionName: z.string(),
  departmentName: z.string(),
  titleCode: z.string().nullable(),
  titleName: z.string().nullable(),
  specialties: z.array(SpecialtyView),
  /** The beginning of what the expert is good at. */
  skills: z.string(),
  status: z.enum(statuses),
  dailyCap: z.number().int(),
  weeklyCap: z.number().int(),
  hasAccount: z.boolean(),
});
const MarksView = z.array(z.tuple([z.number().int(), z.number().int()]));
export const ExpertList = z.strictObject({
  items: z.array(
    ExpertListItem.extend({
      /** What the words found, as stretches [start, end) of the text: also where pinyin found characters. */
      marks: z.strictObject({
        name: MarksView,
        departmentName: MarksView,
        institutionName: MarksView,
        skills: MarksView,
      }),
    }),
  ),
  total: z.number().int(),
  /** Names of the pool that are spelled or sound nearly like the word, when nothing was found. */
  nearest: z.array(z.string()),
});
export type ExpertList = z.infer<typeof ExpertList>;

export const DutyHoursView = z.strictObject({
  /** 1 Monday … 7 Sunday. */
  weekday: z.number().int().min(1).max(7),
  /** HH:MM in the institution's zone; `to` before `from` runs over midnight. */
  from: z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, "时间格式应为 08:00 Use the form 08:00"),
  to: z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, "时间格式应为 17:30 Use the form 17:30"),
});

export const RoleView = z.strictObject({
  practitionerRoleId: z.uuid(),
  institutionId: z.uuid(),
  institutionName: z.string(),
  timeZone: z.string(),
  departmentName: z.string(),
  titleCode: z.string().nullable(),
  titleName: z.string().nullable(),
  teachingTitleName: z.string().nullable(),
  specialties: z.array(
    SpecialtyView.extend({ relation: z.enum(["exact", "narrower", "broader", "confirmed"]) }),
  ),
  skillsText: z.string(),
  /** Profile texts by key: post, supervisor, introduction, education, societies, research, honours, languages, … */
  details: z.record(z.string(), z.string()),
  status: z.enum(statuses),
  dailyCap: z.number().int(),
  weeklyCap: z.number().int(),
  /** Empty: any time. */
  dutyHours: z.array(DutyHoursView),
  acceptsModes: z.array(z.enum(modes)),
  /** The expert's own switch; `status` also follows from his membership. */
  isAccepting: z.boolean(),
  /** For the expert, his hospital and the operator; null for others. */
  membership: z
    .strictObject({
      membershipId: z.uuid(),
      status: z.enum(membershipStatuses),
      termFrom: z.iso.date().nullable(),
      termTo: z.iso.date().nullable(),
      reason: z.strictObject({ zh: z.string(), en: z.string() }).nullable(),
    })
    .nullable(),
  /** True: the asker may set this post's availability. */
  canSetAvailability: z.boolean(),
});

/** Looks at an expert's page with the eyes of somebody who sees less. */
export const ExpertViewQuery = z.strictObject({ as: z.enum(["requester", "public"]).optional() });

/** An expert's page. It never holds the ID number or the telephone number. */
export const ExpertProfile = z.strictObject({
  practitionerId: z.uuid(),
  name: z.string(),
  gender: z.enum(["male", "female"]).nullable(),
  hasAccount: z.boolean(),
  isSelf: z.boolean(),
  /** With whose eyes this is seen: the expert's own, his hospital's or the operator's, a requester's, the public's. */
  viewedAs: z.enum(["self", "close", "requester", "public"]),
  /** Only for the expert, his institution and the operator; null for others and when unknown. */
  licenceNumber: z.string().nullable(),
  practiceScope: SpecialtyView.nullable(),
  independentSinceOn: z.iso.date().nullable(),
  roles: z.array(RoleView),
  updatedAt: z.iso.datetime(),
});
export type ExpertProfile = z.infer<typeof ExpertProfile>;

export const Availability = z.strictObject({
  practitionerRoleId: z.uuid(),
  /** `paused`: gets no offers until it is `active` again. */
  status: z.enum(["active", "paused"]),
  dailyCap: z.number().int().min(0).max(100),
  weeklyCap: z.number().int().min(0).max(500),
  dutyHours: z.array(DutyHoursView).max(42),
  acceptsModes: z.array(z.enum(modes)).min(1, "至少选择一种会诊方式 Choose at least one mode").max(2),
});
export type Availability = z.infer<typeof Availability>;

const FieldSchema = z.enum(fieldIds);
const severities = ["error", "ask", "warning"] as const;
const outcomes = ["imported", "unchanged", "review", "rejected"] as const;

export const ImportProblem = z.strictObject({
  /** As the spreadsheet program counts. */
  row: z.number().int(),
  column: z.string(),
  columnIndex: z.number().int().nullable(),
  field: FieldSchema,
  /** The cell, shortened; identifying numbers are masked. */
  value: z.string(),
  code: z.string(),
  severity: z.enum(severities),
  zh: z.string(),
  en: z.string(),
  remedyZh: z.string(),
  remedyEn: z.string(),
});
export type ImportProblem = z.infer<typeof ImportProblem>;

export const ImportCounts = z.strictObject({
  rows: z.number().int(),
  imported: z.number().int(),
  unchanged: z.number().int(),
  review: z.number().int(),
  rejected: z.number().int(),
});
export type ImportCounts = z.infer<typeof ImportCounts>;

const UnmappedReason = z.enum(["unknown", "taken", "switched_off"]);

export const ImportColumn = z.strictObject({
  columnIndex: z.number().int(),
  /** The letters a spreadsheet program shows. */
  letters: z.string(),
  header: z.string(),
  /** Null: not imported. */
  field: FieldSchema.nullable(),
  /** 0 to 1; below 0.8 a person should look. Null where nothing was recognised. */
  confidence: z.number().nullable(),
  how: z.enum(["exact", "doubtful", "decorated", "ending", "similar", "chosen"]).nullable(),
  isSure: z.boolean(),
  /** Why the column is not imported. */
  reason: UnmappedReason.nullable(),
  /** First few cells below the header. */
  samples: z.array(z.string()),
});

export const ImportPreviewRow = z.strictObject({
  row: z.number().int(),
  outcome: z.enum(outcomes),
  name: z.string(),
  institutionName: z.string(),
  departments: z.array(
    z.strictObject({ label: z.string(), code: z.string().nullable(), name: z.string().nullable() }),
  ),
  titleName: z.string(),
  diseases: z.number().int(),
});

/** A department name that has no code and will be asked about. */
export const ImportQuestion = z.strictObject({
  label: z.string(),
  institutionName: z.string(),
  reason: z.enum(["ambiguous", "unknown"]),
  rows: z.number().int(),
  candidates: z.array(SpecialtyView.extend({ score: z.number() })),
});

/** What was found in the file: kept with the run, so that the page can be opened again. */
export const ImportSummaryData = z.strictObject({
  counts: ImportCounts,
  format: z.enum(["xlsx", "csv"]),
  sheetName: z.string(),
  encoding: z.string().nullable(),
  warnings: z.array(z.strictObject({ zh: z.string(), en: z.string() })),
  headerRow: z.number().int(),
  columns: z.array(ImportColumn),
  missing: z.array(FieldSchema),
  firstRows: z.array(ImportPreviewRow),
  questions: z.array(ImportQuestion),
  /** Hospitals that will be registered with the import. */
  newInstitutions: z.array(z.string()),
  skippedRows: z.array(z.number().int()),
  /** At most 2,000, rejected rows first; the file of rejected rows holds all of theirs. */
  problems: z.array(ImportProblem),
  problemTotal: z.number().int(),
});
export type ImportSummaryData = z.infer<typeof ImportSummaryData>;

/** The column mapping as it is kept with a run. */
export const StoredMapping = z.strictObject({
  headerRowIndex: z.number().int(),
  columns: z.array(
    z.strictObject({
      columnIndex: z.number().int(),
      header: z.string(),
      field: FieldSchema,
      confidence: z.number(),
      how: z.enum(["exact", "doubtful", "decorated", "ending", "similar", "chosen"]),
    }),
  ),
  unmapped: z.array(
    z.strictObject({
      columnIndex: z.number().int(),
      header: z.string(),
      reason: UnmappedReason,
      field: FieldSchema.nullable(),
    }),
  ),
  missing: z.array(FieldSchema),
});
export type StoredMapping = z.infer<typeof StoredMapping>;

export const ImportRunView = z.strictObject({
  importId: z.uuid(),
  fileName: z.string(),
  status: z.enum(["preview", "applying", "applied", "discarded"]),
  defaultOrganizationId: z.uuid().nullable(),
  createInstitutions: z.boolean(),
  /** Before the import: what it would do. After: what it did. */
  counts: ImportCounts,
  /** Rows that have been dealt with so far. */
  done: z.number().int(),
  createdAt: z.iso.datetime(),
  appliedAt: z.iso.datetime().nullable(),
});
export type ImportRunView = z.infer<typeof ImportRunView>;
export const ImportRunList = z.strictObject({ items: z.array(ImportRunView), total: z.number().int() });

export const ImportRunDetail = ImportRunView.extend({
  ...ImportSummaryData.omit({ counts: true }).shape,
  /** False: required columns are missing, or nothing is left to import. */
  canApply: z.boolean(),
  /** What a column can hold, for choosing. */
  fields: z.array(
    z.strictObject({ field: FieldSchema, zh: z.string(), en: z.string(), isRequired: z.boolean() }),
  ),
});
export type ImportRunDetail = z.infer<typeof ImportRunDetail>;

/** Which field each column holds; columns not named keep what was recognised. */
export const ChooseMapping = z.strictObject({
  /** 1-based, as the spreadsheet program shows it; leave out to keep the header that was found. */
  headerRow: z.number().int().min(1).max(1_000_000).optional(),
  columns: z
    .array(
      z.strictObject({
        columnIndex: z.number().int().min(0).max(499),
        /** Null: do not import this column. */
        field: FieldSchema.nullable(),
      }),
    )
    .max(500),
});
export type ChooseMapping = z.infer<typeof ChooseMapping>;

/** Form fields of an upload, as text. */
export const UploadFields = z
  .strictObject({
    /** Whose experts they are where a row names no hospital; an institution's own by default. */
    defaultOrganizationId: z.uuid().optional(),
    /** Operator only: register hospitals that are not known. */
    createInstitutions: z.enum(["true", "false"]).default("false"),
  })
  .transform(({ defaultOrganizationId, createInstitutions }) => ({
    defaultOrganizationId,
    createsInstitutions: createInstitutions === "true",
  }));

export const OpenAccount = z.strictObject({ username: z.string().trim().min(3).max(64) });
/** The initial password is shown this once. */
export const OpenedAccount = z.strictObject({
  personId: z.uuid(),
  username: z.string(),
  initialPassword: z.string(),
});
