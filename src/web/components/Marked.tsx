/** A text with the stretches that a search has found set off; UTF-16 offsets in order, without overlap. */
export function Marked(props: { text: string; marks: readonly (readonly [start: number, end: number])[] }) {
  const { text, marks } = props;
  if (marks.length === 0) return <>{text}</>;
  const parts = marks.flatMap(([start, end], at) => {
    const before = text.slice(marks[at - 1]?.[1] ?? 0, start);
    return [before, <mark key={start}>{text.slice(start, end)}</mark>];
  });
  return (
    <>
      {parts}
      {text.slice(marks.at(-1)?.[1] ?? 0)}
    </>
  );
}
