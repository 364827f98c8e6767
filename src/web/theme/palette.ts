import type { UrgencyLevel } from "../../kernel/urgency.js";

export type ThemeMode = "light" | "dark";

/** The colours of the page by use; every text colour meets WCAG AA on the grounds it is used on (see the test). */
export interface Palette {
  /** The page behind the cards. */
  readonly ground: string;
  readonly surface: string;
  /** A quiet fill: table heads, chips, hovered rows. */
  readonly wash: string;
  readonly line: string;
  /** The edge of a field; 3:1 on the surface. */
  readonly fieldEdge: string;
  readonly text: string;
  readonly textQuiet: string;
  readonly accent: string;
  /** Text on a fill of the accent colour. */
  readonly onAccent: string;
  readonly accentWash: string;
  readonly good: string;
  readonly goodWash: string;
  readonly warn: string;
  readonly warnWash: string;
  readonly bad: string;
  readonly badWash: string;
  readonly focus: string;
}

export const palettes: Readonly<Record<ThemeMode, Palette>> = {
  light: {
    ground: "#f2f6f7",
    surface: "#ffffff",
    wash: "#eaf1f2",
    line: "#d3dfe2",
    fieldEdge: "#82979f",
    text: "#12262c",
    textQuiet: "#48606a",
    accent: "#0b6b7f",
    onAccent: "#ffffff",
    accentWash: "#dff0f3",
    good: "#1a6b3c",
    goodWash: "#e2f3e8",
    warn: "#8a4b00",
    warnWash: "#fdf0dc",
    bad: "#b3261e",
    badWash: "#fdeae8",
    focus: "#0b6b7f",
  },
  dark: {
    ground: "#0e1619",
    surface: "#162125",
    wash: "#1e2c31",
    line: "#30434a",
    fieldEdge: "#647d87",
    text: "#e3edef",
    textQuiet: "#a5b8be",
    accent: "#4fb9cb",
    onAccent: "#04222a",
    accentWash: "#173a42",
    good: "#6fcf97",
    goodWash: "#15331f",
    warn: "#f0b45c",
    warnWash: "#3a2a10",
    bad: "#ff8f86",
    badWash: "#43201d",
    focus: "#7fd3e1",
  },
};

/** Fill and text of an urgency tag: the most urgent two are solid, so that they carry across a dense list. */
export const urgencyColours: Readonly<
  Record<ThemeMode, Readonly<Record<UrgencyLevel, { fill: string; text: string; edge: string }>>>
> = {
  light: {
    I: { fill: "#b3161b", text: "#ffffff", edge: "#b3161b" },
    II: { fill: "#b84a00", text: "#ffffff", edge: "#b84a00" },
    III: { fill: "#fff0b8", text: "#5c4300", edge: "#c79a1b" },
    IV: { fill: "#e0f3e6", text: "#14592f", edge: "#4f9e6c" },
  },
  dark: {
    I: { fill: "#d6353a", text: "#ffffff", edge: "#ff8f86" },
    II: { fill: "#ff9a4d", text: "#2b1200", edge: "#ff9a4d" },
    III: { fill: "#3d3210", text: "#f6d96b", edge: "#b8962f" },
    IV: { fill: "#15331f", text: "#84d8a4", edge: "#3f8a5b" },
  },
};
