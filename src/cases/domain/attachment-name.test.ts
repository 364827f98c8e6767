import fc from "fast-check";
import { expect, test } from "vitest";
import {
  attachmentTitle,
  attachmentTypes,
  type AttachmentType,
  contentDisposition,
} from "./attachment-name.js";

test("a name keeps its true ending and gets one when it lies", () => {
  expect(attachmentTitle("胸部CT.PDF", "application/pdf")).toBe("胸部CT.pdf");
  expect(attachmentTitle("报告.exe", "image/png")).toBe("报告.exe.png");
  expect(attachmentTitle("C:\\病历\\..\\心电图.jpeg", "image/jpeg")).toBe("心电图.jpeg");
  expect(attachmentTitle("../../etc/passwd", "text/plain")).toBe("passwd.txt");
  expect(attachmentTitle("\u202egpj.exe\n", "image/jpeg")).toBe("gpj.exe.jpg");
  expect(attachmentTitle("...", "application/dicom")).toBe("附件.dcm");
});

test("any name becomes one that is safe in a header and in a folder", () => {
  const type = fc.constantFrom(...(Object.keys(attachmentTypes) as AttachmentType[]));
  fc.assert(
    fc.property(fc.string({ unit: "binary", maxLength: 200 }), type, (name, media) => {
      fc.pre(name.isWellFormed());
      const title = attachmentTitle(name, media);
      const header = contentDisposition(title, media);
      const endings: readonly string[] = attachmentTypes[media];
      return (
        !/[\\/\p{C}]/u.test(title) &&
        Array.from(title).length <= 120 &&
        endings.some((ending) => title.endsWith(`.${ending}`)) &&
        /^(inline|attachment); filename="[A-Za-z0-9._ -]+"; filename\*=UTF-8''[\w.~!%-]+$/.test(header)
      );
    }),
  );
});

test("only pictures and PDF are shown in the browser", () => {
  expect(contentDisposition("a.pdf", "application/pdf")).toMatch(/^inline/);
  expect(contentDisposition("a.webp", "image/webp")).toMatch(/^inline/);
  expect(contentDisposition("a.txt", "text/plain")).toMatch(/^attachment/);
  expect(contentDisposition("a.dcm", "application/dicom")).toMatch(/^attachment/);
});
