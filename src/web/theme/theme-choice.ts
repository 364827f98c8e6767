import { useSyncExternalStore } from "react";
import { z } from "zod";
import { urgencyLevels } from "../../kernel/urgency.js";
import { readPreference, writePreference } from "../preferences.js";
import { palettes, type ThemeMode, urgencyColours } from "./palette.js";

/** `system` follows the desktop's own light or dark setting. */
export const themeChoices = ["system", "light", "dark"] as const;
export type ThemeChoice = (typeof themeChoices)[number];

const listeners = new Set<() => void>();
const systemIsDark =
  typeof matchMedia === "function" ? matchMedia("(prefers-color-scheme: dark)") : undefined;
let choice = readPreference("theme", z.enum(themeChoices), "system");

const modeNow = (): ThemeMode =>
  choice === "system" ? (systemIsDark?.matches === true ? "dark" : "light") : choice;

const kebab = (name: string) => name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);

/** Publishes the palette as `--c-…` variables for our own style sheets. */
function paint(): void {
  const mode = modeNow();
  const root = document.documentElement;
  root.dataset["theme"] = mode;
  root.style.colorScheme = mode;
  for (const [name, colour] of Object.entries(palettes[mode]))
    root.style.setProperty(`--c-${kebab(name)}`, colour as string);
  for (const level of urgencyLevels)
    for (const [part, colour] of Object.entries(urgencyColours[mode][level]))
      root.style.setProperty(`--c-urgency-${level}-${part}`, colour);
}

function announce(): void {
  paint();
  for (const listener of listeners) listener();
}

/** Paints the page before React draws it, and follows the desktop from then on. */
export function startTheme(): void {
  systemIsDark?.addEventListener("change", announce);
  paint();
}

export function chooseTheme(next: ThemeChoice): void {
  choice = next;
  writePreference("theme", next);
  announce();
}

const subscribe = (listener: () => void) => {
  listeners.add(listener);
  return () => {
    listeners.delete(listener);
  };
};

export const useThemeMode = (): ThemeMode => useSyncExternalStore(subscribe, modeNow);
