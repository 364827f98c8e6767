import { z } from "zod";
import type { Job } from "../platform/jobs.js";
import type { Tx } from "../platform/database/database.js";
import { announce } from "../platform/live.js";
import type { ModuleWork } from "../platform/module.js";
import { publishAll } from "../platform/outbox.js";
import { reviewKinds } from "../terminology/api.js";
import { specialtyKey, type TermKind } from "../terminology/index.js";
import { claimsChanged } from "./claims.js";
import { listHospitals, loadTerms } from "./import-setting.js";
import { bumpPool, lockPool } from "./pool.js";
import {
  findClaimsByLabel,
  findDiseaseLabels,
  findRolesInDepartment,
  findTitleTexts,
  saveClaimCode,
  saveSpecialties,
  saveTitles,
} from "./store/recode.js";

/** What terminology tells when a name was given a code, or the answer was taken back. */
const AliasEvent = z.object({
  kind: z.enum(reviewKinds),
  normalisedName: z.string(),
  /** Null: everywhere. */
  institutionId: z.string().nullable(),
});

/** What an answer of each kind changes here. A hospital's name is read when its list is imported again. */
const recoders: Partial<
  Record<TermKind, (tx: Tx, key: string, institutionId: string | null) => Promise<string[]>>
> = { specialty: recodeName, title: recodeTitle, diagnosis: recodeDiagnosis };

/** What bears a name of the kind is read by what is decided now. @returns the institutions concerned. */
export const recode = (
  tx: Tx,
  kind: TermKind,
  key: string,
  institutionId: string | null,
): Promise<string[]> => recoders[kind]?.(tx, key, institutionId) ?? Promise.resolve([]);

/** Institutions one live message can address. */
const mostAddressed = 100;

/** Reads anew what bears a name that was given a code or lost it: posts or claims. Safe to run twice. */
export async function recodeExperts(tx: Tx, job: Job): Promise<void> {
  const { kind, normalisedName, institutionId } = AliasEvent.parse(job.payload);
  await lockPool(tx);
  const concerned = await recode(tx, kind, normalisedName, institutionId);
  if (concerned.length === 0) return;
  await bumpPool(tx);
  await announce(tx, {
    topic: "experts",
    id: job.subjectId,
    audience: { institutions: concerned.slice(0, mostAddressed), platform: true },
  });
}

/**
 * Reads the departments of every post that bears the name by what is decided now. A post that was not imported keeps
 * codes nobody read from its department's name. The caller holds the pool's lock and counts the pool up.
 * @param institutionId null: at every institution.
 * @returns the institutions whose posts were read.
 */
export async function recodeName(
  tx: Tx,
  departmentKey: string,
  institutionId: string | null,
): Promise<string[]> {
  const roles = await findRolesInDepartment(tx, departmentKey, institutionId);
  const concerned = new Set(roles.map((role) => role.organizationId));
  const hospitals = (await listHospitals(tx)).filter(({ id }) => concerned.has(id));
  const terms = await loadTerms(tx, hospitals);
  const names = new Map<string, string>(hospitals.map(({ id, name }) => [id, name]));
  await saveSpecialties(
    tx,
    roles.map((role) => ({
      practitionerRoleId: role.id,
      replaces: role.isImported,
      specialties: role.departmentKeys.flatMap(
        (key) => terms.codeOf(key, names.get(role.organizationId) ?? "", role.scopeCode) ?? [],
      ),
    })),
  );
  return [...concerned];
}

/** Codes the claims about a disease of this folded name. @returns as {@link recodeName}. */
export async function recodeDiagnosis(
  tx: Tx,
  diseaseKey: string,
  institutionId: string | null,
): Promise<string[]> {
  const labels = (await findDiseaseLabels(tx, institutionId)).filter(
    (label) => specialtyKey(label) === diseaseKey,
  );
  const claims = await findClaimsByLabel(tx, labels, institutionId);
  if (claims.length === 0) return [];
  const hospitals = await listHospitals(tx);
  const terms = await loadTerms(tx, hospitals);
  const names = new Map<string, string>(hospitals.map(({ id, name }) => [id, name]));
  const people = new Set<string>();
  const concerned = new Set<string>();
  for (const claim of claims) {
    // The words of the hospital that answered, if the expert works there; else of his first post.
    const place = institutionId ?? claim.organizationIds[0] ?? "";
    const code = terms.diagnosisCodeOf(claim.label, names.get(place) ?? "");
    if (code === claim.code) continue;
    await saveClaimCode(tx, claim.id, code);
    people.add(claim.practitionerId);
    for (const one of claim.organizationIds) concerned.add(one);
  }
  await publishAll(
    tx,
    [...people].map((practitionerId) => ({
      topic: claimsChanged,
      subjectId: practitionerId,
      payload: { practitionerId },
    })),
  );
  return [...concerned];
}

/** Reads the title of posts whose title cell has these folded words. @returns as {@link recodeName}. */
export async function recodeTitle(tx: Tx, titleKey: string, institutionId: string | null): Promise<string[]> {
  const posts = (await findTitleTexts(tx, institutionId)).filter(
    ({ titleText }) => specialtyKey(titleText) === titleKey,
  );
  if (posts.length === 0) return [];
  const hospitals = await listHospitals(tx);
  const terms = await loadTerms(tx, hospitals);
  const names = new Map<string, string>(hospitals.map(({ id, name }) => [id, name]));
  for (const { id, organizationId, titleText } of posts)
    await saveTitles(tx, id, terms.titlesOf(titleText, names.get(organizationId) ?? ""));
  return [...new Set(posts.map(({ organizationId }) => organizationId))];
}

export const expertsWork: ModuleWork = {
  subscribers: {
    "terminology.alias-added": recodeExperts,
    "terminology.alias-withdrawn": recodeExperts,
  },
};
