import { currentLanguage } from "./i18n/index.js";
import { ProblemError, wordsFor } from "./problem.js";

/** How the shell shows a passing notice; antd's holder is mounted once, inside the theme. */
export interface NoticeBoard {
  readonly problem: (title: string, note: string | undefined) => void;
  readonly done: (title: string) => void;
}
let board: NoticeBoard | undefined;

export function mountNoticeBoard(mounted: NoticeBoard): () => void {
  board = mounted;
  return () => {
    if (board === mounted) board = undefined;
  };
}

/**
 * Tells what went wrong, in the current language; made for `onError` of a mutation. Being signed out says nothing
 * here: the sign-in page that appears is the message.
 */
export function showProblem(error: unknown): void {
  if (error instanceof ProblemError && error.code === "not_signed_in") return;
  const language = currentLanguage() === "en" ? "en" : "zh";
  const details =
    error instanceof ProblemError
      ? [
          error.detail,
          ...error.fields.slice(0, 5).map((field) => field[language]),
          error.status >= 500 && error.traceId !== undefined ? `# ${error.traceId}` : undefined,
        ]
      : [];
  const note = details.filter((line) => line !== undefined && line !== "").join("\n");
  board?.problem(wordsFor(error)[language], note === "" ? undefined : note);
}

/** A short confirmation that an act is done, such as 已接诊. */
export function showDone(title: string): void {
  board?.done(title);
}
