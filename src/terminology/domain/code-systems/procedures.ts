/** An operation of the national list (ICD-9-CM-3). */
export interface Procedure {
  readonly code: string;
  readonly name: string;
}

/** The national list of operations, in code order. */
export interface ProcedureList {
  readonly rows: readonly Procedure[];
  readonly byCode: ReadonlyMap<string, string>;
  /** The nearest listed code above: 00.0200x001 → 00.0200. Null: the list has none. */
  readonly parentOf: (code: string) => string | null;
}

export function buildProcedureList(rows: readonly Procedure[]): ProcedureList {
  const byCode = new Map(rows.map((row) => [row.code, row.name]));
  return {
    rows,
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
