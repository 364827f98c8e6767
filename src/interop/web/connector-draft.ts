import type { z } from "zod";
import type { ConnectorView, NewConnector } from "../api.js";
import { readLines, writeLines } from "./mapping-lines.js";
import type { useInteropTexts } from "./texts.js";

/** The form's state: every kind's fields side by side, mapping tables as lines of text. */
export interface Draft {
  readonly institutionId: string;
  readonly name: string;
  readonly kind: ConnectorView["kind"];
  readonly scheduleMinutes: number | null;
  readonly sendingApplication: string;
  readonly sendingFacility: string;
  readonly allowedAddresses: readonly string[];
  readonly offsetMinutes: number;
  readonly clientCertificateName: string;
  readonly clientCertificates: readonly string[];
  readonly baseUrl: string;
  readonly mode: "search" | "history";
  readonly auth: "none" | "basic" | "bearer";
  readonly username: string;
  readonly secret: string;
  readonly organizations: readonly string[];
  readonly pageSize: number;
  readonly contents: readonly ("staff" | "schedules")[];
  readonly slots: "all" | "busy";
  readonly folder: string;
  readonly licenceTypes: readonly string[];
  readonly idTypes: readonly string[];
  readonly departmentFrom: readonly string[];
  readonly titleFrom: readonly string[];
  readonly diseasesFrom: readonly string[];
  readonly departmentNames: string;
  readonly titleNames: string;
  readonly bookingKinds: string;
  readonly columns: string;
}

export const emptyDraft: Draft = {
  institutionId: "",
  name: "",
  kind: "mllp",
  scheduleMinutes: null,
  sendingApplication: "",
  sendingFacility: "",
  allowedAddresses: [],
  offsetMinutes: 480,
  clientCertificateName: "",
  clientCertificates: [],
  baseUrl: "",
  mode: "search",
  auth: "none",
  username: "",
  secret: "",
  organizations: [],
  pageSize: 100,
  contents: ["staff"],
  slots: "all",
  folder: "",
  licenceTypes: [],
  idTypes: [],
  departmentFrom: [],
  titleFrom: [],
  diseasesFrom: [],
  departmentNames: "",
  titleNames: "",
  bookingKinds: "",
  columns: "",
};

export function draftOf({ name, kind, scheduleMinutes, settings, mapping }: ConnectorView): Draft {
  return {
    ...emptyDraft,
    ...settings,
    clientCertificateName: settings.kind === "mllp" ? (settings.clientCertificateName ?? "") : "",
    clientCertificates: settings.kind === "mllp" ? (settings.clientCertificates ?? []) : [],
    name,
    kind,
    scheduleMinutes,
    licenceTypes: mapping.identifierTypes?.licence ?? [],
    idTypes: mapping.identifierTypes?.idNumber ?? [],
    departmentFrom: mapping.departmentFrom ?? [],
    titleFrom: mapping.titleFrom ?? [],
    diseasesFrom: mapping.diseasesFrom ?? [],
    departmentNames: writeLines(mapping.departmentNames),
    titleNames: writeLines(mapping.titleNames),
    bookingKinds: writeLines(mapping.bookingKinds),
    columns: writeLines(mapping.columns),
  };
}

const linesOf = (text: string): Record<string, string> | undefined => {
  const read = readLines(text);
  return read.ok ? read.value : undefined;
};

/** What is sent: the fields of the kind, and of the mapping what differs from the default. Lines that are wrong send a wrong type, so that the contract names them. */
export function toInput(draft: Draft): Readonly<Record<string, unknown>> {
  const { name, kind } = draft;
  const names = (text: string) => (text.trim() === "" ? undefined : (linesOf(text) ?? "malformed"));
  const columns = linesOf(draft.columns);
  const identifierTypes = {
    ...(draft.licenceTypes.length > 0 && { licence: draft.licenceTypes }),
    ...(draft.idTypes.length > 0 && { idNumber: draft.idTypes }),
  };
  const mapping = {
    ...(Object.keys(identifierTypes).length > 0 && { identifierTypes }),
    ...(kind === "mllp" && draft.departmentFrom.length > 0 && { departmentFrom: draft.departmentFrom }),
    ...(kind === "mllp" && draft.titleFrom.length > 0 && { titleFrom: draft.titleFrom }),
    ...(kind !== "file_drop" && draft.diseasesFrom.length > 0 && { diseasesFrom: draft.diseasesFrom }),
    ...(kind !== "file_drop" && {
      departmentNames: names(draft.departmentNames),
      titleNames: names(draft.titleNames),
      bookingKinds: names(draft.bookingKinds),
    }),
    ...(kind === "file_drop" &&
      draft.columns.trim() !== "" && {
        columns:
          columns === undefined
            ? "malformed"
            : Object.fromEntries(
                Object.entries(columns).map(([header, field]) => [header, field === "" ? null : field]),
              ),
      }),
  };
  const input: Record<string, unknown> = {
    name,
    settings: settingsOf(draft),
    mapping: JSON.parse(JSON.stringify(mapping)) as unknown,
    scheduleMinutes: kind === "mllp" ? null : draft.scheduleMinutes,
  };
  return draft.secret === "" ? input : { ...input, secret: draft.secret };
}

function settingsOf(draft: Draft): unknown {
  switch (draft.kind) {
    case "mllp": {
      const {
        kind,
        sendingApplication,
        sendingFacility,
        allowedAddresses,
        offsetMinutes,
        clientCertificateName,
        clientCertificates,
      } = draft;
      return {
        kind,
        sendingApplication,
        sendingFacility,
        allowedAddresses,
        offsetMinutes,
        ...(clientCertificateName !== "" && { clientCertificateName }),
        ...(clientCertificates.length > 0 && { clientCertificates }),
      };
    }
    case "fhir": {
      const { kind, baseUrl, mode, auth, username, organizations, pageSize, contents, slots } = draft;
      return { kind, baseUrl, mode, auth, username, organizations, pageSize, contents, slots };
    }
    case "file_drop":
      return { kind: draft.kind, folder: draft.folder };
  }
}

const labels = {
  name: "form.name",
  sendingApplication: "form.sendingApplication",
  sendingFacility: "form.sendingFacility",
  allowedAddresses: "form.allowedAddresses",
  clientCertificateName: "form.clientCertificateName",
  clientCertificates: "form.clientCertificates",
  baseUrl: "form.baseUrl",
  username: "form.username",
  organizations: "form.organizations",
  folder: "form.folder",
  departmentFrom: "form.departmentFrom",
  titleFrom: "form.titleFrom",
  diseasesFrom: "form.diseasesFrom",
  departmentNames: "form.departmentNames",
  titleNames: "form.titleNames",
  bookingKinds: "form.bookingKinds",
  contents: "facts.contents",
  columns: "form.columns",
  identifierTypes: "form.licenceTypes",
} as const;

/** The fields that the contract refuses, by the words of the form, each once. */
export function faultyPaths(
  error: z.ZodError<NewConnector> | z.ZodError,
  t: ReturnType<typeof useInteropTexts>,
): string[] {
  const found = error.issues.flatMap(({ path }) => {
    const key = path.find((part): part is keyof typeof labels => typeof part === "string" && part in labels);
    return key === undefined ? [] : [t(labels[key])];
  });
  return [...new Set(found.length > 0 ? found : [t("form.mapping")])];
}
