/** Stretches of a text that a search has found; UTF-16, end exclusive, in order, without overlap. */
export type Marks = readonly (readonly [start: number, end: number])[];

/** Every place where the words stand in the text, whatever the case of their letters. */
export function literalMarks(text: string, words: readonly string[]): Marks {
  const low = text.toLowerCase();
  // Lower case of some letters is longer: such a text is not marked rather than marked wrongly.
  if (low.length !== text.length) return [];
  const found: [number, number][] = [];
  for (const word of words) {
    const sought = word.toLowerCase();
    if (sought === "") continue;
    for (let at = low.indexOf(sought); at !== -1; at = low.indexOf(sought, at + sought.length))
      found.push([at, at + sought.length]);
  }
  return joinMarks(found);
}

/** Joined where they touch or overlap. */
export function joinMarks(marks: Marks): Marks {
  const joined: [number, number][] = [];
  for (const [start, end] of [...marks].sort((a, b) => a[0] - b[0] || a[1] - b[1])) {
    const last = joined.at(-1);
    if (last !== undefined && start <= last[1]) last[1] = Math.max(last[1], end);
    else joined.push([start, end]);
  }
  return joined;
}
