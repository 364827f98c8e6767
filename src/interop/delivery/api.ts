import { z } from "zod";
import { oneLine } from "../../kernel/one-line.js";
import { FhirSettings, FileDropSettings } from "../api.js";

const hl7Name = oneLine(180).pipe(z.string().min(1, "必填 Required"));

export const MllpDestination = z.strictObject({
  kind: z.literal("mllp"),
  host: oneLine(253).pipe(
    z.string().regex(/^[A-Za-z0-9.:-]+$/, "请填写主机名或 IP 地址 Give a host name or address"),
  ),
  port: z.number().int().min(1).max(65_535),
  receivingApplication: hl7Name,
  receivingFacility: hl7Name,
  charset: z.enum(["utf-8", "gb18030"]).default("utf-8"),
  withPdf: z.boolean().default(true),
  isTls: z.boolean().default(false),
  /** PEM of the CA, or of the certificate itself, that the receiver is trusted by; empty: the public CAs. Used with TLS only. */
  ca: z
    .string()
    .max(20_000)
    .regex(
      /^(?:\s*|[^]*-----BEGIN CERTIFICATE-----[^]+-----END CERTIFICATE-----\s*)$/,
      "应为 PEM 证书 Give a PEM certificate",
    )
    .default(""),
});
export const FhirDestination = z.strictObject({
  kind: z.literal("fhir"),
  baseUrl: FhirSettings.shape.baseUrl,
  auth: FhirSettings.shape.auth,
  username: FhirSettings.shape.username,
});
export const FolderDestination = z.strictObject({
  kind: z.literal("folder"),
  /** Below `outgoing` in the server's drop directory. */
  folder: FileDropSettings.shape.folder,
  formats: z
    .array(z.enum(["pdf", "fhir", "cda", "hl7"]))
    .min(1, "至少选择一种格式 Choose at least one")
    .max(4)
    .default(["pdf", "cda"]),
});
export const DestinationSettings = z.discriminatedUnion("kind", [
  MllpDestination,
  FhirDestination,
  FolderDestination,
]);
export type DestinationSettings = z.infer<typeof DestinationSettings>;
export type MllpDestination = z.infer<typeof MllpDestination>;
export type FhirDestination = z.infer<typeof FhirDestination>;
export type FolderDestination = z.infer<typeof FolderDestination>;

const name = oneLine(60).pipe(z.string().min(1, "必填 Required"));
export const DestinationParams = z.strictObject({ destinationId: z.uuid() });
export const DeliveryParams = z.strictObject({ deliveryId: z.uuid() });
export const NewDestination = z.strictObject({
  /** The operator names the hospital; others make their own institution's. */
  institutionId: z.uuid().optional(),
  name,
  settings: DestinationSettings,
  secret: z.string().max(4000).optional(),
});
export type NewDestination = z.infer<typeof NewDestination>;
export const ChangeDestination = NewDestination.omit({ institutionId: true }).extend({
  version: z.int32().min(1),
});
export type ChangeDestination = z.infer<typeof ChangeDestination>;
export const SetDestinationStatus = z.strictObject({ status: z.enum(["enabled", "paused"]) });

export const DestinationView = z.strictObject({
  destinationId: z.uuid(),
  institutionId: z.uuid(),
  institutionName: z.string(),
  name: z.string(),
  settings: DestinationSettings,
  hasSecret: z.boolean(),
  status: z.enum(["enabled", "paused"]),
  version: z.number().int(),
});
export type DestinationView = z.infer<typeof DestinationView>;
export const DestinationList = z.strictObject({ items: z.array(DestinationView) });

const outcome = z.strictObject({ code: z.string(), zh: z.string(), en: z.string() });
export const DeliveryView = z.strictObject({
  deliveryId: z.uuid(),
  destinationName: z.string(),
  institutionName: z.string(),
  kind: z.enum(["mllp", "fhir", "folder"]),
  caseNumber: z.string(),
  opinionVersion: z.number().int(),
  status: z.enum(["queued", "sent", "acknowledged", "failed"]),
  attempts: z.number().int(),
  nextAt: z.iso.datetime().nullable(),
  /** What the receiver said, or why it did not work last. */
  outcome: outcome.nullable(),
  createdAt: z.iso.datetime(),
  sentAt: z.iso.datetime().nullable(),
  endedAt: z.iso.datetime().nullable(),
});
export type DeliveryView = z.infer<typeof DeliveryView>;
export const DeliveryQuery = z.strictObject({
  status: z.enum(["queued", "sent", "acknowledged", "failed"]).optional(),
  limit: z.coerce.number().int().min(1).max(100).default(20),
  offset: z.coerce.number().int().min(0).max(100_000).default(0),
});
export const DeliveryList = z.strictObject({ items: z.array(DeliveryView), total: z.number().int() });
