import { currentLanguage } from "./i18n/index.js";
import { ProblemError, wordsFor } from "./problem.js";

/** A passing notice in a corner of the page. */
export interface Notice {
  readonly key: number;
  readonly kind: "problem" | "done";
  readonly title: string;
  readonly lines: readonly string[];
}

const shownAtMost = 3;
const listeners = new Set<() => void>();
let notices: readonly Notice[] = [];
let nextKey = 0;

function change(next: readonly Notice[]): void {
  notices = next;
  for (const listener of listeners) listener();
}

/** The same words are not piled up: a repeated problem replaces its older notice. */
function add(kind: Notice["kind"], title: string, lines: readonly string[]): void {
  const others = notices.filter((one) => one.kind !== kind || one.title !== title);
  change([...others, { key: nextKey++, kind, title, lines }].slice(-shownAtMost));
}

export const noticeStore = {
  subscribe: (listener: () => void) => {
    listeners.add(listener);
    return () => {
      listeners.delete(listener);
    };
  },
  current: () => notices,
  dismiss: (key: number) => change(notices.filter((one) => one.key !== key)),
} as const;

/**
 * Tells what went wrong, in the current language; made for `onError` of a mutation. Being signed out says nothing
 * here: the sign-in page that appears is the message.
 */
export function showProblem(error: unknown): void {
  if (error instanceof ProblemError && error.code === "not_signed_in") return;
  const language = currentLanguage() === "en" ? "en" : "zh";
  const lines: readonly (string | undefined)[] =
    error instanceof ProblemError
      ? [
          error.detail,
          ...error.fields.slice(0, 5).map((field) => field[language]),
          error.status >= 500 && error.traceId !== undefined ? `# ${error.traceId}` : undefined,
        ]
      : [];
  add(
    "problem",
    wordsFor(error)[language],
    lines.filter((line): line is string => line !== undefined && line !== ""),
  );
}

/** A short confirmation that an act is done, such as 已接诊. */
export function showDone(title: string): void {
  add("done", title, []);
}
