import { z } from "zod";
import type { Job } from "../platform/jobs.js";
import type { Tx } from "../platform/database/database.js";
import { announce } from "../platform/live.js";
import type { ModuleWork } from "../platform/module.js";
import { listHospitals, loadTerms } from "./import-setting.js";
import { bumpPool, lockPool } from "./pool.js";
import { findRolesInDepartment, saveSpecialties } from "./store/recode.js";

/** What terminology tells when a name was given a code, or the answer was taken back. */
const AliasEvent = z.object({
  kind: z.enum(["specialty", "title"]),
  normalisedName: z.string(),
  /** Null: everywhere. */
  institutionId: z.string().nullable(),
});

/** Institutions one live message can address. */
const mostAddressed = 100;

/** Codes the posts of a department anew after its name was given a code or lost it. Safe to run twice. */
export async function recodeDepartment(tx: Tx, job: Job): Promise<void> {
  const { kind, normalisedName, institutionId } = AliasEvent.parse(job.payload);
  if (kind !== "specialty") return;
  await lockPool(tx);
  const concerned = await recodeName(tx, normalisedName, institutionId);
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
        (key) => terms.codeOf(key, names.get(role.organizationId) ?? "") ?? [],
      ),
    })),
  );
  return [...concerned];
}

export const expertsWork: ModuleWork = {
  subscribers: {
    "terminology.alias-added": recodeDepartment,
    "terminology.alias-withdrawn": recodeDepartment,
  },
};
