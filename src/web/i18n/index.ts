import dayjs from "dayjs";
import "dayjs/locale/zh-cn";
import i18next from "i18next";
import { useMemo } from "react";
import { initReactI18next, useTranslation } from "react-i18next";
import { z } from "zod";
import { readPreference, writePreference } from "../preferences.js";
import type { Words } from "../problem.js";
import type { SameKeys, TextKey, Texts, Translate } from "./texts-type.js";

export type { TextKey, Texts, Translate } from "./texts-type.js";

export const languages = ["zh-CN", "en"] as const;
export type Language = (typeof languages)[number];

const remembered = readPreference("language", z.enum(languages), "zh-CN");

void i18next.use(initReactI18next).init({
  lng: remembered,
  fallbackLng: "zh-CN",
  supportedLngs: languages,
  // React escapes what it shows; escaping twice would print entities.
  interpolation: { escapeValue: false },
  react: { useSuspense: false },
  initAsync: false,
  resources: {},
});
announceLanguage(remembered);

function announceLanguage(language: Language): void {
  dayjs.locale(language === "en" ? "en" : "zh-cn");
  if (typeof document !== "undefined") document.documentElement.lang = language;
}

/** The language outside React (notices); inside, use `useLanguage`. */
export const currentLanguage = (): Language => (i18next.language === "en" ? "en" : "zh-CN");

/** Switches the whole page at once and remembers the choice in this browser. */
export async function chooseLanguage(language: Language): Promise<void> {
  await i18next.changeLanguage(language);
  announceLanguage(language);
  writePreference("language", language);
}

/** The language of the page; re-renders on a switch. */
export function useLanguage(): Language {
  useTranslation();
  return currentLanguage();
}

/** Picks from texts that carry both languages, such as role names and refusals. */
export function useWords(): (words: Words) => string {
  const language = useLanguage();
  return (words) => (language === "en" ? words.en : words.zh);
}

/**
 * Registers a module's texts under its own name and returns the hook that reads them. Called at the top of
 * `src/<module>/web/texts.ts`, so the texts arrive with the page that needs them. The compiler refuses an English
 * side with missing or unknown keys, and a `t("…")` for a key that does not exist.
 */
export function registerTexts<const Z extends Texts>(
  namespace: string,
  texts: { readonly zh: Z; readonly en: SameKeys<Z> },
): () => Translate<Z> {
  i18next.addResourceBundle("zh-CN", namespace, texts.zh);
  i18next.addResourceBundle("en", namespace, texts.en);
  return function useTexts() {
    const { t, i18n } = useTranslation(namespace);
    const { language } = i18n;
    return useMemo(
      () => (key: TextKey<Z>, values?: Readonly<Record<string, string | number>>) =>
        t(key, { ...values, lng: language }),
      [t, language],
    );
  };
}
