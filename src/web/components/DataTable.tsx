import { SettingOutlined } from "@ant-design/icons";
import { Button, Checkbox, Pagination, Popover, Table } from "antd";
import { type KeyboardEvent, type MouseEvent, type ReactNode, useState } from "react";
import { z } from "zod";
import { useIsPhone } from "../hooks/use-media.js";
import { type ListKeys, useListKeys } from "../hooks/use-list-keys.js";
import { readPreference, writePreference } from "../preferences.js";
import { ErrorState, LoadingState } from "./states.js";
import { useComponentTexts } from "./texts.js";

export interface DataColumn<T> {
  readonly key: string;
  readonly title: string;
  readonly render: (row: T) => ReactNode;
  readonly width?: number | string;
  readonly align?: "left" | "right" | "center";
  readonly compare?: (a: T, b: T) => number;
  /** Cannot be switched off. */
  readonly isAlways?: boolean;
  /** Off until the person switches it on. */
  readonly isOffAtFirst?: boolean;
  /** Its place on a phone's card: head line, right of the head, a labelled line (default), or nowhere. */
  readonly card?: "head" | "aside" | "line" | "none";
}

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
}

/** A dense table on a desk, cards on a phone; remembers which columns a person wants. */
export function DataTable<T extends object>(props: DataTableProps<T>) {
  const { id, rows, columns, empty, error, onRetry, page } = props;
  const isPhone = useIsPhone();
  const [hidden, setHidden] = useHiddenColumns(id, columns);
  const shown = columns.filter(({ key }) => !hidden.includes(key));
  const content = () => {
    if (rows === undefined)
      return error === undefined || error === null ? (
        <LoadingState lines={6} />
      ) : (
        <ErrorState error={error} onRetry={onRetry} />
      );
    if (rows.length === 0) return empty;
    return isPhone ? (
      <Cards {...props} rows={rows} columns={shown} />
    ) : (
      <Rows {...props} rows={rows} columns={shown} />
    );
  };
  return (
    <div className="c-table">
      {(props.toolbar !== undefined || !isPhone) && (
        <div className="c-toolbar">
          <div className="c-toolbar-left">{props.toolbar}</div>
          {!isPhone && <ColumnChooser columns={columns} hidden={hidden} onChange={setHidden} />}
        </div>
      )}
      {content()}
      {page !== undefined && page.total > page.size && (
        <Pagination
          className="c-pagination"
          current={page.number}
          pageSize={page.size}
          total={page.total}
          showSizeChanger={false}
          simple={isPhone}
          onChange={page.onChange}
        />
      )}
    </div>
  );
}

type ShownProps<T> = DataTableProps<T> & { readonly rows: readonly T[] };

/** A click on a button, link or field in the row is meant for that, not for the row. */
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

function Rows<T extends object>(props: ShownProps<T>) {
  const { rows, columns, rowKey, onOpen, label } = props;
  const { containerRef, rowProps } = useListKeys({ count: rows.length });
  return (
    <div ref={containerRef} data-opens={onOpen === undefined ? undefined : ""}>
      <Table<T>
        aria-label={label}
        size="middle"
        rowKey={rowKey}
        dataSource={[...rows]}
        pagination={false}
        scroll={{ x: "max-content" }}
        showSorterTooltip={false}
        columns={columns.map(({ key, title, render, width, align, compare }) => ({
          key,
          title,
          render: (_value: unknown, row: T) => render(row),
          ...(width !== undefined && { width }),
          ...(align !== undefined && { align }),
          ...(compare !== undefined && { sorter: compare }),
        }))}
        onRow={(row, index) => openProps(row, rowProps(index ?? 0), onOpen)}
      />
    </div>
  );
}

function Cards<T>(props: ShownProps<T>) {
  const { rows, columns, rowKey, onOpen, label } = props;
  const { containerRef, rowProps } = useListKeys({ count: rows.length });
  const at = (place: NonNullable<DataColumn<T>["card"]>) =>
    columns.filter(({ card = "line" }) => card === place);
  return (
    <div ref={containerRef} data-opens={onOpen === undefined ? undefined : ""}>
      <ul className="c-cards" aria-label={label}>
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

function ColumnChooser<T>(props: {
  columns: readonly DataColumn<T>[];
  hidden: readonly string[];
  onChange: (hidden: string[]) => void;
}) {
  const t = useComponentTexts();
  const choices = props.columns.filter(({ isAlways }) => isAlways !== true);
  if (choices.length === 0) return null;
  const content = (
    <fieldset className="c-fieldset c-columns">
      <legend className="c-sr-only">{t("table.columns")}</legend>
      {choices.map(({ key, title }) => (
        <Checkbox
          key={key}
          checked={!props.hidden.includes(key)}
          onChange={(event) =>
            props.onChange(
              event.target.checked ? props.hidden.filter((one) => one !== key) : [...props.hidden, key],
            )
          }
        >
          {title}
        </Checkbox>
      ))}
    </fieldset>
  );
  return (
    <Popover content={content} trigger="click" placement="bottomRight">
      <Button
        type="text"
        icon={<SettingOutlined />}
        aria-label={t("table.columns")}
        title={t("table.columns")}
      />
    </Popover>
  );
}
