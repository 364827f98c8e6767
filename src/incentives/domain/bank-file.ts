/** What a column of a payment file may hold. */
export type BankField =
  | "sequence"
  | "payerName"
  | "payeeName"
  | "payeeCreditCode"
  | "amountYuan"
  | "currency"
  | "purpose"
  | "reference";

/** One payment order. */
export type PaymentOrder = Readonly<Record<BankField, string>>;

/**
 * 批量付款文件 as data: which columns in which order. Banks differ; a bank's own order is another value of this shape.
 * Account numbers are not on the platform: the finance office's system completes them by 统一社会信用代码.
 */
export interface BankFormat {
  readonly code: string;
  readonly columns: readonly { readonly title: string; readonly field: BankField }[];
}

export const generalBankFormat: BankFormat = {
  code: "consilium.bank/1",
  columns: [
    { title: "序号", field: "sequence" },
    { title: "付款方", field: "payerName" },
    { title: "收款方", field: "payeeName" },
    { title: "收款方统一社会信用代码", field: "payeeCreditCode" },
    { title: "金额（元）", field: "amountYuan" },
    { title: "币种", field: "currency" },
    { title: "用途", field: "purpose" },
    { title: "业务参考号", field: "reference" },
  ],
};

/** Rows of text in the format's order. */
export const bankRows = (format: BankFormat, orders: readonly PaymentOrder[]): string[][] =>
  orders.map((order) => format.columns.map(({ field }) => order[field]));
