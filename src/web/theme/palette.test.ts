import { expect, test } from "vitest";
import { urgencyLevels } from "../../kernel/urgency.js";
import { palettes, urgencyColours, type ThemeMode } from "./palette.js";

/** WCAG 2.2 relative luminance and contrast ratio. Source: https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio */
function luminance(hex: string): number {
  const channel = (from: number) => {
    const value = Number.parseInt(hex.slice(from, from + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  };
  return 0.2126 * channel(1) + 0.7152 * channel(3) + 0.0722 * channel(5);
}
function contrast(a: string, b: string): number {
  const [light, dark] = [luminance(a), luminance(b)].sort((x, y) => y - x) as [number, number];
  return (light + 0.05) / (dark + 0.05);
}

test("the contrast formula gives the standard's end points", () => {
  expect(contrast("#000000", "#ffffff")).toBeCloseTo(21, 5);
  expect(contrast("#777777", "#ffffff")).toBeLessThan(4.5);
});

test.each<ThemeMode>(["light", "dark"])("%s: texts meet AA on every ground they are used on", (mode) => {
  const p = palettes[mode];
  const pairs = [
    ...[p.ground, p.surface, p.wash].flatMap((ground) =>
      [p.text, p.textQuiet, p.accent, p.good, p.warn, p.bad].map((text) => [text, ground] as const),
    ),
    [p.onAccent, p.accent] as const,
    [p.accent, p.accentWash] as const,
    [p.text, p.accentWash] as const,
    [p.good, p.goodWash] as const,
    [p.warn, p.warnWash] as const,
    [p.bad, p.badWash] as const,
    ...urgencyLevels.map(
      (level) => [urgencyColours[mode][level].text, urgencyColours[mode][level].fill] as const,
    ),
  ];
  const failing = pairs.filter(([text, ground]) => contrast(text, ground) < 4.5);
  expect(
    failing.map(([text, ground]) => `${text} on ${ground}: ${contrast(text, ground).toFixed(2)}`),
  ).toEqual([]);
});

test.each<ThemeMode>(["light", "dark"])(
  "%s: urgency tags and focus rings stand out from the surface (3:1)",
  (mode) => {
    const p = palettes[mode];
    const edges = urgencyLevels.slice(0, 2).map((level) => urgencyColours[mode][level].fill);
    for (const edge of [...edges, p.focus, p.fieldEdge])
      expect(contrast(edge, p.surface)).toBeGreaterThanOrEqual(3);
  },
);
