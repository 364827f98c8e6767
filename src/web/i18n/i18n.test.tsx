import i18next from "i18next";
import { renderToStaticMarkup } from "react-dom/server";
import { afterEach, expect, test } from "vitest";
import { chooseLanguage, registerTexts, useWords } from "./index.js";

const useTexts = registerTexts("i18n-test", {
  zh: { waiting: "{{count}} 例等待", status: { open: "待接" } },
  en: { waiting: "{{count}} cases waiting", waiting_one: "{{count}} case waiting", status: { open: "Open" } },
});

function Sample({ count }: { count: number }) {
  const t = useTexts();
  const words = useWords();
  return [t("waiting", { count }), t("status.open"), words({ zh: "专家", en: "Expert" })].join("|");
}

afterEach(async () => chooseLanguage("zh-CN"));

test("texts follow the language, with the English singular", async () => {
  expect(renderToStaticMarkup(<Sample count={1} />)).toBe("1 例等待|待接|专家");
  await chooseLanguage("en");
  expect(renderToStaticMarkup(<Sample count={1} />)).toBe("1 case waiting|Open|Expert");
  expect(renderToStaticMarkup(<Sample count={2} />)).toBe("2 cases waiting|Open|Expert");
});

test("a value is put in as it is: React escapes it, once", () => {
  i18next.addResource("zh-CN", "i18n-test", "hello", "你好 {{name}}");
  expect(i18next.t("hello", { ns: "i18n-test", name: "<b>&" })).toBe("你好 <b>&");
});

test("the compiler keeps both languages alike", () => {
  // @ts-expect-error the English side lacks `b`
  registerTexts("i18n-test-missing", { zh: { a: "甲", b: "乙" }, en: { a: "A" } });
  // @ts-expect-error the English side has a key of its own
  registerTexts("i18n-test-extra", { zh: { a: "甲" }, en: { a: "A", c: "C" } });
  const useOther = registerTexts("i18n-test-keys", { zh: { a: { b: "乙" } }, en: { a: { b: "B" } } });
  function Wrong() {
    // @ts-expect-error no such key
    return useOther()("a.c");
  }
  expect(renderToStaticMarkup(<Wrong />)).toBe("a.c");
});
