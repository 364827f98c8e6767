import { type ReactNode, useState } from "react";
import { z } from "zod";
import { useIsPhoneBehindWindows } from "../hooks/use-media.js";
import { readPreference, writePreference } from "../preferences.js";
import { ColumnChooser } from "./ColumnChooser.js";
import type { DataColumn } from "./data-column.js";
import { PageTurner } from "./PageTurner.js";
import { ErrorState, LoadingState } from "./states.js";
import { nextOrder, orderRows, type TableOrder } from "./table-order.js";
import { TableCards, TableRows } from "./TableRows.js";

export type { DataColumn } from "./data-column.js";

export interface DataTableProps<T> {
  /** Names the table in this browser's memory of columns; unique in the app, such as `dispatch.board`. */
  readonly id: string;
  /** What the table lists, for assistive technology. */
  readonly label: string;
  readonly rows: readonly T[] | undefined;
  readonly rowKey: (row: T) => string;
  readonly columns: readonly DataColumn<T>[];
  /** Shown instead of an empty table: an EmptyState. */
  readonly empty: ReactNode;
  /** The query's error; shown when there are no rows to show. */
  readonly error?: unknown;
  readonly onRetry?: () => unknown;
  /** Enter, j/k and a click on the row lead here. */
  readonly onOpen?: (row: T) => void;
  /** Pages of the server, counted from 1. */
  readonly page?: {
    readonly number: number;
    readonly size: number;
    readonly total: number;
    readonly onChange: (n: number) => void;
  };
  /** Search and filters, on the left above the table. */
  readonly toolbar?: ReactNode;
  /** Every column always shows: for a short table inside a card. */
  readonly isFixed?: boolean;
}

/** A dense table on a desk, cards on a phone; remembers which columns a person wants. */
export function DataTable<T extends object>(props: DataTableProps<T>) {
  const { id, label, rows, rowKey, columns, empty, error, onRetry, onOpen, page } = props;
  const isPhone = useIsPhoneBehindWindows();
  const [hidden, setHidden] = useHiddenColumns(id, columns);
  const [order, setOrder] = useState<TableOrder | null>(null);
  const choosable =
    isPhone || props.isFixed === true ? [] : columns.filter(({ isAlways }) => isAlways !== true);

  const content = () => {
    if (rows === undefined)
      return error === undefined || error === null ? (
        <LoadingState lines={6} />
      ) : (
        <ErrorState error={error} onRetry={onRetry} />
      );
    if (rows.length === 0) return empty;
    const compare = columns.find(({ key }) => key === order?.key)?.compare;
    const shown = {
      label,
      rowKey,
      onOpen,
      rows: orderRows(rows, order, compare),
      columns: props.isFixed === true ? columns : columns.filter(({ key }) => !hidden.includes(key)),
    };
    if (isPhone) return <TableCards {...shown} />;
    return <TableRows {...shown} order={order} onOrder={(key) => setOrder(nextOrder(order, key))} />;
  };
  return (
    <div className="c-table">
      {(props.toolbar !== undefined || choosable.length > 0) && (
        <div className="c-toolbar">
          <div className="c-toolbar-left">{props.toolbar}</div>
          {choosable.length > 0 && <ColumnChooser columns={choosable} hidden={hidden} onChange={setHidden} />}
        </div>
      )}
      {content()}
      {page !== undefined && page.total > page.size && <PageTurner {...page} />}
    </div>
  );
}

const Hidden = z.array(z.string());

/** Which columns are off: this browser's choice, else the table's own beginning. */
function useHiddenColumns<T>(id: string, columns: readonly DataColumn<T>[]) {
  const atFirst = columns.filter(({ isOffAtFirst }) => isOffAtFirst === true).map(({ key }) => key);
  const [hidden, setHidden] = useState(() => readPreference(`table.${id}`, Hidden, atFirst));
  const change = (next: string[]) => {
    setHidden(next);
    writePreference(`table.${id}`, next);
  };
  return [hidden, change] as const;
}
