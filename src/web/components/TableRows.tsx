import { CaretDownFilled, CaretUpFilled } from "@ant-design/icons";
import type { KeyboardEvent, MouseEvent } from "react";
import { type ListKeys, useListKeys } from "../hooks/use-list-keys.js";
import type { DataColumn } from "./data-column.js";
import type { TableOrder } from "./table-order.js";

interface ShownTable<T> {
  readonly label: string;
  readonly rows: readonly T[];
  readonly rowKey: (row: T) => string;
  readonly columns: readonly DataColumn<T>[];
  readonly onOpen: ((row: T) => void) | undefined;
}

/** A click on a button, link or field in the row is meant for that, and one that ends a selection for nothing. */
const isMeantForRow = (event: MouseEvent): boolean =>
  event.target instanceof Element &&
  event.target.closest("a, button, input, label, textarea, select") === null &&
  getSelection()?.isCollapsed !== false;

/** Attributes of one row: its place in the order shown, and opening it by click or Enter. */
function openProps<T>(
  row: T,
  place: ReturnType<ListKeys["rowProps"]>,
  onOpen: ((row: T) => void) | undefined,
) {
  return {
    ...place,
    onClick: (event: MouseEvent) => {
      if (isMeantForRow(event)) onOpen?.(row);
    },
    onKeyDown: (event: KeyboardEvent) => {
      if (event.key === "Enter" && event.target === event.currentTarget) onOpen?.(row);
    },
  };
}

/** The desk's form: a plain table that scrolls sideways in its own frame when it must. */
export function TableRows<T>(
  props: ShownTable<T> & { readonly order: TableOrder | null; readonly onOrder: (key: string) => void },
) {
  const { rows, rowKey, columns, onOpen, label, order, onOrder } = props;
  const { containerRef, rowProps } = useListKeys({ count: rows.length });
  return (
    <div className="c-grid-frame" ref={containerRef}>
      <table className="c-grid" aria-label={label} data-opens={onOpen === undefined ? undefined : ""}>
        <thead>
          <tr>
            {columns.map(({ key, title, width, align = "left", compare }) => {
              const direction = order?.key === key ? order.direction : undefined;
              return (
                <th
                  key={key}
                  scope="col"
                  style={{ width, minWidth: width, textAlign: align }}
                  aria-sort={compare === undefined ? undefined : (direction ?? "none")}
                >
                  {compare === undefined ? (
                    title
                  ) : (
                    <button type="button" className="c-grid-order" onClick={() => onOrder(key)}>
                      {title}
                      <span className="c-grid-carets" data-direction={direction} aria-hidden="true">
                        <CaretUpFilled />
                        <CaretDownFilled />
                      </span>
                    </button>
                  )}
                </th>
              );
            })}
          </tr>
        </thead>
        <tbody>
          {rows.map((row, index) => (
            <tr key={rowKey(row)} {...openProps(row, rowProps(index), onOpen)}>
              {columns.map(({ key, render, align = "left" }) => (
                <td key={key} style={{ textAlign: align }}>
                  {render(row)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** The phone's form: a card a row, the columns in the places they ask for. */
export function TableCards<T>(props: ShownTable<T>) {
  const { rows, rowKey, columns, onOpen, label } = props;
  const { containerRef, rowProps } = useListKeys({ count: rows.length });
  const at = (place: NonNullable<DataColumn<T>["card"]>) =>
    columns.filter(({ card = "line" }) => card === place);
  return (
    <div ref={containerRef}>
      <ul className="c-cards" aria-label={label} data-opens={onOpen === undefined ? undefined : ""}>
        {rows.map((row, index) => (
          <li key={rowKey(row)} {...openProps(row, rowProps(index), onOpen)}>
            <div className="c-card-top">
              <div>
                {at("head").map(({ key, render }) => (
                  <div key={key} className="c-card-title">
                    {render(row)}
                  </div>
                ))}
              </div>
              <div className="c-card-aside">
                {at("aside").map(({ key, render }) => (
                  <div key={key}>{render(row)}</div>
                ))}
              </div>
            </div>
            <dl className="c-card-lines">
              {at("line").map(({ key, title, render }) => (
                <div key={key}>
                  <dt>{title}</dt>
                  <dd>{render(row)}</dd>
                </div>
              ))}
            </dl>
          </li>
        ))}
      </ul>
    </div>
  );
}
