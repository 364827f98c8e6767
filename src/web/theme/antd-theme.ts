import { theme, type ThemeConfig } from "antd";
import { palettes, type ThemeMode } from "./palette.js";

/** System fonts only, Chinese faces first by platform; nothing is downloaded. */
export const fontFamily =
  'system-ui, -apple-system, "Segoe UI", "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", "Noto Sans SC", sans-serif';

/** Our palette as antd tokens. The last algorithm sets final values, because the dark algorithm would dim the accent. */
export function antdTheme(mode: ThemeMode, isStill = false): ThemeConfig {
  const p = palettes[mode];
  const base = mode === "dark" ? theme.darkAlgorithm : theme.defaultAlgorithm;
  const mix = (share: number) => `color-mix(in srgb, ${p.accent} ${share}%, ${p.surface})`;
  return {
    algorithm: [
      (seed, map) => base(seed, map),
      (_seed, map) => {
        if (map === undefined) throw new Error("the palette is laid over a base algorithm");
        return {
          ...map,
          colorPrimary: p.accent,
          colorPrimaryHover: mode === "dark" ? "#6ccbdb" : "#0e8099",
          colorPrimaryActive: mode === "dark" ? "#3aa3b6" : "#075466",
          colorPrimaryText: p.accent,
          colorPrimaryBg: p.accentWash,
          colorPrimaryBgHover: mix(24),
          colorPrimaryBorder: mix(45),
          colorLink: p.accent,
          colorLinkHover: mode === "dark" ? "#6ccbdb" : "#0e8099",
          colorBgLayout: p.ground,
          colorBgContainer: p.surface,
          colorBgElevated: mode === "dark" ? "#1b282d" : p.surface,
          colorText: p.text,
          colorTextSecondary: p.textQuiet,
          colorTextTertiary: p.textQuiet,
          colorBorder: p.fieldEdge,
          colorBorderSecondary: p.line,
          colorSuccess: p.good,
          colorWarning: p.warn,
          colorError: p.bad,
          // Text on a filled button has to be read while the pointer is over it, too.
          colorErrorHover: mode === "dark" ? p.bad : "#8f1e18",
          colorErrorActive: mode === "dark" ? p.bad : "#76160f",
          colorErrorText: p.bad,
        };
      },
    ],
    token: {
      colorPrimary: p.accent,
      colorInfo: p.accent,
      borderRadius: 8,
      borderRadiusLG: 10,
      fontFamily,
      fontSize: 14,
      controlHeight: 36,
      colorTextPlaceholder: p.textQuiet,
      colorTextDescription: p.textQuiet,
      wireframe: false,
      motion: !isStill,
      motionDurationMid: "0.12s",
      motionDurationSlow: "0.16s",
    },
    components: {
      Button: {
        primaryColor: p.onAccent,
        dangerColor: mode === "dark" ? "#3a0a07" : "#ffffff",
        primaryShadow: "none",
        dangerShadow: "none",
        defaultShadow: "none",
        fontWeight: 500,
      },
      Table: { headerBg: p.wash, headerColor: p.textQuiet, cellPaddingBlockMD: 10, rowHoverBg: p.wash },
      Segmented: { trackBg: p.wash },
    },
  };
}
