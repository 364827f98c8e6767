import { type DocumentTerm, impactOf, type IndexDocument } from "./index/document.js";
import { currentModel, type MatchModel } from "./model.js";
import type { PoolMember } from "./pool-member.js";
import { logShare } from "./log-share.js";

/** A distinct thing the pool has evidence for: a code, or words without one. */
export interface EvidenceTerm {
  readonly code: string | null;
  readonly label: string;
  readonly category: string;
  readonly block: string | undefined;
  readonly chapter: string | undefined;
}

/** The evidence of all members as numbers by slot. */
export interface EvidenceLayout {
  readonly members: readonly PoolMember[];
  readonly terms: readonly EvidenceTerm[];
  readonly evidenceStart: Uint32Array;
  readonly evidenceTerm: Uint32Array;
  readonly evidenceCount: Float64Array;
  readonly gramTexts: readonly string[];
  readonly gramStart: Uint32Array;
  readonly gram: Uint32Array;
}

/*
 * How a member's evidence is laid in the index so that a question's score is an upper bound of the points that specialty,
 * disease and named skills bring him. Patients of a disease count at four places: the disease, its category, block and
 * chapter, each with the decay of its distance. Relevance takes the best of the four; here each place holds what it adds to
 * the next wider one, so that their sum is never less, and equal where the nearer is the better.
 */
const levels = [
  { kind: "d", level: 4 },
  { kind: "c", level: 3 },
  { kind: "b", level: 2 },
  { kind: "h", level: 1 },
] as const;

/** The index's word for one evidence term as it stands, and for one pair of characters. */
export const wordTerm = (term: Pick<EvidenceTerm, "code" | "label"> | undefined): string =>
  `w:${term?.code ?? ""}:${term?.label ?? ""}`;
export const gramTerm = (text: string): string => `g:${text}`;

/** ICD-10 codes name one disease when their first five characters are the same. */
export const diseaseKey = (code: string): string => (code.length >= 5 ? code.slice(0, 5) : code);

/** What is left of evidence at a level of closeness, 0 to 4. */
export const decayOf = (level: number, model: MatchModel): number =>
  level === 0 ? 0 : (model.codeDecay[4 - level] ?? 0);

/** The terms of the member in slot m. */
export function evidenceDocument(pool: EvidenceLayout, m: number, model = currentModel): IndexDocument {
  const member = pool.members[m];
  const terms: DocumentTerm[] = [];
  for (const code of new Set(member?.specialtyCodes ?? [])) terms.push({ term: `s:${code}`, impact: 255 });

  const counts = new Map<string, number>();
  const count = (key: string, patients: number) => counts.set(key, (counts.get(key) ?? 0) + patients);
  /** Each coded disease once, with the places it lies in. */
  const lines = new Map<string, string[]>();
  for (let e = pool.evidenceStart[m] ?? 0; e < (pool.evidenceStart[m + 1] ?? 0); e++) {
    const t = pool.evidenceTerm[e] ?? 0;
    const patients = pool.evidenceCount[e] ?? 0;
    const term = pool.terms[t];
    if (!term) continue;
    count(wordTerm(term), patients);
    if (term.code === null) continue;
    const line = [
      `d:${diseaseKey(term.code)}`,
      `c:${term.category}`,
      ...(term.block === undefined ? [] : [`b:${term.block}`]),
      ...(term.chapter === undefined ? [] : [`h:${term.chapter}`]),
    ];
    for (const key of line) count(key, patients);
    lines.set(line[0] ?? "", line);
  }
  const full = model.fullCount.patients;
  for (const [key, patients] of counts)
    if (key.startsWith("w:"))
      terms.push({ term: key, impact: Math.max(1, impactOf(logShare(patients, full))) });
  const added = new Map<string, number>();
  for (const line of lines.values()) {
    const worth = line.map((key) => {
      const level = levels.find(({ kind }) => key.startsWith(`${kind}:`))?.level ?? 1;
      return {
        key,
        most: decayOf(level, model),
        value: decayOf(level, model) * logShare(counts.get(key) ?? 0, full),
      };
    });
    for (const [i, { key, most, value }] of worth.entries()) {
      const more = Math.max(0, value - (worth[i + 1]?.value ?? 0)) / most;
      added.set(key, Math.max(added.get(key) ?? 0, more));
    }
  }
  for (const [key, share] of added) {
    // Rounding must not lose what is there: a place with patients has at least the smallest impact.
    terms.push({ term: key, impact: Math.max(1, impactOf(share)) });
  }
  for (let g = pool.gramStart[m] ?? 0; g < (pool.gramStart[m + 1] ?? 0); g++)
    terms.push({ term: gramTerm(pool.gramTexts[pool.gram[g] ?? 0] ?? ""), impact: 255 });
  return { id: member?.practitionerRoleId ?? "", place: "", terms };
}
