import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { packageRoot } from "../platform/package-root.js";

const consilium = (args: string[], input = ""): string =>
  execFileSync(process.execPath, [join(packageRoot(), "bin", "consilium.js"), ...args], {
    input,
    encoding: "utf8",
    stdio: "pipe",
  });
const folder = mkdtempSync(join(tmpdir(), "consilium-evaluate-"));
afterAll(() => rmSync(folder, { recursive: true }));
const file = (name: string, text: string): string => {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
};

test("a model learned from a file, and the shipped ranker with knowledge learned from it, are measured on another", () => {
  const organs = "胃 肝 肺 肾 脾 胰 肠 脑 心 骨".split(" ");
  const codes = file(
    "codes.tsv",
    `code\tname\n${organs.map((o, i) => `A0${i}.1\t${o}恶性肿瘤\nA0${i}.2\t${o}炎`).join("\n")}\n`,
  );
  const header = "text\tnormalized\n";
  const train = file(
    "train.tsv",
    header + organs.map((o) => `"左${o}癌, 待查"\t${o}恶性肿瘤\n${o}发炎\t${o}炎\n`).join(""),
  );
  const data = file("data.tsv", `\uFEFF${header}右肝癌\t肝恶性肿瘤\n胃发炎；脾癌\t胃炎##脾恶性肿瘤\r\n`);
  const model = join(folder, "model.gz");
  const of = ["--kind", "diagnosis", "--codes", codes];
  const trained: unknown = JSON.parse(
    consilium(["train", "terms", ...of, "--data", train, "--out", model, "--json"]),
  );
  expect(trained).toMatchObject({ kind: "diagnosis", examples: 20 });
  const evaluate = (...more: string[]): unknown =>
    JSON.parse(consilium(["evaluate", "terms", ...of, "--data", data, "--json", ...more]));
  const withModel = evaluate("--model", model);
  expect(Object.keys(withModel as object)).toEqual(
    expect.arrayContaining(["n", "top1", "top5", "top10", "precision", "recall", "f1"]),
  );
  expect(withModel).toMatchObject({ n: 2, single: { n: 1 }, several: { n: 1 } });
  expect(evaluate("--train", train)).toMatchObject({ n: 2, top5: 1 });
}, 180_000);

test("what is wrong with a file is said with its line", () => {
  const data = file("bad.tsv", "text\tnormalized\n胃炎\n");
  expect(() => consilium(["evaluate", "terms", "--kind", "symptom", "--data", data])).toThrow(
    expect.objectContaining({ status: 2, stderr: expect.stringContaining("line 2") as string }),
  );
});
