/**
 * Names as a trie in typed arrays: about 12 bytes a node, no objects, built from sorted names in one pass a level. The
 * children of a node lie side by side in order of their character.
 */
export interface Dictionary {
  /** Children of node n are the nodes first[n] … first[n + 1]. */
  readonly first: Uint32Array;
  readonly labels: Uint16Array;
  /** Number of the entry that ends here, or -1. */
  readonly entries: Int32Array;
  /** Node of the first character by its code, or 0. */
  readonly roots: Uint32Array;
  /** Characters of the longest name. */
  readonly longest: number;
}

/**
 * @param names unique and not empty; entry i is names[i].
 * @throws Error for an empty or repeated name.
 */
export function buildDictionary(names: readonly string[]): Dictionary {
  const sorted = [...names].sort();
  const numbers = new Map(names.map((name, i) => [name, i]));
  const size = sorted.reduce((sum, name) => sum + name.length, 1);
  const first = new Uint32Array(size + 1);
  const labels = new Uint16Array(size);
  const entries = new Int32Array(size).fill(-1);
  // Names below a node are neighbours in the sorted list: from[n] … to[n].
  const from = new Uint32Array(size);
  const to = new Uint32Array(size);
  to[0] = sorted.length;
  let count = 1;
  let levelStart = 0;
  let longest = 0;
  for (let depth = 0; levelStart < count; depth++) {
    const levelEnd = count;
    for (let node = levelStart; node < levelEnd; node++) {
      first[node] = count;
      for (let at = from[node] ?? 0; at < (to[node] ?? 0);) {
        const name = sorted[at] ?? "";
        if (name.length === depth) {
          if (depth === 0 || (entries[node] ?? 0) >= 0) throw new Error(`name ${name} is empty or repeated`);
          entries[node] = numbers.get(name) ?? -1;
          at += 1;
          continue;
        }
        const label = name.charCodeAt(depth);
        let end = at + 1;
        while (end < (to[node] ?? 0) && sorted[end]?.charCodeAt(depth) === label) end += 1;
        labels[count] = label;
        from[count] = at;
        to[count] = end;
        count += 1;
        at = end;
      }
    }
    levelStart = levelEnd;
    longest = depth;
  }
  first[count] = count;
  const roots = new Uint32Array(0x10000);
  for (let node = first[0] ?? 1; node < (first[1] ?? 1); node++) roots[labels[node] ?? 0] = node;
  return {
    first: first.slice(0, count + 1),
    labels: labels.slice(0, count),
    entries: entries.slice(0, count),
    roots,
    longest,
  };
}

const isLatin = (code: number): boolean => (code >= 0x61 && code <= 0x7a) || (code >= 0x30 && code <= 0x39);
const space = 0x20;

/**
 * The longest name that begins at `at`: its entry and where it ends. A blank inside a name is skipped (2 型糖尿病); a name that
 * begins or ends with a Latin letter or digit counts only as a whole word. At most `longest` steps, so reading a text
 * takes time in proportion to its length. Undefined: no name begins here.
 */
export function longestAt(
  dictionary: Dictionary,
  text: string,
  at: number,
): { readonly entry: number; readonly end: number } | undefined {
  const { first, labels, entries, roots } = dictionary;
  const head = text.charCodeAt(at);
  let node = roots[head] ?? 0;
  if (node === 0 || (isLatin(head) && at > 0 && isLatin(text.charCodeAt(at - 1)))) return undefined;
  let found: { entry: number; end: number } | undefined;
  for (let i = at + 1; ; i++) {
    const entry = entries[node] ?? -1;
    if (entry >= 0 && !(isLatin(text.charCodeAt(i - 1)) && isLatin(text.charCodeAt(i))))
      found = { entry, end: i };
    if (i >= text.length) return found;
    let code = text.charCodeAt(i);
    if (code === space && i + 1 < text.length) code = text.charCodeAt(++i);
    node = childOf(first, labels, node, code);
    if (node === 0) return found;
  }
}

function childOf(first: Uint32Array, labels: Uint16Array, node: number, code: number): number {
  let low = first[node] ?? 0;
  let high = first[node + 1] ?? 0;
  const end = high;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((labels[middle] ?? 0) < code) low = middle + 1;
    else high = middle;
  }
  return low < end && labels[low] === code ? low : 0;
}
