import { expect, test } from "vitest";
import { fileFault, sizeWords } from "./file-faults.js";

test("a file is refused for what is wrong with it", () => {
  const limit = 20 * 1_048_576;
  const accept = [".xlsx", ".csv"];
  expect(fileFault({ name: "专家.XLSX", size: 10 }, accept, limit)).toBeUndefined();
  expect(fileFault({ name: "专家.xls", size: 10 }, accept, limit)).toBe("wrongKind");
  expect(fileFault({ name: "专家.csv", size: 0 }, accept, limit)).toBe("empty");
  expect(fileFault({ name: "专家.csv", size: limit }, accept, limit)).toBeUndefined();
  expect(fileFault({ name: "专家.csv", size: limit + 1 }, accept, limit)).toBe("tooLarge");
  expect(fileFault({ name: "anything", size: 1 }, [], limit)).toBeUndefined();
});

test("sizes read as people say them", () => {
  expect([20 * 1_048_576, 1_572_864, 300 * 1024, 1].map(sizeWords)).toEqual([
    "20 MB",
    "1.5 MB",
    "300 KB",
    "1 KB",
  ]);
});
