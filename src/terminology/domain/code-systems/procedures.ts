import type { CodeList, CodeNames, CodeRow } from "./code-list.js";

/** An operation of the national list (ICD-9-CM-3). */
export type Procedure = CodeRow;

/** The national list of operations, in code order. */
export interface ProcedureList {
  readonly rows: readonly Procedure[];
  readonly byCode: CodeNames;
  /** The nearest listed code above: 00.0200x001 → 00.0200. Null: the list has none. */
  readonly parentOf: (code: string) => string | null;
}

export function buildProcedureList(list: CodeList): ProcedureList {
  const { byCode } = list;
  return {
    get rows() {
      return list.rows;
    },
    byCode,
    parentOf: (code) => {
      // 36.0601x002 → 36.0601 → 36.0600: an extension belongs to its code, a detailed code to the one that ends in 00.
      const plain = /^(.*)x\d{3}$/u.exec(code)?.[1];
      if (plain !== undefined && byCode.has(plain)) return plain;
      const general = `${(plain ?? code).slice(0, -2)}00`;
      return general !== code && byCode.has(general) ? general : null;
    },
  };
}
