import type { ReactNode } from "react";

/** One column of a DataTable: how a row shows in it, on a desk and on a phone. */
export interface DataColumn<T> {
  readonly key: string;
  readonly title: string;
  readonly render: (row: T) => ReactNode;
  readonly width?: number | string;
  readonly align?: "left" | "right" | "center";
  /** Makes the column's head a button that orders the rows at hand. */
  readonly compare?: (a: T, b: T) => number;
  /** Cannot be switched off. */
  readonly isAlways?: boolean;
  /** Off until the person switches it on. */
  readonly isOffAtFirst?: boolean;
  /** Its place on a phone's card: head line, right of the head, a labelled line (default), or nowhere. */
  readonly card?: "head" | "aside" | "line" | "none";
}
