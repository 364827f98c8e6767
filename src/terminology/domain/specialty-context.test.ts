import fc from "fast-check";
import { expect, test } from "vitest";
import { practiceScopes, scopeRules, specialtyIndex, specialtyTree } from "../load.js";
import { normaliseSpecialty } from "./normalise-specialty.js";
import { settleByContext } from "./specialty-context.js";

const tree = specialtyTree();
const read = (name: string, scopeCode: string | null, ...departments: string[]) =>
  settleByContext(tree, scopeRules(), normaliseSpecialty(specialtyIndex(), name), {
    scopeCode,
    departmentCodes: new Set(departments.map((one) => normaliseSpecialty(specialtyIndex(), one).code ?? one)),
  });

test.each([
  // The registration settles it.
  ["心脏科", "11", [], "03.04"],
  ["心脏科", "12", [], "04.06"],
  ["神经科", "11", [], "03.03"],
  ["胃肠科", "12", [], "04.01"],
  ["骨伤科", "51", [], "50.10"],
  ["骨伤科", "12", [], "04.03"],
  ["肛肠科", "51", [], "50.11"],
  // The other departments settle it.
  ["五官科", null, ["眼科", "口腔科"], "11"],
  ["五官科", null, ["耳鼻喉科", "口腔科"], "10"],
  ["骨伤科", null, ["骨科"], "50.10"],
  ["肝病科", null, ["消化内科"], "16.03"],
  ["胃肠科", null, ["消化内科"], "04.01"],
  ["心脏科", null, ["心脏外科"], "03.04"],
  // A centre works beside the departments: what they have left does not settle it, the person's registration does.
  ["内镜中心", null, ["呼吸内科", "消化内科"], null],
  ["脑病中心", null, ["神经内科"], null],
  ["脑病中心", "11", ["神经内科"], "03.03"],
  // Nothing does.
  ["心脏科", null, [], null],
  ["心脏科", null, ["心内科", "心脏外科"], null],
  ["心脏科", "11", ["心内科"], null],
  ["五官科", null, ["眼科"], null],
  ["肝病科", "11", [], null],
  ["心脏科", "31", [], null],
] as const)("%s under scope %s beside %j is %s", (name, scope, departments, code) => {
  const answer = read(name, scope, ...departments);
  expect(answer.code).toBe(code);
  expect(answer.status).toBe(code === null ? "ambiguous" : "resolved");
  if (code !== null) expect(answer).toMatchObject({ basis: "context", input: name });
});

test("context never changes what is certain or unknown, and never adds a reading", () => {
  const names = fc.constantFrom(
    "心内科",
    "心脏科",
    "五官科",
    "某某小组",
    "骨伤科",
    "神经科",
    "内科",
    "肝胆科",
    "NICU",
  );
  const scopes = fc.option(fc.constantFrom(...practiceScopes().map(({ code }) => code)));
  const departments = fc.array(fc.constantFrom(...tree.byCode.keys()), { maxLength: 8 });
  fc.assert(
    fc.property(names, scopes, departments, (name, scope, others) => {
      const plain = normaliseSpecialty(specialtyIndex(), name);
      const answer = read(name, scope, ...others);
      if (plain.status !== "ambiguous") expect(answer).toEqual(plain);
      if (answer.code !== null) expect(plain.candidates.map(({ code }) => code)).toContain(answer.code);
    }),
  );
});
