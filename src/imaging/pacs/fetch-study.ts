import { limits } from "../domain/limits.js";
import { contextOf } from "../host.js";
import { judgeBytes, type Judgment } from "../judge.js";
import { refuseFile } from "../keep.js";
import { findPacs } from "../store/pacs.js";
import type { Failure } from "../tables.js";
import { accessTo, listInstancesOf, retrieveInstance } from "./dicomweb.js";

const noLonger: Failure = {
  code: "pacs_paused",
  zh: "PACS 连接已停用或删除",
  en: "The PACS was switched off or taken away",
};

/** Faults of the line or the account: going on would give the same for every image. */
const hopeless = new Set(["address_refused", "unreachable", "not_authorized", "not_dicomweb"]);

/**
 * Fetches a study image by image; each is judged like an uploaded file before anything else sees it. What came stays when
 * the line breaks. The answer is what stopped it, or null.
 */
export async function fetchStudy(work: Judgment): Promise<Failure | null> {
  const { host, intake } = work;
  const { pacsId, studyInstanceUid } = intake;
  if (pacsId === null || studyInstanceUid === null) throw new Error("a fetch names its study");
  const pacs = await host.database.withTx(contextOf(intake), (tx) => findPacs(tx, pacsId));
  if (pacs?.status !== "enabled") return noLonger;
  const access = accessTo(pacs, host.cipher, host.networks);
  const listed = await listInstancesOf(access, studyInstanceUid);
  if (!listed.ok) return listed.error;
  await work.onStep(Math.min(listed.value.length, limits.instancesPerCase));
  for (const instance of listed.value) {
    const place = instance.sopInstanceUid;
    if (work.judged.has(place)) continue;
    const file = { place, name: `${place}.dcm` };
    const given = await retrieveInstance(access, studyInstanceUid, instance);
    if (given.ok) await judgeBytes(work, file, given.value);
    else if (hopeless.has(given.error.code)) return given.error;
    else await refuseFile(host, intake, file, "pacs_did_not_give");
    await work.onStep(0);
  }
  return null;
}
