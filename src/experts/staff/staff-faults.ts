import { quoteCell } from "../domain/import/clean-text.js";
import type { Severity } from "../domain/import/problem-texts.js";
import { type StoredProblemCode, storedProblemText } from "../domain/place-rows.js";

/** What is wrong with a value a hospital's system sent, at the place it stood. */
export interface StaffFault {
  readonly place: string;
  readonly code: string;
  readonly severity: Severity;
  readonly value: string;
  readonly zh: string;
  readonly en: string;
  readonly remedyZh: string;
  readonly remedyEn: string;
}

const texts = {
  staff_key_of_another_name: {
    severity: "error",
    zh: "该工号在平台上对应另一姓名",
    en: "This staff number means somebody of another name here",
    remedyZh: "如为更名，请一并发送执业证书编号或身份证号；如工号已给他人使用，请换用新工号",
    remedyEn:
      "After a change of name, send the licence or ID number as well; never give a staff number to another person",
  },
  number_of_another_person: {
    severity: "error",
    zh: "该号码已登记在另一位专家名下",
    en: "This number is on record for another expert",
    remedyZh: "请核对号码；如两条档案是同一人，请由运营合并",
    remedyEn: "Check the number; if both are one person, let the operator merge them",
  },
  unlinked_from_this_person: {
    severity: "error",
    zh: "该工号与这位专家的对应已由人工解除",
    en: "A person has said that this staff number does not mean this expert",
    remedyZh: "如确是此人，请在连接页面撤销解除；如工号已给他人，请核对姓名与证件号",
    remedyEn:
      "If it does mean him, undo that on the connector's page; if the number has a new holder, check name and numbers",
  },
} as const;

/** Words a fault found by comparing with what is stored. */
export function staffFault(
  place: string,
  code: keyof typeof texts | StoredProblemCode,
  value = "",
): StaffFault {
  const text =
    code in texts ? texts[code as keyof typeof texts] : storedProblemText(code as StoredProblemCode);
  const { severity, zh, en, remedyZh, remedyEn } = text;
  return { place, code, value: quoteCell(value), severity, zh, en, remedyZh, remedyEn };
}
