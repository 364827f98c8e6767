/** `左=右` a line, as the mapping's text areas hold them. The error is the first line that is not of this form. */
export function readLines(
  text: string,
):
  | { readonly ok: true; readonly value: Record<string, string> }
  | { readonly ok: false; readonly line: number } {
  const value: Record<string, string> = {};
  for (const [i, raw] of text.split("\n").entries()) {
    const line = raw.trim();
    if (line === "") continue;
    const at = line.search(/[=＝]/u);
    if (at < 1) return { ok: false, line: i + 1 };
    value[line.slice(0, at).trim()] = line.slice(at + 1).trim();
  }
  return { ok: true, value };
}

export const writeLines = (record: Readonly<Record<string, string | null>> | undefined): string =>
  Object.entries(record ?? {})
    .map(([left, right]) => `${left}=${right ?? ""}`)
    .join("\n");
