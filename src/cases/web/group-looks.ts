interface Look {
  readonly at: string;
  readonly who: string;
  readonly institutionName: string;
  readonly action: string;
}

/** The same act of the same person as one line with its count, in order of the latest; `looks` are newest first. */
export function groupLooks<T extends Look>(
  looks: readonly T[],
): { readonly look: T; readonly count: number }[] {
  const groups = new Map<string, { look: T; count: number }>();
  for (const look of looks) {
    const key = JSON.stringify([look.who, look.institutionName, look.action]);
    const known = groups.get(key);
    if (known === undefined) groups.set(key, { look, count: 1 });
    else known.count += 1;
  }
  return [...groups.values()];
}
