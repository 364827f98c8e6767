/** error: the row (or the message) is not taken · warning: taken, and this part was left out. */
export type FaultSeverity = "error" | "warning" | "ask";

/** The words of a fault, whatever its place. */
export interface FaultText {
  readonly severity: FaultSeverity;
  /** Source: HL7 table 0357, message error condition codes. */
  readonly hl7: number;
  readonly zh: string;
  readonly en: string;
  readonly remedyZh: string;
  readonly remedyEn: string;
}

export const text = (
  severity: FaultSeverity,
  hl7: number,
  zh: string,
  en: string,
  remedyZh: string,
  remedyEn: string,
): FaultText => ({ severity, hl7, zh, en, remedyZh, remedyEn });
