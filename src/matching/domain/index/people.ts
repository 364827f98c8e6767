import type { EvidenceIndex, SearchOptions } from "./evidence-index.js";
import type { QueryTerm } from "./document.js";

export interface PersonScore {
  readonly owner: string;
  /** Sum of the shares of his cases; 1 is one case as close as the closest found. */
  readonly score: number;
  /** His cases among those found, closest first, each with its share of the closest one's score. */
  readonly cases: readonly { readonly id: string; readonly share: number }[];
}

/**
 * Whose past cases are like this one: finds the `cases` closest documents, then adds up, for each owner, how close his are
 * (model 2 of Balog, Azzopardi & de Rijke, SIGIR 2006, over the first `cases` documents). Best first, equal ones by owner.
 * @param sharpness a case counts (score / best score) to this power: the higher, the less do many distant cases add up to.
 */
export function peopleOf(
  index: EvidenceIndex,
  query: readonly QueryTerm[],
  ownerOf: (documentId: string) => string | undefined,
  { cases, sharpness }: { readonly cases: number; readonly sharpness: number },
  options: SearchOptions = {},
): PersonScore[] {
  const hits = index.search(query, cases, options);
  const best = hits[0]?.score ?? 1;
  const people = new Map<string, { score: number; cases: { id: string; share: number }[] }>();
  for (const { id, score } of hits) {
    const owner = ownerOf(id);
    if (owner === undefined) continue;
    const share = (score / best) ** sharpness;
    const person = people.get(owner) ?? { score: 0, cases: [] };
    person.score += share;
    person.cases.push({ id, share });
    people.set(owner, person);
  }
  return Array.from(people, ([owner, person]) => ({ owner, ...person })).sort(
    (a, b) => b.score - a.score || (a.owner < b.owner ? -1 : 1),
  );
}
