import { foldTerm } from "./fold-term.js";
import type { TermExample } from "./learn-knowledge.js";
import type { Term } from "./term-index.js";

/** The list, and after it the names that examples use and the list lacks; these have no code and are never resolved. */
export function withNamesOf(terms: readonly Term[], examples: readonly TermExample[]): readonly Term[] {
  const known = new Set(terms.map(({ name }) => foldTerm(name)));
  const more: Term[] = [];
  for (const { names } of examples)
    for (const name of names) {
      const folded = foldTerm(name);
      if (known.has(folded)) continue;
      known.add(folded);
      more.push({ code: "", name });
    }
  return [...terms, ...more];
}
