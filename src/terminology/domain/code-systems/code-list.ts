/** One row of a code list. */
export interface CodeRow {
  readonly code: string;
  readonly name: string;
}

/**
 * A list of codes over the text of its file. Opening it only notes where the lines begin (milliseconds for 30 000); a code is
 * found by binary search, and rows are made when somebody asks for all of them.
 */
export interface CodeList {
  readonly size: number;
  /** In code order. */
  readonly rows: readonly CodeRow[];
  readonly byCode: CodeNames;
}

/** Names by code. */
export interface CodeNames {
  readonly get: (code: string) => string | undefined;
  readonly has: (code: string) => boolean;
}

/**
 * @param text tab-separated with a header; the first two columns are code and name, the lines are in code order (UTF-16) and
 * the codes unique. The data files are part of the package and the module's tests check that.
 */
export function openCodeList(text: string): CodeList {
  const starts = lineStarts(text);
  const size = starts.length;
  const codeAt = (line: number): string => {
    const from = starts[line] ?? 0;
    return text.slice(from, text.indexOf("\t", from));
  };
  const nameAt = (line: number): string => {
    const from = text.indexOf("\t", starts[line] ?? 0) + 1;
    const end = text.indexOf("\n", from);
    const name = text.slice(from, end < 0 ? text.length : end);
    const tab = name.indexOf("\t");
    return tab < 0 ? name : name.slice(0, tab);
  };
  const get = (code: string): string | undefined => {
    let [low, high] = [0, size];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (codeAt(middle) < code) low = middle + 1;
      else high = middle;
    }
    return low < size && codeAt(low) === code ? nameAt(low) : undefined;
  };
  let made: readonly CodeRow[] | undefined;
  return {
    size,
    get rows() {
      return (made ??= Array.from({ length: size }, (_, line) => ({
        code: codeAt(line),
        name: nameAt(line),
      })));
    },
    byCode: { get, has: (code) => get(code) !== undefined },
  };
}

/** Where the lines after the header begin; empty lines are left out. */
function lineStarts(text: string): Uint32Array {
  const starts: number[] = [];
  for (let newline = text.indexOf("\n"); newline >= 0;) {
    const from = newline + 1;
    newline = text.indexOf("\n", from);
    if (from < text.length && newline !== from) starts.push(from);
  }
  return Uint32Array.from(starts);
}
