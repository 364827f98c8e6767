import type { IdentityTables } from "../src/identity/tables.js";
import { addExperts } from "../src/experts/index.js";
import { civilDate } from "../src/kernel/time.js";
import type { AgreementId, OrganizationId } from "../src/kernel/types.js";
import { addAgreement, addOrganization } from "../src/organizations/index.js";
import type { Tx } from "../src/platform/database/database.js";
import {
  coordinatesOf,
  creditCodeCheckCharacter,
  organizationCodeCheckCharacter,
  regionIndex,
} from "../src/terminology/index.js";
import { newSeedExperts, type SeedExpert, titleNameOf } from "./experts.js";
import { isInRing } from "./anomalies.js";
import { insertInto } from "./insert.js";
import {
  agreements,
  type InstitutionKey,
  institutions,
  type SeedAgreement,
  type SeedInstitution,
} from "./institutions.js";
import { nameRegister } from "./names.js";
import { newSeedPeople, type SeedPerson } from "./people.js";
import type { Random } from "./random.js";

/** Who and what the invented cases take place among. */
export interface Alliance {
  readonly idOf: Readonly<Record<InstitutionKey, OrganizationId>>;
  readonly people: readonly SeedPerson[];
  readonly experts: readonly SeedExpert[];
  /** With dates counted from today. */
  readonly agreements: readonly (SeedAgreement & { readonly id: AgreementId })[];
  readonly nameOf: ReturnType<typeof nameRegister>;
}

/** Source: GB 32100-2015; 12 is a public institution 事业单位, 91 an enterprise. */
function creditCodeOf(institution: SeedInstitution): string {
  const registration = institution.kind === "operator" ? "91" : "12";
  const organizationCode =
    institution.organizationCode + organizationCodeCheckCharacter(institution.organizationCode);
  const first17 = registration + institution.regionCode + organizationCode;
  return first17 + creditCodeCheckCharacter(first17);
}

export const institutionOf = (key: InstitutionKey): SeedInstitution => {
  const found = institutions.find((institution) => institution.key === key);
  if (!found) throw new RangeError(`no institution ${key}`);
  return found;
};

/** Invents everybody; nothing is written yet. */
export function newAlliance(today: string, random: Random): Alliance {
  const nameOf = nameRegister();
  const ids = institutions.map((institution) => [institution.key, random.fork(institution.key).uuid()]);
  return {
    idOf: Object.fromEntries(ids) as Record<InstitutionKey, OrganizationId>,
    people: newSeedPeople(nameOf, random.fork("people")),
    experts: newSeedExperts(today, nameOf, random.fork("experts")),
    agreements: agreements.map((agreement) => ({
      ...agreement,
      id: random.fork(agreement.key).uuid() as AgreementId,
    })),
    nameOf,
  };
}

const daysFrom = (today: string, days: number): string =>
  new Date(Date.parse(today) + days * 86_400_000).toISOString().slice(0, 10);

async function writeInstitutions(tx: Tx, alliance: Alliance): Promise<void> {
  for (const institution of institutions)
    await addOrganization(tx, {
      id: alliance.idOf[institution.key],
      name: institution.name,
      shortName: institution.shortName,
      kind: institution.kind,
      level: institution.level,
      aliases: institution.aliases,
      regionCode: institution.regionCode,
      creditCode: creditCodeOf(institution),
      ...coordinatesOf(regionIndex(), institution.regionCode),
    });
  const today = civilDate(tx.now);
  for (const [n, agreement] of alliance.agreements.entries())
    await addAgreement(tx, {
      id: agreement.id,
      name: agreement.name,
      status: agreement.status,
      validFrom: daysFrom(today, agreement.fromDay),
      validTo: daysFrom(today, agreement.toDay),
      specialtyCodes: agreement.specialtyCodes,
      paperReference: `云帆协字 ${n + 1} 号`,
      // An example; no published split is known, so hospitals agree on one.
      split: { inviter: 18, invitee: 27, platform: 5, expert: 50 },
      parties: institutions.flatMap(({ key }) => {
        const side = agreement.parties[key];
        return side === undefined ? [] : [{ organizationId: alliance.idOf[key], side }];
      }),
    });
}

async function writePeople(tx: Tx, alliance: Alliance): Promise<void> {
  const experts = alliance.experts.flatMap((expert): SeedPerson[] =>
    expert.personId === null
      ? []
      : [
          {
            id: expert.personId,
            name: expert.name,
            institution: expert.institution,
            roles: isInRing(alliance, expert) ? ["expert", "requester"] : ["expert"],
            post: `${expert.departmentName} ${titleNameOf(expert.titleCode)}`,
          },
        ],
  );
  const everyone = [...alliance.people, ...experts];
  const insert = insertInto<IdentityTables>();
  await insert(
    tx,
    "identity.person",
    everyone.map((person) => ({
      id: person.id,
      institution_id: alliance.idOf[person.institution],
      name: person.name,
      status: "active",
      language: "zh-CN",
      demo_hint: person.post,
      created_at: tx.now,
    })),
  );
  await insert(
    tx,
    "identity.role_assignment",
    everyone.flatMap((person) =>
      person.roles.map((role) => ({ person_id: person.id, role, granted_at: tx.now, granted_by: null })),
    ),
  );
}

/** Writes institutions, agreements, everybody's account and the experts. */
export async function writeAlliance(tx: Tx, alliance: Alliance): Promise<void> {
  await writeInstitutions(tx, alliance);
  await writePeople(tx, alliance);
  await addExperts(
    tx,
    alliance.experts.map(({ institution, expert: { role, ...expert } }) => ({
      ...expert,
      roles: [{ ...role, organizationId: alliance.idOf[institution] }],
    })),
  );
}
