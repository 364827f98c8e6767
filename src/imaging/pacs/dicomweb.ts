import { ok, type Result } from "../../kernel/result.js";
import { mayAsk } from "../../platform/egress/addresses.js";
import { type Incoming, sendGuarded } from "../../platform/egress/send.js";
import type { FieldCipher } from "../../platform/field-cipher.js";
import { limits } from "../domain/limits.js";
import type { Pacs } from "../store/pacs.js";
import type { Failure } from "../tables.js";
import { type DataSet, DataSets, nameAt, textAt, textsAt, dateAt, numberAt, uidAt } from "./dicom-json.js";
import { boundaryOf, partsOf, storeBody } from "./multipart.js";

const failures = {
  address_refused: (at: string) => ({
    zh: `不能访问 ${at}：内网地址需由平台管理员在 INTEROP_NETWORKS 中放行`,
    en: `${at} may not be asked: private networks are allowed by the platform's administrator in INTEROP_NETWORKS`,
  }),
  unreachable: (at: string) => ({
    zh: `连不上 PACS（${at}），请检查地址、网络和防火墙`,
    en: `The PACS (${at}) cannot be reached; check address, network and firewall`,
  }),
  timed_out: (at: string) => ({
    zh: `PACS（${at}）没有在限定时间内答复，请稍后重试`,
    en: `The PACS (${at}) did not answer in time; try again later`,
  }),
  cut_off: (at: string) => ({
    zh: `PACS（${at}）的答复中断，请稍后重试`,
    en: `The answer of the PACS (${at}) broke off; try again later`,
  }),
  too_large: (at: string) => ({
    zh: `PACS（${at}）的答复过大，请缩小查询范围`,
    en: `The answer of the PACS (${at}) is too large; ask for less`,
  }),
  not_authorized: (at: string) => ({
    zh: `PACS（${at}）拒绝了账号或令牌，请信息科更新连接设置`,
    en: `The PACS (${at}) refused the account or token; renew it in its settings`,
  }),
  not_found: (at: string) => ({ zh: `PACS（${at}）没有这项检查`, en: `The PACS (${at}) has no such study` }),
  refused: (at: string) => ({
    zh: `PACS（${at}）没有接受请求，请联系信息科`,
    en: `The PACS (${at}) did not take the request; ask its administrator`,
  }),
  not_dicomweb: (at: string) => ({
    zh: `${at} 的答复不是 DICOMweb，请检查地址（常以 /dicom-web 结尾）`,
    en: `${at} does not answer DICOMweb; check the address (it often ends with /dicom-web)`,
  }),
} as const;
type PacsFault = keyof typeof failures;

/** How to reach a PACS, secrets opened. */
export interface PacsAccess {
  readonly baseUrl: string;
  readonly authorization: string | undefined;
  readonly networks: readonly string[];
}

/** Opens the PACS' secret. Throws FieldCipherError when it was sealed with another key. */
export function accessTo(pacs: Pacs, cipher: FieldCipher, networks: readonly string[]): PacsAccess {
  const secret = pacs.secretCipher === null ? "" : cipher.decrypt(pacs.secretCipher);
  const authorization =
    pacs.auth === "bearer"
      ? `Bearer ${secret}`
      : pacs.auth === "basic"
        ? `Basic ${Buffer.from(`${pacs.username}:${secret}`).toString("base64")}`
        : undefined;
  return { baseUrl: pacs.baseUrl.replace(/\/+$/u, ""), authorization, networks };
}

type Answer<T> = Promise<Result<T, Failure>>;

const answerLimits = { json: { maxBytes: 20 * 1_048_576, timeoutMs: 30_000 } } as const;

async function ask(
  access: PacsAccess,
  path: string,
  options: {
    readonly method: "GET" | "POST";
    readonly headers: Readonly<Record<string, string>>;
    readonly body?: Uint8Array;
    readonly maxBytes: number;
    readonly timeoutMs: number;
    /** Statuses that are answers beside 200. */
    readonly also?: readonly number[];
  },
): Answer<Incoming> {
  const url = new URL(`${access.baseUrl}${path}`);
  const fail = (code: PacsFault): Result<never, Failure> => ({
    ok: false,
    error: { code, ...failures[code](url.host) },
  });
  const { also = [], headers, ...rest } = options;
  const answer = await sendGuarded({
    url,
    ...rest,
    headers: {
      ...headers,
      ...(access.authorization !== undefined && { authorization: access.authorization }),
    },
    mayConnect: (address) => mayAsk(address, access.networks),
  });
  if (!answer.ok) return fail(answer.error);
  const { status } = answer.value;
  if (status === 200 || also.includes(status)) return ok(answer.value);
  if (status === 401 || status === 403) return fail("not_authorized");
  if (status === 404) return fail("not_found");
  return fail("refused");
}

async function askJson(access: PacsAccess, path: string): Answer<DataSet[]> {
  const answer = await ask(access, path, {
    method: "GET",
    headers: { accept: "application/dicom+json" },
    ...answerLimits.json,
    // Nothing found.
    also: [204],
  });
  if (!answer.ok) return answer;
  if (answer.value.status === 204 || answer.value.bytes.length === 0) return ok([]);
  const fault = (): Result<never, Failure> => ({
    ok: false,
    error: { code: "not_dicomweb", ...failures.not_dicomweb(new URL(access.baseUrl).host) },
  });
  let body: unknown;
  try {
    body = JSON.parse(answer.value.bytes.toString("utf8"));
  } catch {
    return fault();
  }
  const parsed = DataSets.safeParse(body);
  return parsed.success ? ok(parsed.data) : fault();
}

export interface StudyQuery {
  readonly patientId?: string | undefined;
  readonly accessionNumber?: string | undefined;
  readonly patientName?: string | undefined;
  readonly fromOn?: string | undefined;
  readonly toOn?: string | undefined;
}

/** A study as the PACS lists it. */
export interface ListedStudy {
  readonly studyInstanceUid: string;
  readonly studyOn: string | null;
  readonly description: string;
  readonly modalities: readonly string[];
  readonly accessionNumber: string;
  readonly series: number | null;
  readonly images: number | null;
  /** Name as written in the file; `shown` for the page. */
  readonly patient: {
    readonly written: string;
    readonly shown: string;
    readonly sex: "male" | "female" | "unknown";
    readonly birthOn: string | null;
  };
}

const mostStudies = 50;

/** Asterisk and question mark are wildcards of the protocol; nobody types them meaning himself. */
const exact = (text: string): string => text.replace(/[*?\\]/gu, "");

/** QIDO-RS: the studies that fit everything that is given, at most 50. Source: DICOM PS3.18 10.6. */
export async function searchStudies(access: PacsAccess, query: StudyQuery): Answer<ListedStudy[]> {
  const parameters = new URLSearchParams();
  if (query.patientId) parameters.set("PatientID", exact(query.patientId));
  if (query.accessionNumber) parameters.set("AccessionNumber", exact(query.accessionNumber));
  if (query.patientName) parameters.set("PatientName", `*${exact(query.patientName)}*`);
  if (query.fromOn || query.toOn)
    parameters.set(
      "StudyDate",
      `${(query.fromOn ?? "").replaceAll("-", "")}-${(query.toOn ?? "").replaceAll("-", "")}`,
    );
  for (const tag of ["00081030", "00080061", "00201206", "00201208", "00100040", "00100030"])
    parameters.append("includefield", tag);
  parameters.set("limit", String(mostStudies));
  const answer = await askJson(access, `/studies?${parameters.toString()}`);
  if (!answer.ok) return answer;
  return ok(
    answer.value.slice(0, mostStudies).flatMap((dataSet): ListedStudy[] => {
      const studyInstanceUid = uidAt(dataSet, "0020000D");
      if (studyInstanceUid === undefined) return [];
      const sex = textAt(dataSet, "00100040", 2).toUpperCase();
      return [
        {
          studyInstanceUid,
          studyOn: dateAt(dataSet, "00080020"),
          description: textAt(dataSet, "00081030", 200),
          modalities: textsAt(dataSet, "00080061", 10),
          accessionNumber: textAt(dataSet, "00080050", 64),
          series: numberAt(dataSet, "00201206"),
          images: numberAt(dataSet, "00201208"),
          patient: {
            ...nameAt(dataSet, "00100010"),
            sex: sex === "M" ? "male" : sex === "F" ? "female" : "unknown",
            birthOn: dateAt(dataSet, "00100030"),
          },
        },
      ];
    }),
  );
}

export interface ListedInstance {
  readonly seriesInstanceUid: string;
  readonly sopInstanceUid: string;
}

const pageSize = 1_000;

/** Every image of a study, page by page. */
export async function listInstancesOf(
  access: PacsAccess,
  studyInstanceUid: string,
): Answer<ListedInstance[]> {
  const found = new Map<string, ListedInstance>();
  for (let offset = 0; offset < limits.instancesPerCase; offset += pageSize) {
    const answer = await askJson(
      access,
      `/studies/${studyInstanceUid}/instances?limit=${pageSize}&offset=${offset}`,
    );
    if (!answer.ok) return answer;
    const before = found.size;
    for (const dataSet of answer.value) {
      const sopInstanceUid = uidAt(dataSet, "00080018");
      const seriesInstanceUid = uidAt(dataSet, "0020000E");
      if (sopInstanceUid !== undefined && seriesInstanceUid !== undefined)
        found.set(sopInstanceUid, { seriesInstanceUid, sopInstanceUid });
    }
    // A server that knows no pages answers everything at once, and the same again.
    if (answer.value.length < pageSize || found.size === before) break;
  }
  return ok([...found.values()]);
}

/** WADO-RS: the file of one image as the PACS keeps it. Source: DICOM PS3.18 10.4. */
export async function retrieveInstance(
  access: PacsAccess,
  studyInstanceUid: string,
  instance: ListedInstance,
): Answer<Buffer> {
  const answer = await ask(
    access,
    `/studies/${studyInstanceUid}/series/${instance.seriesInstanceUid}/instances/${instance.sopInstanceUid}`,
    {
      method: "GET",
      headers: { accept: 'multipart/related; type="application/dicom"; transfer-syntax=*' },
      maxBytes: limits.instanceBytes + 65_536,
      timeoutMs: 120_000,
    },
  );
  if (!answer.ok) return answer;
  const { headers, bytes } = answer.value;
  const contentType = headers["content-type"];
  const boundary = typeof contentType === "string" ? boundaryOf(contentType) : undefined;
  if (boundary === undefined) return ok(bytes);
  const [part] = partsOf(bytes, boundary, 1);
  return part
    ? ok(part)
    : { ok: false, error: { code: "cut_off", ...failures.cut_off(new URL(access.baseUrl).host) } };
}

/** STOW-RS: gives the PACS one image. Source: DICOM PS3.18 10.5. */
export async function storeInstance(
  access: PacsAccess,
  studyInstanceUid: string,
  content: Uint8Array,
): Answer<null> {
  const { contentType, body } = storeBody(content);
  const answer = await ask(access, `/studies/${studyInstanceUid}`, {
    method: "POST",
    headers: { "content-type": contentType, accept: "application/dicom+json" },
    body,
    maxBytes: 1_048_576,
    timeoutMs: 120_000,
  });
  if (!answer.ok) return answer;
  // 200 means that every image was stored; of some servers also when it says otherwise in the body.
  let said: unknown;
  try {
    said = JSON.parse(answer.value.bytes.toString("utf8") || "{}");
  } catch {
    said = {};
  }
  const failed = DataSets.element.safeParse(said);
  const isRefused = failed.success && (failed.data["00081198"]?.Value?.length ?? 0) > 0;
  return isRefused
    ? { ok: false, error: { code: "refused", ...failures.refused(new URL(access.baseUrl).host) } }
    : ok(null);
}
