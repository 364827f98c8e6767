import { z } from "zod";
import { limits } from "./domain/limits.js";
import { markTools } from "./domain/marks.js";
import { intakeStatuses, sendingStatuses, studyStatuses } from "./domain/states.js";

export { limits } from "./domain/limits.js";

const Instant = z.iso.datetime();
const Civil = z.iso.date();
const Failure = z.strictObject({ code: z.string(), zh: z.string(), en: z.string() });
const reason = z
  .string()
  .trim()
  .min(2, "请写明理由 Give the reason")
  .max(500, "最多 500 个字符 At most 500 characters");

export const CaseParams = z.strictObject({ caseId: z.uuid() });
export const IntakeParams = z.strictObject({ caseId: z.uuid(), intakeId: z.uuid() });
export const IntakeFileParams = z.strictObject({ caseId: z.uuid(), intakeId: z.uuid(), fileId: z.uuid() });
export const StudyParams = z.strictObject({ caseId: z.uuid(), studyId: z.uuid() });
export const SeriesParams = z.strictObject({ caseId: z.uuid(), seriesId: z.uuid() });
export const MarkParams = z.strictObject({ caseId: z.uuid(), markId: z.uuid() });
export const InstanceParams = z.strictObject({ caseId: z.uuid(), instanceId: z.uuid() });
export const CasePacsParams = z.strictObject({ caseId: z.uuid(), pacsId: z.uuid() });
export const PacsParams = z.strictObject({ pacsId: z.uuid() });

const Outcomes = z.strictObject({
  kept: z.int(),
  attached: z.int(),
  duplicate: z.int(),
  refused: z.int(),
});

/** A lot of files on its way into the case. */
export const IntakeView = z.strictObject({
  id: z.uuid(),
  source: z.enum(["upload", "pacs", "command"]),
  status: z.enum(intakeStatuses),
  /** Files and archive members to be looked at, as far as known. */
  total: z.int(),
  outcomes: Outcomes,
  failure: Failure.nullable(),
  createdAt: Instant,
});
export type IntakeView = z.infer<typeof IntakeView>;

export const IntakeDetail = IntakeView.extend({
  /** What was announced and how much of it has arrived: where a broken upload goes on. Empty once it is judged. */
  files: z.array(
    z.strictObject({
      id: z.uuid(),
      name: z.string(),
      sizeBytes: z.int(),
      fingerprint: z.string(),
      receivedBytes: z.int(),
    }),
  ),
  /** The first 200 files that were not taken, with why and what to do. */
  refused: z.array(z.strictObject({ name: z.string(), code: z.string(), zh: z.string(), en: z.string() })),
});
export type IntakeDetail = z.infer<typeof IntakeDetail>;

const fileName = z.string().trim().min(1, "请给出文件名 Give the file's name").max(500);

export const BeginIntake = z
  .strictObject({
    files: z
      .array(
        z.strictObject({
          name: fileName,
          sizeBytes: z
            .int()
            .min(1, "文件是空的 The file is empty")
            .max(limits.fileBytes, "单个文件最大 1 GB A file may have 1 GB"),
          /** Any text that is the same when the same file is chosen again. */
          fingerprint: z.string().max(128),
        }),
      )
      .min(1, "请选择文件 Choose files")
      .max(
        limits.filesPerIntake,
        "一次最多 5,000 个文件，请打成 zip 或分批 At most 5,000 files: pack a zip, or divide",
      ),
  })
  .refine(
    ({ files }) => files.reduce((sum, file) => sum + file.sizeBytes, 0) <= limits.intakeBytes,
    "一次最多 2 GB，请分批上传 At most 2 GB at a time; divide it",
  );

/** How much of the file has arrived. */
export const PartTaken = z.strictObject({ receivedBytes: z.int() });

export const StudyView = z.strictObject({
  id: z.uuid(),
  studyOn: Civil.nullable(),
  description: z.string(),
  modalities: z.array(z.string()),
  accessionNumber: z.string(),
  status: z.enum(studyStatuses),
  identity: z.enum(["same", "unknown", "different"]),
  differences: z.array(z.enum(["name", "sex", "age"])),
  /** Of whom the files say they are; only for him who must confirm it. */
  patient: z
    .strictObject({
      name: z.string(),
      sex: z.enum(["male", "female", "unknown"]),
      birthOn: Civil.nullable(),
    })
    .nullable(),
  /** Why it is shown although the files name somebody else. */
  confirmed: z.strictObject({ byName: z.string(), at: Instant, reason: z.string() }).nullable(),
  series: z.array(
    z.strictObject({
      id: z.uuid(),
      number: z.int().nullable(),
      modality: z.string(),
      description: z.string(),
      bodyPart: z.string(),
      instances: z.int(),
      images: z.int(),
      sizeBytes: z.number(),
    }),
  ),
  /** The newest return to a PACS. */
  sending: z
    .strictObject({
      pacsName: z.string(),
      status: z.enum(sendingStatuses),
      total: z.int(),
      sent: z.int(),
      failure: Failure.nullable(),
    })
    .nullable(),
});
export type StudyView = z.infer<typeof StudyView>;

/** 影像资料 of a case. */
export const ImagingView = z.strictObject({
  studies: z.array(StudyView),
  /** May add, confirm, take out, fetch and send back. */
  mayAdd: z.boolean(),
  /** Newest first; empty for whom they do not concern. */
  intakes: z.array(IntakeView),
  /** PACS of the inviting hospital that may be asked. */
  pacs: z.array(z.strictObject({ id: z.uuid(), name: z.string() })),
});
export type ImagingView = z.infer<typeof ImagingView>;

/** Small pictures of the case's series, as far as they could be drawn: PNG, base64, at most 128 points a side. */
export const Thumbnails = z.strictObject({
  items: z.array(z.strictObject({ seriesId: z.uuid(), png: z.base64() })),
});
export type Thumbnails = z.infer<typeof Thumbnails>;

/** A series, its images in reading order. */
export const SeriesView = z.strictObject({
  id: z.uuid(),
  studyId: z.uuid(),
  modality: z.string(),
  description: z.string(),
  number: z.int().nullable(),
  images: z.array(
    z.strictObject({
      id: z.uuid(),
      number: z.int().nullable(),
      rows: z.int(),
      columns: z.int(),
      frames: z.int(),
      sizeBytes: z.int(),
    }),
  ),
});
export type SeriesView = z.infer<typeof SeriesView>;

/** Column and row, in pixels from the upper left corner of the image. */
const Point = z.tuple([z.number(), z.number()]);
const markPoints = z.array(Point).min(2).max(4);
const markLabel = z.string().trim().max(60, "最多 60 个字 At most 60 characters");

/** What is drawn on one frame (from 1) of an image. */
export const DrawMark = z.strictObject({
  instanceId: z.uuid(),
  frame: z.int().min(1).max(limits.frames),
  tool: z.enum(markTools),
  points: markPoints,
  label: markLabel,
});
export type DrawMark = z.infer<typeof DrawMark>;
export const ChangeMark = z.strictObject({ points: markPoints, label: markLabel });
export type ChangeMark = z.infer<typeof ChangeMark>;

export const MarkView = DrawMark.extend({
  id: z.uuid(),
  authorName: z.string(),
  isMine: z.boolean(),
  drawnAt: Instant,
  changedAt: Instant.nullable(),
});
export type MarkView = z.infer<typeof MarkView>;

/** What was drawn on the images of a series, oldest first. */
export const MarksView = z.strictObject({
  /** What this person draws is kept; when not, it is his own sight alone. */
  mayMark: z.boolean(),
  items: z.array(MarkView),
});
export type MarksView = z.infer<typeof MarksView>;

export const Decide = z.strictObject({ reason });

export const SearchPacs = z
  .strictObject({
    patientId: z.string().trim().max(64).optional(),
    accessionNumber: z.string().trim().max(64).optional(),
    patientName: z.string().trim().max(64).optional(),
    fromOn: Civil.optional(),
    toOn: Civil.optional(),
  })
  .refine(
    ({ patientId, accessionNumber, patientName }) => [patientId, accessionNumber, patientName].some(Boolean),
    "请填写患者编号、检查号或姓名 Give the patient's number, the accession number or the name",
  );

export const PacsStudies = z.strictObject({
  items: z.array(
    z.strictObject({
      studyInstanceUid: z.string(),
      studyOn: Civil.nullable(),
      description: z.string(),
      modalities: z.array(z.string()),
      accessionNumber: z.string(),
      series: z.int().nullable(),
      images: z.int().nullable(),
      patientName: z.string(),
      patientSex: z.enum(["male", "female", "unknown"]),
      patientBirthOn: Civil.nullable(),
      identity: z.enum(["same", "unknown", "different"]),
    }),
  ),
});
export type PacsStudies = z.infer<typeof PacsStudies>;

const Uid = z
  .string()
  .max(64)
  .regex(/^[0-9]+(\.[0-9]+)*$/, "检查 UID 有误 The study's UID is not one");
export const FetchStudy = z.strictObject({ studyInstanceUid: Uid });
export const SendStudy = z.strictObject({ pacsId: z.uuid() });

export const pacsAuth = ["none", "basic", "bearer"] as const;
const address = z
  .string()
  .trim()
  .max(500)
  .refine((text) => {
    if (!URL.canParse(text)) return false;
    const { protocol, username, password, search, hash } = new URL(text);
    return ["http:", "https:"].includes(protocol) && `${username}${password}${search}${hash}` === "";
  }, "地址应为 https://…/dicom-web，不含账号和参数 An address like https://…/dicom-web, without account or parameters");

export const PacsForm = z.strictObject({
  name: z.string().trim().min(1, "请填写名称 Give it a name").max(60),
  baseUrl: address,
  auth: z.enum(pacsAuth),
  username: z.string().trim().max(200),
  /** Undefined: as it was; empty: none. */
  secret: z.string().max(4_000).optional(),
});
export const NewPacs = PacsForm.extend({ institutionId: z.uuid().optional() });
export const ChangePacs = PacsForm.extend({ version: z.int().min(1), status: z.enum(["enabled", "paused"]) });

export const PacsView = z.strictObject({
  id: z.uuid(),
  institutionId: z.uuid(),
  institutionName: z.string(),
  name: z.string(),
  baseUrl: z.string(),
  auth: z.enum(pacsAuth),
  username: z.string(),
  hasSecret: z.boolean(),
  status: z.enum(["enabled", "paused"]),
  version: z.int(),
});
export type PacsView = z.infer<typeof PacsView>;
export const PacsList = z.strictObject({ items: z.array(PacsView), networks: z.array(z.string()) });

/** What a connection test found. */
export const PacsTested = z.strictObject({
  ok: z.boolean(),
  failure: Failure.nullable(),
  milliseconds: z.int(),
});
