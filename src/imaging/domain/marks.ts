/** What may be drawn on an image, and with how many points. An ellipse has its lowest, highest, leftmost and rightmost point. */
export const pointsOf = { length: 2, angle: 3, roi: 4, arrow: 2 } as const;
export type MarkTool = keyof typeof pointsOf;
export const markTools = Object.keys(pointsOf) as [MarkTool, ...MarkTool[]];

/** Of one case, those that were taken away not counted. */
export const mostMarks = 500;

/** Column and row, in pixels from the upper left corner of the image. */
export type Point = readonly [number, number];

/** As many points as the tool has, none of them farther from the image than the image is large. */
export function fitsImage(
  tool: MarkTool,
  points: readonly Point[],
  image: { readonly columns: number; readonly rows: number },
): boolean {
  const within = (value: number, size: number) =>
    Number.isFinite(value) && value >= -size && value <= 2 * size;
  return (
    points.length === pointsOf[tool] &&
    points.every(([column, row]) => within(column, image.columns) && within(row, image.rows))
  );
}
