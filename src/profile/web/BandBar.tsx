/** A score on its scale of 0 to 100 with its band; the numbers stand beside it, so it is silent itself. */
export function BandBar(props: { score: number; low: number; high: number }) {
  const { score, low, high } = props;
  return (
    <span className="c-band" aria-hidden="true">
      <span className="c-band-reach" style={{ left: `${low}%`, width: `${Math.max(0.5, high - low)}%` }} />
      <span className="c-band-mark" style={{ left: `${score}%` }} />
    </span>
  );
}
