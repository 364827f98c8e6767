import { createHash } from "node:crypto";
import { findCase } from "../../cases/index.js";
import { audit } from "../../platform/audit.js";
import { systemContext } from "../../platform/database/database.js";
import { contextOf, type ImagingHost } from "../host.js";
import { claimSending, endSending, findPacs, keepSending, type Sending } from "../store/pacs.js";
import { findInstance, listInstances } from "../store/instances.js";
import { findStudy } from "../store/studies.js";
import type { Failure } from "../tables.js";
import { accessTo, storeInstance } from "./dicomweb.js";

const mostAttempts = 5;

const failures: Readonly<Record<"gone" | "damaged" | "failed_repeatedly", Failure>> = {
  gone: {
    code: "gone",
    zh: "检查已撤下，或 PACS 连接已停用",
    en: "The study was taken out, or the PACS was switched off",
  },
  damaged: {
    code: "damaged",
    zh: "有图像在存储中损坏或缺失，未发送；请联系管理员",
    en: "An image is damaged or missing in the store and was not sent; ask the administrator",
  },
  failed_repeatedly: {
    code: "failed_repeatedly",
    zh: "多次发送失败，请稍后重试或联系管理员",
    en: "Sending failed several times; try later, or ask the administrator",
  },
};

/** Sends every image of the study; PS3.18 makes storing the same image again harmless. */
async function send(host: ImagingHost, sending: Sending): Promise<Failure | null> {
  if (sending.attempts > mostAttempts) return failures.failed_repeatedly;
  const context = contextOf(sending);
  const found = await host.database.withTx(context, async (tx) => ({
    study: await findStudy(tx, sending.caseId, sending.studyId),
    pacs: await findPacs(tx, sending.pacsId),
    instances: await listInstances(tx, sending.caseId, { studyId: sending.studyId }),
  }));
  const { study, pacs, instances } = found;
  if (study?.status !== "shown" || pacs?.status !== "enabled") return failures.gone;
  const access = accessTo(pacs, host.cipher, host.networks);
  let sent = 0;
  for (const { id } of instances) {
    const instance = await host.database.withTx(context, (tx) => findInstance(tx, sending.caseId, id));
    const content = instance && (await host.files.get(instance.fileId));
    if (!content || createHash("sha256").update(content).digest("hex") !== instance.sha256)
      return failures.damaged;
    const stored = await storeInstance(access, study.studyInstanceUid, content);
    if (!stored.ok) return stored.error;
    sent++;
    await host.database.withTx(context, (tx) => keepSending(tx, sending.id, sent));
  }
  return null;
}

/** Does one sending that waits to its end. False: none waits. */
export async function sendNext(host: ImagingHost): Promise<boolean> {
  const sending = await host.database.withTx(systemContext, claimSending);
  if (!sending) return false;
  const failure = await send(host, sending);
  await host.database.withTx(contextOf(sending), async (tx) => {
    if (!(await endSending(tx, sending.id, failure))) return;
    const record = await findCase(tx, sending.caseId);
    await audit(tx, {
      institutionId: sending.institutionId,
      actor: { kind: "person", id: sending.createdBy, label: sending.createdByName },
      action: "imaging.send",
      subjectKind: "imaging_study",
      subjectId: sending.studyId,
      caseId: sending.caseId,
      caseInstitutionId: record?.institutionId ?? null,
      outcome: failure ? "refused" : "done",
      details: { pacsId: sending.pacsId, ...(failure && { failure: failure.code }) },
    });
  });
  return true;
}
