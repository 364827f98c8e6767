/** What kind of thing must not leave the hospital. In order: where two overlap, the earlier kind names the whole. */
export const identifierKinds = [
  "name",
  "id_number",
  "phone",
  "birth_date",
  "address",
  "institution",
  "record_number",
  "contact",
  "long_number",
  "date",
] as const;
export type IdentifierKind = (typeof identifierKinds)[number];

/** A stretch of one text that is removed. Offsets are UTF-16, end exclusive. */
export interface Span {
  readonly start: number;
  readonly end: number;
  readonly kind: IdentifierKind;
  /** What stands in its place; without it a numbered placeholder of the kind. */
  readonly as?: string;
}

/** Spans joined where they overlap, in order of place: nothing that any rule found is left standing. */
export function joinSpans(spans: readonly Span[]): readonly Span[] {
  const sorted = spans
    .filter(({ start, end }) => end > start)
    .sort((a, b) => a.start - b.start || b.end - a.end);
  const joined: Span[] = [];
  for (const span of sorted) {
    const last = joined.at(-1);
    if (last === undefined || span.start >= last.end) {
      joined.push(span);
      continue;
    }
    const kind =
      identifierKinds.indexOf(span.kind) < identifierKinds.indexOf(last.kind) ? span.kind : last.kind;
    const isSame = span.start === last.start && span.end === last.end;
    const as = last.end >= span.end ? last.as : isSame ? span.as : undefined;
    joined[joined.length - 1] = {
      start: last.start,
      end: Math.max(last.end, span.end),
      kind,
      ...(as !== undefined && { as }),
    };
  }
  return joined;
}

/** Every match of the pattern (flags `gu`), as spans of one kind over the whole match or the named group `what`. */
export function spansOf(text: string, pattern: RegExp, kind: IdentifierKind): Span[] {
  return [...text.matchAll(pattern)].flatMap((match) => {
    const what = match.groups?.what;
    const start = what === undefined ? match.index : match.index + match[0].indexOf(what);
    const length = (what ?? match[0]).length;
    return length === 0 ? [] : [{ start, end: start + length, kind }];
  });
}
