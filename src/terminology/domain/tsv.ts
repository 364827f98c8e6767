/**
 * The rows of a tab-separated text without its header line, cells by column name; an absent cell is empty. The data
 * files are part of the package and are checked by the module's tests, so a column's values are trusted here.
 */
export function rowsOf<Column extends string>(text: string): readonly Readonly<Record<Column, string>>[] {
  const headerEnd = text.indexOf("\n");
  const columns = (headerEnd < 0 ? text : text.slice(0, headerEnd)).split("\t") as Column[];
  const rows: Record<Column, string>[] = [];
  for (let from = headerEnd + 1; headerEnd >= 0 && from < text.length;) {
    const newline = text.indexOf("\n", from);
    const end = newline < 0 ? text.length : newline;
    if (end > from) rows.push(rowAt(text, from, end, columns));
    from = end + 1;
  }
  return rows;
}

function rowAt<Column extends string>(
  text: string,
  from: number,
  end: number,
  columns: readonly Column[],
): Record<Column, string> {
  const row = {} as Record<Column, string>;
  let start = from;
  for (const column of columns) {
    const tab = start > end ? -1 : text.indexOf("\t", start);
    const stop = tab < 0 || tab > end ? end : tab;
    row[column] = start > end ? "" : text.slice(start, stop);
    start = stop + 1;
  }
  return row;
}
