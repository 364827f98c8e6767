/**
 * Who takes over for a person: his named stand-in, or, where that one cannot, the stand-in's stand-in, and so on. Whoever is in
 * `barred` (has handed this over before, takes part already, is not active) is passed by. Undefined: the chain ends, or comes
 * back to somebody it has passed.
 */
export function standInFor(
  personId: string,
  standInOf: ReadonlyMap<string, string>,
  barred: ReadonlySet<string>,
): string | undefined {
  const passed = new Set([personId]);
  for (
    let next = standInOf.get(personId);
    next !== undefined && !passed.has(next);
    next = standInOf.get(next)
  ) {
    if (!barred.has(next)) return next;
    passed.add(next);
  }
  return undefined;
}
