/** What two records are compared by. Hashes stand for numbers that identify a person. */
export interface RecordTraits {
  readonly id: string;
  /** Folded for comparison. */
  readonly name: string;
  readonly gender: "male" | "female" | null;
  readonly birthOn: string | null;
  readonly licenceNumber: string | null;
  /** Licence numbers that sources state but that are not on the record, because another one holds them. */
  readonly claimedLicences: readonly string[];
  readonly idNumberIndex: string | null;
  readonly phoneIndex: string | null;
  readonly specialtyCodes: readonly string[];
  readonly titleCodes: readonly string[];
  /** GB/T 2260, of the institutions of the posts. */
  readonly regionCodes: readonly string[];
  readonly organizationIds: readonly string[];
}

export type SameReason =
  | "licence"
  | "phone"
  | "birth_date"
  | "name"
  | "specialty"
  | "title"
  | "region"
  | "institution"
  | "gender";

export interface Likeness {
  /** 0 to 1; from `proposed` on the pair is shown to a person. */
  readonly score: number;
  /** What agrees, weightiest first. */
  readonly reasons: readonly SameReason[];
}

/** Points each agreement adds. One name alone proves nothing: the commonest are borne by hundreds of physicians. */
const points: Readonly<Record<SameReason, number>> = {
  licence: 0.6,
  phone: 0.4,
  birth_date: 0.35,
  name: 0.3,
  specialty: 0.15,
  institution: 0.1,
  region: 0.1,
  title: 0.05,
  gender: 0.05,
};

/** Name with specialty and region, or any number with the name. */
export const proposed = 0.55;

const shares = (a: readonly string[], b: readonly string[]): boolean => a.some((one) => b.includes(one));
const differ = (a: string | null, b: string | null): boolean => a !== null && b !== null && a !== b;
const agree = (a: string | null, b: string | null): boolean => a !== null && a === b;

/**
 * How likely two records are one person; undefined: certainly two, because ID number, date of birth, sex or both
 * licence numbers differ. Symmetric, and more agreement never lowers it.
 */
export function likenessOf(a: RecordTraits, b: RecordTraits): Likeness | undefined {
  if (
    differ(a.idNumberIndex, b.idNumberIndex) ||
    differ(a.birthOn, b.birthOn) ||
    differ(a.gender, b.gender) ||
    differ(a.licenceNumber, b.licenceNumber)
  )
    return undefined;
  const claims = (one: RecordTraits, other: RecordTraits): boolean =>
    other.licenceNumber !== null && one.claimedLicences.includes(other.licenceNumber);
  const holds: Readonly<Record<SameReason, boolean>> = {
    licence: claims(a, b) || claims(b, a) || shares(a.claimedLicences, b.claimedLicences),
    phone: agree(a.phoneIndex, b.phoneIndex),
    birth_date: agree(a.birthOn, b.birthOn),
    name: a.name === b.name,
    specialty: shares(a.specialtyCodes, b.specialtyCodes),
    institution: shares(a.organizationIds, b.organizationIds),
    region: shares(a.regionCodes.map(cityOf), b.regionCodes.map(cityOf)),
    title: shares(a.titleCodes, b.titleCodes),
    gender: agree(a.gender, b.gender),
  };
  const reasons = (Object.keys(points) as SameReason[]).filter((reason) => holds[reason]);
  const sum = reasons.reduce((total, reason) => total + points[reason], 0);
  return { score: Math.min(1, Math.round(sum * 100) / 100), reasons };
}

/** The prefecture: the first four digits. */
const cityOf = (regionCode: string): string => regionCode.slice(0, 4);

export interface LikePair extends Likeness {
  readonly firstId: string;
  readonly secondId: string;
}

/**
 * Pairs worth a look, likeliest first, then by ids. Only records that share a name, a telephone or a licence number are
 * compared, so the time is nearly linear in their number.
 */
export function likePairs(
  records: readonly RecordTraits[],
  isDecided: (a: string, b: string) => boolean,
): LikePair[] {
  const blocks = new Map<string, RecordTraits[]>();
  const put = (key: string, record: RecordTraits): void => {
    const block = blocks.get(key);
    if (block === undefined) blocks.set(key, [record]);
    else block.push(record);
  };
  for (const record of records) {
    put(`name:${record.name}`, record);
    if (record.phoneIndex !== null) put(`phone:${record.phoneIndex}`, record);
    for (const number of new Set([record.licenceNumber, ...record.claimedLicences]))
      if (number !== null) put(`licence:${number}`, record);
  }
  const pairs = new Map<string, LikePair>();
  for (const block of blocks.values())
    block.forEach((one, i) => {
      for (const other of block.slice(i + 1)) {
        const [a, b] = one.id < other.id ? [one, other] : [other, one];
        if (a.id === b.id || pairs.has(`${a.id}:${b.id}`) || isDecided(a.id, b.id)) continue;
        const likeness = likenessOf(a, b);
        if (likeness !== undefined && likeness.score >= proposed)
          pairs.set(`${a.id}:${b.id}`, { firstId: a.id, secondId: b.id, ...likeness });
      }
    });
  return [...pairs.values()].sort(
    (a, b) => b.score - a.score || (a.firstId + a.secondId < b.firstId + b.secondId ? -1 : 1),
  );
}

export type MergeFault =
  | "both_have_accounts"
  | "different_id_numbers"
  | "different_licences"
  | "same_record"
  | "already_merged";

export interface Mergeable {
  readonly id: string;
  readonly personId: string | null;
  readonly idNumberIndex: string | null;
  readonly licenceNumber: string | null;
  readonly mergedInto: string | null;
}

/** Whether two records may become one; undefined: they may. Two accounts or two numbers are for people to sort out first. */
export function mergeFault(kept: Mergeable, gone: Mergeable): MergeFault | undefined {
  if (kept.id === gone.id) return "same_record";
  if (kept.mergedInto !== null || gone.mergedInto !== null) return "already_merged";
  if (kept.personId !== null && gone.personId !== null) return "both_have_accounts";
  if (differ(kept.idNumberIndex, gone.idNumberIndex)) return "different_id_numbers";
  if (differ(kept.licenceNumber, gone.licenceNumber)) return "different_licences";
  return undefined;
}
