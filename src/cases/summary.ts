import { specialtyTree } from "../terminology/index.js";
import type { CaseSummary } from "./api.js";
import { patientLabel } from "./domain/patient-label.js";
import type { CaseRecord } from "./store/case-record.js";

/** The name of a 诊疗科目 that stands alone; null for no code and for a code that is not in the code system. */
export const specialtyName = (code: string | null): string | null =>
  code === null ? null : (specialtyTree().byCode.get(code)?.label ?? null);

/** The line of a case in a list and in the case header: no given name of the patient, no summary. */
export function toSummary(record: CaseRecord): CaseSummary {
  return {
    id: record.id,
    number: record.number,
    status: record.status,
    urgencyLevel: record.urgencyLevel,
    question: record.question,
    patientLabel: patientLabel({
      name: record.patientName,
      sex: record.patientSex,
      ageYears: record.patientAgeYears,
    }),
    institutionName: record.institutionName,
    requesterName: record.requesterName,
    wantedSpecialtyCode: record.wantedSpecialtyCode,
    wantedSpecialtyName: specialtyName(record.wantedSpecialtyCode),
    mode: record.mode,
    panel: record.panelSpecialtyCodes.map((code) => ({ code, name: specialtyName(code) ?? code })),
    nextActor: record.nextActor,
    dueAt: record.dueAt,
    submittedAt: record.submittedAt,
    closedAt: record.closedAt,
    createdAt: record.createdAt,
  };
}
