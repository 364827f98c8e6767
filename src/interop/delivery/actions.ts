import { randomUUID } from "node:crypto";
import { loadOpinionDocument } from "../../consultation/index.js";
import { auditAct, type Ctx, inTx, txContext } from "../../identity/index.js";
import { ok, refuse, type Result } from "../../kernel/result.js";
import { listOrganizations } from "../../organizations/index.js";
import { type Tx, violates } from "../../platform/database/database.js";
import { type ExportedFile, type ExportFormat, exportOpinion } from "../documents/export-opinion.js";
import type { ChangeDestination, DeliveryView, DestinationView, NewDestination } from "./api.js";
import * as store from "./store.js";

export type DeliveryRefusal =
  | "destination_not_found"
  | "destination_changed_meanwhile"
  | "destination_name_taken"
  | "destination_status_same"
  | "institution_not_yours"
  | "institution_needed"
  | "delivery_not_failed"
  | "opinion_not_signed";

const namesOf = async (tx: Tx): Promise<Map<string, string>> =>
  new Map<string, string>((await listOrganizations(tx)).map(({ id, name }) => [id, name]));

const viewOf = (one: store.Destination, names: ReadonlyMap<string, string>): DestinationView => ({
  destinationId: one.id,
  institutionId: one.institutionId,
  institutionName: names.get(one.institutionId) ?? "",
  name: one.name,
  settings: one.settings,
  hasSecret: one.secretCipher !== null,
  status: one.status,
  version: one.version,
});

/** Where the opinions of the institutions in sight are delivered to. */
export const listDestinations = (ctx: Ctx): Promise<Result<{ items: DestinationView[] }, never>> =>
  inTx(ctx, async (tx) => {
    const names = await namesOf(tx);
    return ok({ items: (await store.listDestinations(tx)).map((one) => viewOf(one, names)) });
  });

const sealed = (ctx: Ctx, secret: string | undefined, before: string | null): string | null =>
  secret === undefined ? before : secret === "" ? null : ctx.fieldCipher.encrypt(secret);

async function write(
  ctx: Ctx,
  step: string,
  id: string,
  work: (tx: Tx) => Promise<DeliveryRefusal | undefined>,
): Promise<Result<DestinationView, DeliveryRefusal>> {
  try {
    return await inTx(ctx, async (tx): Promise<Result<DestinationView, DeliveryRefusal>> => {
      const refused = await work(tx);
      if (refused !== undefined) return { ok: false, error: refused };
      await auditAct(tx, ctx, {
        action: "destination.manage",
        subjectKind: "destination",
        subjectId: id,
        details: { step },
      });
      const saved = await store.findDestination(tx, id);
      return saved ? ok(viewOf(saved, await namesOf(tx))) : refuse("destination_not_found");
    });
  } catch (error) {
    if (violates(error, "destination_institution_id_name_key")) return refuse("destination_name_taken");
    throw error;
  }
}

/** Sets up a destination, paused until somebody enables it. The operator names the hospital; others make their own's. */
export function createDestination(
  ctx: Ctx,
  given: NewDestination,
): Promise<Result<DestinationView, DeliveryRefusal>> {
  const { actor } = ctx;
  const id = randomUUID();
  return write(ctx, "created", id, async (tx) => {
    const institutionId = given.institutionId ?? actor.institutionId;
    if (!actor.isPlatform && institutionId !== actor.institutionId) return "institution_not_yours";
    const hospital = (await listOrganizations(tx)).find((one) => one.id === institutionId);
    if (hospital?.kind !== "hospital") return "institution_needed";
    await store.addDestination(
      tx,
      {
        id,
        institutionId,
        name: given.name,
        settings: given.settings,
        secretCipher: sealed(ctx, given.secret, null),
      },
      actor.personId,
    );
    return undefined;
  });
}

/** Changes a destination that still has the version the person saw; its kind stays. */
export const changeDestination = (
  ctx: Ctx,
  id: string,
  given: ChangeDestination,
): Promise<Result<DestinationView, DeliveryRefusal>> =>
  write(ctx, "changed", id, async (tx) => {
    const before = await store.findDestination(tx, id);
    if (!before) return "destination_not_found";
    const { name, settings, version } = given;
    const secretCipher = sealed(ctx, given.secret, before.secretCipher);
    const isSaved = await store.saveDestination(tx, id, { name, settings, version, secretCipher });
    return isSaved ? undefined : "destination_changed_meanwhile";
  });

/** Enables or pauses; what waits for a paused destination waits on. */
export const setDestinationStatus = (
  ctx: Ctx,
  id: string,
  status: "enabled" | "paused",
): Promise<Result<DestinationView, DeliveryRefusal>> =>
  write(ctx, status, id, async (tx) => {
    if (!(await store.findDestination(tx, id))) return "destination_not_found";
    if (!(await store.saveDestination(tx, id, { status }))) return "destination_status_same";
    await store.wakeSenders(tx);
    return undefined;
  });

/** What is on its way to the hospitals' systems, newest first. */
export const viewDeliveries = (
  ctx: Ctx,
  query: Parameters<typeof store.listDeliveries>[1],
): Promise<Result<{ items: DeliveryView[]; total: number }, never>> =>
  inTx(ctx, async (tx) => {
    const names = await namesOf(tx);
    const destinations = new Map((await store.listDestinations(tx)).map((one) => [one.id, one]));
    const { items, total } = await store.listDeliveries(tx, query);
    return ok({
      total,
      items: items.map((one): DeliveryView => {
        const destination = destinations.get(one.destinationId);
        return {
          deliveryId: one.id,
          destinationName: destination?.name ?? "",
          institutionName: names.get(one.institutionId) ?? "",
          kind: destination?.settings.kind ?? "folder",
          caseNumber: one.caseNumber,
          opinionVersion: one.opinionVersion,
          status: one.status,
          attempts: one.attempts,
          nextAt: one.nextAt,
          outcome: one.outcome,
          createdAt: one.createdAt,
          sentAt: one.sentAt,
          endedAt: one.endedAt,
        };
      }),
    });
  });

/** 重送: a person sends a failed delivery again. */
export const retryDelivery = (ctx: Ctx, id: string): Promise<Result<null, DeliveryRefusal>> =>
  inTx(ctx, async (tx): Promise<Result<null, DeliveryRefusal>> => {
    if (!(await store.requeue(tx, id))) return refuse("delivery_not_failed");
    await store.wakeSenders(tx);
    await auditAct(tx, ctx, { action: "delivery.retry", subjectKind: "delivery", subjectId: id });
    return ok(null);
  });

/** The newest signed version as a file for whoever may read the case; the reading is audited. */
export async function exportForReader(
  ctx: Ctx,
  caseId: string,
  format: ExportFormat,
): Promise<Result<ExportedFile, DeliveryRefusal>> {
  const document = await loadOpinionDocument(
    ctx,
    (work) => ctx.database.withTx(txContext(ctx.actor), work),
    caseId,
  );
  if (!document) return refuse("opinion_not_signed");
  await inTx(ctx, (tx) =>
    auditAct(tx, ctx, {
      action: "opinion.export",
      subjectKind: "opinion",
      subjectId: document.opinionId,
      caseId,
      caseInstitutionId: document.request.requester.institutionId,
      outcome: "read",
      details: { format, version: document.version },
    }),
  );
  return ok(exportOpinion(document, format));
}
