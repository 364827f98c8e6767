import type { Point } from "../../domain/marks.js";

/** Where an image lies in space, in millimetres; what a file does not say is as the viewer assumes it. */
export interface Plane {
  readonly origin: Triple;
  readonly rowCosines: Triple;
  readonly columnCosines: Triple;
  /** Of two columns beside each other, and of two rows. */
  readonly columnSpacing: number;
  readonly rowSpacing: number;
}
export type Triple = readonly [number, number, number];

const dot = (a: Triple, b: Triple): number => a[0] * b[0] + a[1] * b[1] + a[2] * b[2];

/** A place in space as column and row, from the upper left corner of the image. Source: DICOM PS3.3 C.7.6.2.1.1. */
export function toPoint(place: Triple, plane: Plane): Point {
  const { origin } = plane;
  const from: Triple = [place[0] - origin[0], place[1] - origin[1], place[2] - origin[2]];
  // The origin is the middle of the first pixel.
  return [
    dot(from, plane.rowCosines) / plane.columnSpacing + 0.5,
    dot(from, plane.columnCosines) / plane.rowSpacing + 0.5,
  ];
}

/** The place in space of a column and row. */
export function toPlace([column, row]: Point, plane: Plane): [number, number, number] {
  const along = (column - 0.5) * plane.columnSpacing;
  const down = (row - 0.5) * plane.rowSpacing;
  const at = (n: 0 | 1 | 2) => plane.origin[n] + plane.rowCosines[n] * along + plane.columnCosines[n] * down;
  return [at(0), at(1), at(2)];
}
