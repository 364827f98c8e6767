/** One axis of a radar; a null value: no evidence. */
export interface RadarValue {
  readonly score: number;
  readonly low: number;
  readonly high: number;
}

interface Point {
  readonly x: number;
  readonly y: number;
}

/** The point at `value` (0–100) on axis `axis` of `axes`, the first one upwards, then clockwise. */
export function radarPoint(axis: number, axes: number, value: number, radius: number): Point {
  const angle = (axis / axes) * 2 * Math.PI - Math.PI / 2;
  const length = (Math.min(100, Math.max(0, value)) / 100) * radius;
  return { x: Math.cos(angle) * length, y: Math.sin(angle) * length };
}

const text = ({ x, y }: Point): string => `${x.toFixed(1)},${y.toFixed(1)}`;

/** The outline through one value on each axis that has one, closed. Fewer than three make no area: empty. */
export function radarOutline(values: readonly (number | null)[], radius: number): string {
  const points = values.flatMap((value, axis) =>
    value === null ? [] : [radarPoint(axis, values.length, value, radius)],
  );
  return points.length < 3 ? "" : `M${points.map(text).join("L")}Z`;
}

/** The band between the lower and the upper outline; drawn with the even-odd rule. */
export function radarBand(values: readonly (RadarValue | null)[], radius: number): string {
  const high = radarOutline(
    values.map((one) => one?.high ?? null),
    radius,
  );
  return high === ""
    ? ""
    : `${high}${radarOutline(
        values.map((one) => one?.low ?? null),
        radius,
      )}`;
}
