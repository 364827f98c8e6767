export { readTable } from "./read-table.js";
export { tableRefusal } from "./refusals.js";
export type { TableRefusal, TableRefusalCode } from "./refusals.js";
export { columnLetters, defaultTableLimits } from "./table.js";
export type {
  CellFlaw,
  CellFlawCode,
  ReadTableOptions,
  Table,
  TableLimits,
  TableWarning,
  TableWarningCode,
  TextEncoding,
} from "./table.js";
export { writeCsv, writeXlsx } from "./write-table.js";
export type { WritableTable } from "./write-table.js";
