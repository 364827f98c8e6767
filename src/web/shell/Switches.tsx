import { SunOutlined, MoonOutlined } from "@ant-design/icons";
import { Button } from "antd";
import { chooseLanguage, useLanguage } from "../i18n/index.js";
import { chooseTheme, useThemeMode } from "../theme/theme-choice.js";
import { useShellTexts } from "./texts.js";

/** Named in the language it leads to, so that someone who cannot read this one finds it. */
export function LanguageSwitch() {
  const t = useShellTexts();
  const language = useLanguage();
  const other = language === "en" ? "zh-CN" : "en";
  return (
    <Button
      type="text"
      lang={other}
      aria-label={t("header.language")}
      title={t("header.language")}
      onClick={() => void chooseLanguage(other)}
    >
      {other === "en" ? "EN" : "中文"}
    </Button>
  );
}

export function ThemeSwitch() {
  const t = useShellTexts();
  const mode = useThemeMode();
  const label = mode === "dark" ? t("header.toLight") : t("header.toDark");
  return (
    <Button
      type="text"
      icon={mode === "dark" ? <SunOutlined /> : <MoonOutlined />}
      aria-label={label}
      title={label}
      onClick={() => chooseTheme(mode === "dark" ? "light" : "dark")}
    />
  );
}
