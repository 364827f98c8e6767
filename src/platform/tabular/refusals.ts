import type { TableWarning, TableWarningCode } from "./table.js";

export type TableRefusalCode =
  | "unsupported_file_type"
  | "password_protected"
  | "corrupt_workbook"
  | "file_too_large"
  | "too_many_rows"
  | "too_many_columns"
  | "content_too_large"
  | "empty_file"
  | "no_header"
  | "unclosed_quote"
  | "unknown_encoding"
  | "sheet_not_found";

/** Why a file cannot be read as a table, in the words the person at the screen gets. */
export type TableRefusal = { readonly code: TableRefusalCode; readonly zh: string; readonly en: string };

type Texts = { readonly zh: string; readonly en: string };

const refusalTexts: Readonly<Record<TableRefusalCode, Texts>> = {
  unsupported_file_type: {
    zh: "文件内容是{zhKind}，不是 .xlsx 或 .csv。请上传 Excel 工作簿（.xlsx）或 .csv；其他表格请在 Excel 或 WPS 中打开，另存为 .xlsx。",
    en: "The file is {enKind}, not .xlsx or .csv. Send an Excel workbook (.xlsx) or .csv; open other tables in Excel or WPS and save as .xlsx.",
  },
  password_protected: {
    zh: "工作簿设有打开密码，无法读取。请在 Excel 中取消密码后重新保存。",
    en: "The workbook is protected by a password. Remove the password in Excel and save it again.",
  },
  corrupt_workbook: {
    zh: "工作簿已损坏，无法读取。请用 Excel 或 WPS 重新打开并另存一份。",
    en: "The workbook is damaged. Open it in Excel or WPS and save a new copy.",
  },
  file_too_large: {
    zh: "文件大小 {actual} MB，超过上限 {limit} MB。请删去图片和无关工作表，或拆成几个文件。",
    en: "The file has {actual} MB; the limit is {limit} MB. Remove pictures and other sheets, or split the file.",
  },
  too_many_rows: {
    zh: "表格超过 {limit} 行。请拆成几个文件分次上传。",
    en: "The table has more than {limit} rows. Split it into several files.",
  },
  too_many_columns: {
    zh: "第 {row} 行超过 {limit} 列。请检查分隔符，或删去多余的列。",
    en: "Row {row} has more than {limit} columns. Check the separator or remove columns.",
  },
  content_too_large: {
    zh: "文件展开后的内容过大，已停止读取。请只保留需要的工作表和列。",
    en: "The file unpacks to too much content; reading stopped. Keep only the sheets and columns that are needed.",
  },
  empty_file: {
    zh: "文件里没有任何内容。",
    en: "The file has no content.",
  },
  no_header: {
    zh: "前 10 行里没有找到表头。请把列名（如：姓名、科室）写在表格第一行。",
    en: "No header was found in the first 10 rows. Write the column names in the first row.",
  },
  unclosed_quote: {
    zh: "第 {line} 行有一个双引号没有配对，后面的内容无法分列。请补上或删去这个引号。",
    en: "A double quote in line {line} is never closed, so the columns after it are lost. Close or remove the quote.",
  },
  unknown_encoding: {
    zh: "无法识别文件的文字编码。请另存为 UTF-8 编码的 .csv，或存为 .xlsx。",
    en: "The text encoding is not recognised. Save the file as UTF-8 .csv or as .xlsx.",
  },
  sheet_not_found: {
    zh: "工作簿里没有名为“{sheet}”的工作表。",
    en: "The workbook has no sheet named “{sheet}”.",
  },
};

const warningTexts: Readonly<Record<TableWarningCode, Texts>> = {
  several_sheets: {
    zh: "工作簿有 {count} 个工作表，只读取了“{sheet}”。",
    en: "The workbook has {count} sheets; only “{sheet}” was read.",
  },
  hidden_rows: {
    zh: "有 {count} 行在表格中被隐藏或筛选掉，也已读取。",
    en: "{count} rows are hidden or filtered out in the sheet; they were read as well.",
  },
  damaged_characters: {
    zh: "有 {count} 处文字无法按 {encoding} 解读，显示为“�”。",
    en: "{count} places cannot be read as {encoding} and show as “�”.",
  },
  formula_cells: {
    zh: "有 {count} 个单元格是公式。系统不计算公式，请改为“仅粘贴数值”。",
    en: "{count} cells hold formulas. Formulas are not calculated: paste them as values.",
  },
  numbers_lost_digits: {
    zh: "有 {count} 个长数字已丢失末尾几位。请先把该列设为“文本”格式再填写。",
    en: "{count} long numbers have lost their last digits. Format the column as text before typing them.",
  },
};

type Values = Readonly<Record<string, string | number>>;

const fill = (text: string, values: Values): string =>
  text.replace(/\{(\w+)\}/gu, (hole, name: string) =>
    Object.hasOwn(values, name) ? String(values[name]) : hole,
  );

/** A refusal with its texts filled in; a hole without a value stays visible. */
export function tableRefusal(code: TableRefusalCode, values: Values = {}): TableRefusal {
  const { zh, en } = refusalTexts[code];
  return { code, zh: fill(zh, values), en: fill(en, values) };
}

/** A warning with its texts filled in. */
export function tableWarning(code: TableWarningCode, values: Values): TableWarning {
  const { zh, en } = warningTexts[code];
  return { code, zh: fill(zh, values), en: fill(en, values) };
}

/** Carries a refusal out of nested parsing; `readTable` turns it into a value. */
export class TableUnreadable extends Error {
  readonly refusal: TableRefusal;
  constructor(code: TableRefusalCode, values: Values = {}) {
    super(code);
    this.refusal = tableRefusal(code, values);
  }
}
