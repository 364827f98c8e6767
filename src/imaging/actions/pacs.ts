import { randomUUID } from "node:crypto";
import type { z } from "zod";
import { findCase, isOpenFor, lockCase } from "../../cases/index.js";
import { auditAct, type Ctx, inTx } from "../../identity/index.js";
import { ok, refuse, type Result } from "../../kernel/result.js";
import { listOrganizations } from "../../organizations/index.js";
import { type Tx, violates } from "../../platform/database/database.js";
import { FieldCipherError } from "../../platform/field-cipher.js";
import { RefusedError } from "../../platform/http/problem.js";
import type { ChangePacs, IntakeDetail, NewPacs, PacsStudies, PacsView, SearchPacs } from "../api.js";
import type { ImagingNode } from "../host.js";
import { verdictOn } from "../keep.js";
import { accessTo, type PacsAccess, searchStudies } from "../pacs/dicomweb.js";
import { addIntake, listIntakes, wakeImaging } from "../store/intakes.js";
import * as store from "../store/pacs.js";
import { listInstances } from "../store/instances.js";
import { findStudy } from "../store/studies.js";
import type { Failure } from "../tables.js";
import { viewIntake } from "./intakes.js";

export type PacsRefusal =
  | "case_not_found"
  | "images_closed"
  | "study_not_found"
  | "study_decided"
  | "pacs_not_found"
  | "pacs_paused"
  | "pacs_secret_unreadable"
  | "pacs_changed_meanwhile"
  | "pacs_name_taken"
  | "institution_not_yours"
  | "institution_needed"
  | "already_fetching"
  | "already_sending"
  | "intake_not_found";

function opened(ctx: Ctx, node: ImagingNode, pacs: store.Pacs): Result<PacsAccess, "pacs_secret_unreadable"> {
  try {
    return ok(accessTo(pacs, ctx.fieldCipher, node.networks));
  } catch (error) {
    if (error instanceof FieldCipherError) return refuse("pacs_secret_unreadable");
    throw error;
  }
}

/** What the PACS said, in its own words, as an answer of ours. */
const failed = ({ zh, en }: Failure): never => {
  throw new RefusedError("pacs_failed", { status: 503, zh, en });
};

async function pacsOfCase(
  tx: Tx,
  caseId: string,
  pacsId: string,
): Promise<Result<store.Pacs, "case_not_found" | "pacs_not_found" | "pacs_paused">> {
  const record = await findCase(tx, caseId);
  if (!record) return refuse("case_not_found");
  const pacs = await store.findPacs(tx, pacsId);
  // A case asks the PACS of its own hospital, whoever may see others.
  if (pacs?.institutionId !== record.institutionId) return refuse("pacs_not_found");
  return pacs.status === "enabled" ? ok(pacs) : refuse("pacs_paused");
}

/** The PACS' studies that fit, each beside the patient of the case. What was asked is not kept: only that it was. */
export async function searchPacs(
  ctx: Ctx,
  node: ImagingNode,
  params: { readonly caseId: string; readonly pacsId: string },
  query: z.infer<typeof SearchPacs>,
): Promise<Result<PacsStudies, PacsRefusal>> {
  const plain = { ...ctx, idempotency: undefined };
  const found = await inTx(plain, async (tx) => {
    const pacs = await pacsOfCase(tx, params.caseId, params.pacsId);
    if (!pacs.ok) return pacs;
    await auditAct(tx, ctx, {
      action: "imaging.search-pacs",
      subjectKind: "pacs",
      subjectId: params.pacsId,
      caseId: params.caseId,
      caseInstitutionId: pacs.value.institutionId,
      outcome: "read",
    });
    return pacs;
  });
  if (!found.ok) return found;
  const access = opened(ctx, node, found.value);
  if (!access.ok) return access;
  const answer = await searchStudies(access.value, query);
  if (!answer.ok) return failed(answer.error);
  return inTx(plain, async (tx) => {
    const record = await findCase(tx, params.caseId);
    if (!record) return refuse("case_not_found");
    return ok({
      items: answer.value.map(({ patient, modalities, ...study }) => ({
        ...study,
        modalities: [...modalities],
        patientName: patient.shown,
        patientSex: patient.sex,
        patientBirthOn: patient.birthOn,
        identity: verdictOn(tx, record, { ...patient, name: patient.written }).verdict,
      })),
    });
  });
}

/** Puts the fetching of a study in line; it is judged like an upload and stands among the intakes. */
export async function fetchFromPacs(
  ctx: Ctx,
  params: { readonly caseId: string; readonly pacsId: string },
  studyInstanceUid: string,
): Promise<Result<IntakeDetail, PacsRefusal>> {
  const begun = await inTx(ctx, async (tx): Promise<Result<{ id: string }, PacsRefusal>> => {
    const record = await lockCase(tx, params.caseId);
    if (!record) return refuse("case_not_found");
    if (!isOpenFor("attach", record.status)) return refuse("images_closed");
    const pacs = await pacsOfCase(tx, params.caseId, params.pacsId);
    if (!pacs.ok) return pacs;
    const isUnderWay = (await listIntakes(tx, params.caseId, 50)).some(
      (one) =>
        one.studyInstanceUid === studyInstanceUid && (one.status === "waiting" || one.status === "working"),
    );
    if (isUnderWay) return refuse("already_fetching");
    const id = randomUUID();
    await addIntake(tx, {
      id,
      caseId: params.caseId,
      institutionId: record.institutionId,
      source: "pacs",
      pacsId: params.pacsId,
      studyInstanceUid,
      status: "waiting",
      total: 0,
      createdBy: ctx.actor.personId,
      createdByName: ctx.actor.name,
    });
    await wakeImaging(tx);
    return ok({ id });
  });
  return begun.ok ? viewIntake(ctx, params.caseId, begun.value.id) : begun;
}

/** Puts the return of one chosen study to the hospital's own PACS in line. */
export async function sendToPacs(
  ctx: Ctx,
  params: { readonly caseId: string; readonly studyId: string },
  pacsId: string,
): Promise<Result<null, PacsRefusal>> {
  try {
    return await inTx(ctx, async (tx): Promise<Result<null, PacsRefusal>> => {
      const pacs = await pacsOfCase(tx, params.caseId, pacsId);
      if (!pacs.ok) return pacs;
      const study = await findStudy(tx, params.caseId, params.studyId);
      if (!study || study.status === "withdrawn") return refuse("study_not_found");
      // Whose it is must be certain before a hospital's archive gets it.
      if (study.status === "held") return refuse("study_decided");
      const { length } = await listInstances(tx, params.caseId, { studyId: study.id });
      await store.addSending(tx, {
        id: randomUUID(),
        caseId: params.caseId,
        institutionId: study.institutionId,
        studyId: study.id,
        pacsId,
        total: length,
        createdBy: ctx.actor.personId,
        createdByName: ctx.actor.name,
      });
      await wakeImaging(tx);
      return ok(null);
    });
  } catch (error) {
    if (violates(error, "sending_at_a_time")) return refuse("already_sending");
    throw error;
  }
}

const toView = (pacs: store.Pacs, names: ReadonlyMap<string, string>): PacsView => ({
  id: pacs.id,
  institutionId: pacs.institutionId,
  institutionName: names.get(pacs.institutionId) ?? "",
  name: pacs.name,
  baseUrl: pacs.baseUrl,
  auth: pacs.auth,
  username: pacs.username,
  hasSecret: pacs.secretCipher !== null,
  status: pacs.status,
  version: pacs.version,
});

const namesIn = async (tx: Tx): Promise<Map<string, string>> =>
  new Map((await listOrganizations(tx)).map(({ id, name }) => [id, name]));

/** Every PACS the person may see. */
export const listAllPacs = (
  ctx: Ctx,
  node: ImagingNode,
): Promise<Result<{ items: PacsView[]; networks: string[] }, never>> =>
  inTx(ctx, async (tx) => {
    const names = await namesIn(tx);
    return ok({
      items: (await store.listPacs(tx)).map((one) => toView(one, names)),
      networks: [...node.networks],
    });
  });

const sealed = (ctx: Ctx, secret: string | undefined, before: string | null): string | null =>
  secret === undefined ? before : secret === "" ? null : ctx.fieldCipher.encrypt(secret);

async function viewIn(tx: Tx, id: string): Promise<Result<PacsView, PacsRefusal>> {
  const pacs = await store.findPacs(tx, id);
  return pacs ? ok(toView(pacs, await namesIn(tx))) : refuse("pacs_not_found");
}

const manage = async (
  work: () => Promise<Result<PacsView, PacsRefusal>>,
): Promise<Result<PacsView, PacsRefusal>> => {
  try {
    return await work();
  } catch (error) {
    if (violates(error, "pacs_institution_id_name_key")) return refuse("pacs_name_taken");
    throw error;
  }
};

const auditPacs = (tx: Tx, ctx: Ctx, id: string, details: Record<string, unknown>): Promise<void> =>
  auditAct(tx, ctx, { action: "pacs.manage", subjectKind: "pacs", subjectId: id, details });

/** Sets up a PACS. The operator names the hospital; others set up their own's. */
export const createPacs = (
  ctx: Ctx,
  input: z.infer<typeof NewPacs>,
): Promise<Result<PacsView, PacsRefusal>> =>
  manage(() =>
    inTx(ctx, async (tx): Promise<Result<PacsView, PacsRefusal>> => {
      const { actor } = ctx;
      const institutionId = input.institutionId ?? actor.institutionId;
      if (!actor.isPlatform && institutionId !== actor.institutionId) return refuse("institution_not_yours");
      const hospital = (await listOrganizations(tx)).find(({ id }) => id === institutionId);
      if (hospital?.kind !== "hospital") return refuse("institution_needed");
      const id = randomUUID();
      await store.addPacs(
        tx,
        {
          id,
          institutionId,
          name: input.name,
          baseUrl: input.baseUrl,
          auth: input.auth,
          username: input.username,
          secretCipher: sealed(ctx, input.secret, null),
        },
        actor.personId,
      );
      await auditPacs(tx, ctx, id, { step: "created", institutionId });
      return viewIn(tx, id);
    }),
  );

/** Changes a PACS that still has the version the person saw. A new address does not get the old secret. */
export const changePacs = (
  ctx: Ctx,
  id: string,
  input: z.infer<typeof ChangePacs>,
): Promise<Result<PacsView, PacsRefusal>> =>
  manage(() =>
    inTx(ctx, async (tx): Promise<Result<PacsView, PacsRefusal>> => {
      const before = await store.findPacs(tx, id);
      if (!before) return refuse("pacs_not_found");
      const isElsewhere = new URL(before.baseUrl).origin !== new URL(input.baseUrl).origin;
      const saved = await store.savePacs(
        tx,
        {
          ...before,
          name: input.name,
          baseUrl: input.baseUrl,
          auth: input.auth,
          username: input.username,
          status: input.status,
          secretCipher: sealed(ctx, input.secret, isElsewhere ? null : before.secretCipher),
        },
        input.version,
      );
      if (!saved) return refuse("pacs_changed_meanwhile");
      await auditPacs(tx, ctx, id, { step: "changed", status: input.status });
      return viewIn(tx, id);
    }),
  );

/** Asks the PACS for one study that cannot exist: an answer, even an empty one, shows that address and account are right. */
export async function testPacs(
  ctx: Ctx,
  node: ImagingNode,
  id: string,
): Promise<Result<{ ok: boolean; failure: Failure | null; milliseconds: number }, PacsRefusal>> {
  const pacs = await inTx(ctx, (tx) => store.findPacs(tx, id));
  if (!pacs) return refuse("pacs_not_found");
  const access = opened(ctx, node, pacs);
  if (!access.ok) return access;
  const startedAt = performance.now();
  const answer = await searchStudies(access.value, { accessionNumber: "consilium-test" });
  const milliseconds = Math.round(performance.now() - startedAt);
  return ok({ ok: answer.ok, failure: answer.ok ? null : answer.error, milliseconds });
}
