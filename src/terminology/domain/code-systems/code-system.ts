/** The code systems Consilium speaks. `department` is CT08.00.002, which numbers departments as 诊疗科目 does, after a letter. */
export type CodeSystemId =
  | "specialty"
  | "department"
  | "diagnosis"
  | "icd10"
  | "procedure"
  | "rare-disease"
  | "title"
  | "practice-scope"
  | "hospital-grade"
  | "institution-class"
  | "region";

/**
 * One edition of a code system. Dates are civil dates, or only a year where the day is not published: `validFrom` is the
 * first day, `validTo` the first day on which it no longer holds; null: still in force.
 */
export interface CodeSystem {
  readonly id: CodeSystemId;
  readonly title: string;
  /** Canonical address where the system has one. */
  readonly url: string | null;
  readonly version: string;
  readonly validFrom: string;
  readonly validTo: string | null;
  readonly source: string;
}

/** One code as an edition defines it. */
export interface Concept {
  readonly system: CodeSystemId;
  /** Edition the answer was found in. */
  readonly version: string;
  readonly code: string;
  readonly name: string;
  /** Code directly above, in the same system; null at the top. */
  readonly parent: string | null;
  readonly validFrom: string;
  readonly validTo: string | null;
}

/** A code without its edition; dates only where they differ from the edition's. */
export interface ConceptRow {
  readonly code: string;
  readonly name: string;
  readonly parent: string | null;
  readonly validFrom?: string;
  readonly validTo?: string | null;
}

/** The concepts of one code system, whatever their edition. */
export interface ConceptTable {
  /** Every meaning the official code ever had; empty for a code that does not exist. */
  readonly find: (code: string) => readonly ConceptRow[];
  /** Official codes that a way of writing may mean on a day, the likeliest first; without it only the code itself. */
  readonly spellings?: (written: string, on: string) => readonly string[];
}

export interface CodeSystems {
  /** Every edition, oldest first within a system. */
  readonly editions: readonly CodeSystem[];
  readonly tables: ReadonlyMap<CodeSystemId, ConceptTable>;
}

/** True when `on` lies in the span. A bare year begins on its first day and, as an end, ends before it. */
const holdsOn = (span: { validFrom: string; validTo: string | null }, on: string): boolean =>
  span.validFrom <= on && (span.validTo === null || on < span.validTo);

/** After every date that is written here: "as things stand". */
const now = "9999";

/** The edition in force on a civil date, the latest without one. Undefined before the first edition. */
export function editionOn(systems: CodeSystems, id: CodeSystemId, on = now): CodeSystem | undefined {
  return systems.editions.find((edition) => edition.id === id && holdsOn(edition, on));
}

/**
 * What a code means on a day: 12.02 is 牙周病专业 today and was 口腔颌面外科专业 before 2010. Official spelling first, then the
 * ways it is written elsewhere (`A03.04`, `0304`, `NHC-03.04`; `i21900`).
 * @param on civil date; the present without one.
 * @returns undefined for a code that did not hold on that day, and for a spelling with several readings.
 */
export function lookup(
  systems: CodeSystems,
  id: CodeSystemId,
  written: string,
  on = now,
): Concept | undefined {
  const table = systems.tables.get(id);
  const edition = editionOn(systems, id, on);
  if (table === undefined || edition === undefined) return undefined;
  const exact = meaningOn(table, edition, written.trim(), on);
  if (exact !== undefined) return exact;
  const codes = table.spellings?.(written, on) ?? [];
  const [only] = codes;
  return codes.length === 1 && only !== undefined ? meaningOn(table, edition, only, on) : undefined;
}

function meaningOn(table: ConceptTable, edition: CodeSystem, code: string, on: string): Concept | undefined {
  for (const row of table.find(code)) {
    const validFrom = row.validFrom ?? edition.validFrom;
    const validTo = row.validTo === undefined ? edition.validTo : row.validTo;
    if (!holdsOn({ validFrom, validTo }, on)) continue;
    const { name, parent } = row;
    return { system: edition.id, version: edition.version, code: row.code, name, parent, validFrom, validTo };
  }
  return undefined;
}

/** The concept and all above it, from itself to the top: code → category → block → chapter. Empty for an unknown code. */
export function lineage(systems: CodeSystems, id: CodeSystemId, code: string, on = now): readonly Concept[] {
  const line: Concept[] = [];
  const seen = new Set<string>();
  let at = lookup(systems, id, code, on);
  while (at !== undefined && !seen.has(at.code)) {
    line.push(at);
    seen.add(at.code);
    at = at.parent === null ? undefined : lookup(systems, id, at.parent, on);
  }
  return line;
}
