import { splitList } from "../domain/import/diseases.js";
import { cleanLine } from "../domain/import/clean-text.js";
import type { ExpertRecord } from "../domain/import/record.js";
import type { NewClaim } from "../domain/claims/record-claims.js";
import type { ExpertTerms } from "../import-terms.js";
import { practiceScopes } from "../../terminology/index.js";

const longestItem = 200;
const mostItems = 100;

/**
 * What a hospital's system says of a person, as claims: fields of the person, fields of the post, and lists item by item.
 * Identity numbers and addresses of the person are no claims; they stay sealed in his row.
 */
export function claimsOfStaff(record: ExpertRecord, roleId: string, terms: ExpertTerms): NewClaim[] {
  const claims: NewClaim[] = [{ kind: "name", label: record.name, value: record.name }];
  const add = (kind: NewClaim["kind"], label: string, value: string, more: Partial<NewClaim> = {}): void => {
    if (label !== "") claims.push({ kind, label: label.slice(0, 500).toWellFormed(), value, ...more });
  };
  if (record.gender !== null) add("gender", record.gender === "male" ? "男" : "女", record.gender);
  if (record.bornOn !== null) add("birth_on", record.bornOn, record.bornOn);
  if (record.licenceNumber !== null) add("licence", record.licenceNumber, record.licenceNumber);
  if (record.independentSinceOn !== null)
    add("independent_since", record.independentSinceOn, record.independentSinceOn);
  const scope = terms.practiceScopeOf(record.practiceScopes);
  if (scope !== null)
    add("practice_scope", practiceScopes().find(({ code }) => code === scope)?.name ?? scope, scope);
  add("practice_category", record.practiceCategory, record.practiceCategory);
  const post = { practitionerRoleId: roleId };
  const department = record.departments.map(({ label }) => label).join("、");
  add("department", department, department, post);
  if (record.clinicalTitle !== null) add("title", record.clinicalTitle.name, record.clinicalTitle.code, post);
  if (record.academicTitle !== null)
    add("teaching_title", record.academicTitle.name, record.academicTitle.code, post);
  add("post", record.post, record.post, post);
  const lists = [
    ["language", record.languages],
    ["society", record.societies],
    ["education", record.education],
    ["award", record.honours],
    ["skill", record.subspecialty],
  ] as const;
  for (const [kind, text] of lists)
    for (const item of splitList(text).slice(0, mostItems)) {
      const label = cleanLine(item).slice(0, longestItem).toWellFormed();
      if (label !== "") claims.push({ kind, label });
    }
  for (const { label, count } of record.diseases)
    claims.push({
      kind: "disease_cases",
      label,
      quantity: count,
      code: terms.diagnosisCodeOf(label, record.institutionName),
      codeSystem: "icd10",
    });
  return claims;
}
