import { hasInk } from "./ink.js";
import type { MissingItem } from "./missing-item.js";

export interface ConsentFacts {
  readonly givenBy: "patient" | "guardian" | "relative" | "emergency_approver";
  readonly signerName: string;
  readonly form: "paper" | "electronic" | "emergency";
}

/** Source: 民法典 第17条 (不满十八周岁的自然人为未成年人). */
const ageOfMajorityYears = 18;

/**
 * What makes a consent invalid as it stands; empty when it holds. Sending a case to another hospital needs the patient's
 * separate consent (单独同意); a guardian gives it for a minor; in an emergency the head of the institution, or who acts
 * for him, approves instead, and then the record must say that it was an emergency.
 * @param ageYears null: unknown, so the rule for minors is not judged.
 * Source: 个人信息保护法 第13条第(四)项, 第23、29、31条; 民法典 第17、19、1219、1220条; 国卫医发〔2018〕25号 附件3.
 */
export function consentProblems(consent: ConsentFacts, ageYears: number | null): MissingItem[] {
  const problems: MissingItem[] = [];
  const add = (field: string, zh: string, en: string) => {
    problems.push({ field, required: true, zh, en });
  };
  if (!hasInk(consent.signerName)) add("consent.signerName", "请填写签署人姓名", "Enter the signer's name");
  if (consent.form === "emergency" && consent.givenBy !== "emergency_approver")
    add(
      "consent.givenBy",
      "紧急情况的同意须由医疗机构负责人或授权的负责人批准",
      "In an emergency the head of the institution, or who acts for them, must approve",
    );
  if (consent.givenBy === "emergency_approver" && consent.form !== "emergency")
    add(
      "consent.form",
      "由负责人批准的同意只用于紧急情况，请选择“紧急”形式",
      "Approval by the institution's head is for emergencies only; choose the form “emergency”",
    );
  if (
    ageYears !== null &&
    ageYears < ageOfMajorityYears &&
    consent.givenBy !== "guardian" &&
    consent.givenBy !== "emergency_approver"
  )
    add(
      "consent.givenBy",
      "患者未满 18 周岁，应由监护人签署同意",
      "The patient is under 18: a guardian must give consent",
    );
  return problems;
}
