import { z } from "zod";
import { oneLine } from "../kernel/one-line.js";
import { bookingKinds } from "./domain/booking-record.js";
import { staffFields } from "./domain/staff-record.js";

export const ConnectorParams = z.strictObject({ connectorId: z.uuid() });
export const RunParams = z.strictObject({ connectorId: z.uuid(), runId: z.uuid() });
export const QuarantineParams = z.strictObject({ quarantineId: z.uuid() });

export const connectorKinds = ["mllp", "fhir", "file_drop"] as const;
export const rowResults = ["added", "changed", "unchanged", "conflict", "rejected", "quarantined"] as const;
export const runStatuses = ["queued", "running", "done", "failed"] as const;
export const runTriggers = ["schedule", "manual", "message", "upload", "retry"] as const;
const actions = ["add", "update", "deactivate", "reactivate", "book", "move", "cancel"] as const;

/** An IPv4 or IPv6 address, or a network in CIDR form. */
export const AddressRange = z
  .string()
  .max(60)
  .refine(
    (text) => z.union([z.ipv4(), z.ipv6(), z.cidrv4(), z.cidrv6()]).safeParse(text).success,
    "应为 IP 地址或网段，如 10.1.2.0/24 Write an address or a network, such as 10.1.2.0/24",
  );

const hl7Name = oneLine(180).pipe(z.string().min(1, "必填 Required"));

export const MllpSettings = z.strictObject({
  kind: z.literal("mllp"),
  /** MSH-3 and MSH-4 by which the sender is known, whatever the case of their letters. */
  sendingApplication: hl7Name,
  sendingFacility: hl7Name,
  /** Where the sender's connections come from; none other is answered. */
  allowedAddresses: z.array(AddressRange).min(1, "至少填写一个来源地址 Name at least one address").max(20),
  /** Subject name of the certificate the sender must show; only where the port runs TLS. */
  clientCertificateName: oneLine(200).optional(),
  /** SHA-256 fingerprints of the sender's certificate or of a CA that signed it: one of them must be in the chain it shows. */
  clientCertificates: z
    .array(
      z
        .string()
        .regex(
          /^(?:[0-9a-f]{64}|[0-9a-f]{2}(?::[0-9a-f]{2}){31})$/i,
          "应为 SHA-256 指纹（openssl x509 -fingerprint -sha256） Give a SHA-256 fingerprint",
        ),
    )
    .max(10)
    .optional(),
  /** Minutes east of UTC where a time names no zone. */
  offsetMinutes: z.number().int().min(-720).max(840).default(480),
});

export const FhirSettings = z.strictObject({
  kind: z.literal("fhir"),
  baseUrl: z
    .url({ protocol: /^https?$/ })
    .max(500)
    .refine((text) => {
      const url = URL.canParse(text) ? new URL(text) : undefined;
      return (
        url !== undefined &&
        url.username === "" &&
        url.password === "" &&
        url.search === "" &&
        url.hash === ""
      );
    }, "只写基地址，不含账号和参数 Write the base address without user name and query"),
  /** search: `_lastUpdated` with includes · history: `_history?_since`, which also tells of deletions. */
  mode: z.enum(["search", "history"]).default("search"),
  auth: z.enum(["none", "basic", "bearer"]).default("none"),
  /** For basic. */
  username: oneLine(200).default(""),
  /** Ids or identifiers of this institution's Organization on the server; empty: all posts are its own. */
  organizations: z.array(oneLine(200)).max(50).default([]),
  /** staff: Practitioner and PractitionerRole · schedules: Schedule, Slot and Appointment as blocks of calendars. */
  contents: z
    .array(z.enum(["staff", "schedules"]))
    .min(1)
    .max(2)
    .default(["staff"]),
  /** all: whoever has a slot sits in his clinic, taken or not · busy: only slots that are taken count. */
  slots: z.enum(["all", "busy"]).default("all"),
  pageSize: z.number().int().min(1).max(500).default(100),
});

export const FileDropSettings = z.strictObject({
  kind: z.literal("file_drop"),
  /** Folder below the server's drop directory. */
  folder: z
    .string()
    .regex(/^[a-z0-9][a-z0-9-]{0,39}$/, "用小写字母、数字和连字符 Use lower-case letters, digits, hyphens")
    // What goes out lies there.
    .refine(
      (folder) => folder !== "outgoing",
      "outgoing 为送出文件所用，请换一个 outgoing is for files that go out",
    ),
});

export type FhirSettings = z.infer<typeof FhirSettings>;
export type FileDropSettings = z.infer<typeof FileDropSettings>;
export const ConnectorSettings = z.discriminatedUnion("kind", [MllpSettings, FhirSettings, FileDropSettings]);
export type ConnectorSettings = z.infer<typeof ConnectorSettings>;

const names = z
  .record(z.string().max(60), oneLine(60))
  .refine((record) => Object.keys(record).length <= 500, "最多 500 项 At most 500 entries");
const fieldPlace = z
  .string()
  .regex(/^(STF|PRA|ORG)-\d{1,2}$/, "写法如 ORG-2、STF-8 Write it like ORG-2 or STF-8");

export const MappingData = z.strictObject({
  identifierTypes: z
    .strictObject({
      licence: z.array(oneLine(200)).max(30).optional(),
      qualification: z.array(oneLine(200)).max(30).optional(),
      idNumber: z.array(oneLine(200)).max(30).optional(),
    })
    .optional(),
  departmentFrom: z.array(fieldPlace).max(6).optional(),
  titleFrom: z.array(fieldPlace).max(6).optional(),
  diseasesFrom: z
    .array(
      z.union(
        [fieldPlace, z.url().max(300)],
        "写法如 PRA-5，或扩展的 URL Write it like PRA-5, or the URL of an extension",
      ),
    )
    .max(6)
    .optional(),
  departmentNames: names.optional(),
  titleNames: names.optional(),
  /** The hospital's codes of appointment types, services or rooms → what they take time for. */
  bookingKinds: z
    .record(z.string().max(60), z.enum(bookingKinds))
    .refine((record) => Object.keys(record).length <= 500, "最多 500 项 At most 500 entries")
    .optional(),
  columns: z
    .record(z.string().max(120), z.enum(staffFields).nullable())
    .refine((record) => Object.keys(record).length <= 200, "最多 200 列 At most 200 columns")
    .optional(),
});
export type MappingData = z.infer<typeof MappingData>;

const scheduleMinutes = z.number().int().min(5).max(10_080).nullable();
const connectorName = oneLine(60).pipe(z.string().min(1, "必填 Required"));
/** A password or token; left out: as it was. Empty: none. */
const secret = z.string().max(4000).optional();

export const NewConnector = z.strictObject({
  /** The operator names the hospital; others make their own institution's. */
  institutionId: z.uuid().optional(),
  name: connectorName,
  settings: ConnectorSettings,
  mapping: MappingData.default({}),
  scheduleMinutes: scheduleMinutes.default(null),
  secret,
});
export type NewConnector = z.infer<typeof NewConnector>;

export const ChangeConnector = NewConnector.omit({ institutionId: true }).extend({
  version: z.number().int().min(1),
});
export type ChangeConnector = z.infer<typeof ChangeConnector>;

export const SetConnectorStatus = z.strictObject({ status: z.enum(["enabled", "paused"]) });

export const FaultView = z.strictObject({
  place: z.string(),
  code: z.string(),
  severity: z.enum(["error", "ask", "warning"]),
  value: z.string(),
  zh: z.string(),
  en: z.string(),
  remedyZh: z.string(),
  remedyEn: z.string(),
});
export type FaultView = z.infer<typeof FaultView>;

export const RowCounts = z.strictObject({
  rows: z.number().int(),
  added: z.number().int(),
  changed: z.number().int(),
  unchanged: z.number().int(),
  conflict: z.number().int(),
  rejected: z.number().int(),
  quarantined: z.number().int(),
});
export type RowCounts = z.infer<typeof RowCounts>;

const Failure = z.strictObject({ code: z.string(), zh: z.string(), en: z.string() });

export const RunView = z.strictObject({
  runId: z.uuid(),
  connectorId: z.uuid(),
  trigger: z.enum(runTriggers),
  isDryRun: z.boolean(),
  status: z.enum(runStatuses),
  reference: z.string(),
  counts: RowCounts,
  /** Of the message or file as a whole. */
  faults: z.array(FaultView),
  failure: Failure.nullable(),
  createdAt: z.iso.datetime(),
  finishedAt: z.iso.datetime().nullable(),
});
export type RunView = z.infer<typeof RunView>;

export const RunList = z.strictObject({ items: z.array(RunView), total: z.number().int() });
export type RunList = z.infer<typeof RunList>;

export const RunQuery = z.strictObject({
  status: z.enum(runStatuses).optional(),
  /** Only runs with at least one row that ended so. */
  result: z.enum(rowResults).optional(),
  trigger: z.enum(runTriggers).optional(),
  limit: z.coerce.number().int().min(1).max(100).default(20),
  offset: z.coerce.number().int().min(0).max(100_000).default(0),
});
export type RunQuery = z.infer<typeof RunQuery>;

export const RunRowView = z.strictObject({
  rowNumber: z.number().int(),
  place: z.string(),
  action: z.enum(actions),
  result: z.enum(rowResults),
  staffKey: z.string(),
  practitionerId: z.uuid().nullable(),
  faults: z.array(FaultView),
});
export type RunRowView = z.infer<typeof RunRowView>;

export const RowQuery = z.strictObject({
  result: z.enum(rowResults).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
  offset: z.coerce.number().int().min(0).max(1_000_000).default(0),
});
export type RowQuery = z.infer<typeof RowQuery>;

export const RunDetail = RunView.extend({
  connectorName: z.string(),
  rows: z.array(RunRowView),
  /** Rows the filter finds. */
  rowTotal: z.number().int(),
});
export type RunDetail = z.infer<typeof RunDetail>;

export const ConnectorView = z.strictObject({
  connectorId: z.uuid(),
  institutionId: z.uuid(),
  institutionName: z.string(),
  name: z.string(),
  kind: z.enum(connectorKinds),
  settings: ConnectorSettings,
  hasSecret: z.boolean(),
  mapping: MappingData,
  scheduleMinutes: z.number().int().nullable(),
  status: z.enum(["enabled", "paused"]),
  watermark: z.iso.datetime().nullable(),
  version: z.number().int(),
  nextRunAt: z.iso.datetime().nullable(),
  lastRun: RunView.nullable(),
  held: z.number().int(),
});
export type ConnectorView = z.infer<typeof ConnectorView>;

export const ConnectorList = z.strictObject({
  items: z.array(ConnectorView),
  /** What the server was set up with: what a page can tell the hospital's engineer. */
  server: z.strictObject({
    /** Null: this server listens to no HL7 port. */
    hl7Port: z.number().int().nullable(),
    hl7Tls: z.boolean(),
    dropDirectory: z.string(),
    /** Private networks that FHIR servers may be asked in. */
    networks: z.array(z.string()),
  }),
});
export type ConnectorList = z.infer<typeof ConnectorList>;

/** What a test of the connection found: each step with its outcome, in the order tried. */
export const ConnectionTest = z.strictObject({
  isGood: z.boolean(),
  steps: z.array(z.strictObject({ isGood: z.boolean(), zh: z.string(), en: z.string() })),
});
export type ConnectionTest = z.infer<typeof ConnectionTest>;

export const StartRun = z.strictObject({
  isDryRun: z.boolean().default(false),
  /** FHIR: everything again, not only what changed since the last run. */
  fromStart: z.boolean().default(false),
});

export const QuarantineItem = z.strictObject({
  quarantineId: z.uuid(),
  connectorId: z.uuid(),
  connectorName: z.string(),
  runId: z.uuid(),
  rowNumber: z.number().int().nullable(),
  reference: z.string(),
  faults: z.array(FaultView),
  status: z.enum(["held", "landed", "discarded"]),
  reason: z.string().nullable(),
  receivedAt: z.iso.datetime(),
  decidedAt: z.iso.datetime().nullable(),
});
export type QuarantineItem = z.infer<typeof QuarantineItem>;
export const QuarantineList = z.strictObject({ items: z.array(QuarantineItem), total: z.number().int() });

export const QuarantineQuery = z.strictObject({
  connectorId: z.uuid().optional(),
  status: z.enum(["held", "landed", "discarded"]).default("held"),
  limit: z.coerce.number().int().min(1).max(100).default(20),
  offset: z.coerce.number().int().min(0).max(100_000).default(0),
});
export type QuarantineQuery = z.infer<typeof QuarantineQuery>;

/** The sealed message, numbers of people masked; each opening is audited. */
export const QuarantineContent = z.strictObject({ text: z.string() });

export const Discard = z.strictObject({
  reason: oneLine(500).pipe(z.string().min(2, "请写明原因 Say why")),
});
/** What came of trying again. */
export const Retried = z.strictObject({ isLanded: z.boolean(), run: RunView });
