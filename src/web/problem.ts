import { z } from "zod";

/** A text the server or the page holds in both languages. */
export interface Words {
  readonly zh: string;
  readonly en: string;
}

/** RFC 9457 problem details as every route sends them. Unknown members are ignored. */
const Problem = z.object({
  title: z.string(),
  titleEn: z.string().optional(),
  status: z.number().optional(),
  code: z.string(),
  detail: z.string().optional(),
  errors: z.array(z.object({ path: z.string(), zh: z.string(), en: z.string() })).optional(),
  traceId: z.string().optional(),
});

/** What is wrong with one field of a request; `path` is dotted, as in `vitals.systolic`. */
export interface FieldProblem extends Words {
  readonly path: string;
}

/** The server answered with a refusal or failed. `words` are safe to show. */
export class ProblemError extends Error {
  override name = "ProblemError";
  readonly words: Words;
  readonly code: string;
  readonly status: number;
  readonly detail: string | undefined;
  readonly fields: readonly FieldProblem[];
  readonly traceId: string | undefined;

  constructor(about: {
    words: Words;
    code: string;
    status: number;
    detail?: string | undefined;
    fields?: readonly FieldProblem[] | undefined;
    traceId?: string | undefined;
  }) {
    super(about.words.zh);
    this.words = about.words;
    this.code = about.code;
    this.status = about.status;
    this.detail = about.detail;
    this.fields = about.fields ?? [];
    this.traceId = about.traceId;
  }
}

/** No answer came: no network, no server, or too slow. Whether the act happened is unknown. */
export class OfflineError extends Error {
  override name = "OfflineError";
}

/** Reads a failed reply; a body that is no problem document (a proxy's page) gets words by its status. */
export function problemFrom(status: number, body: unknown): ProblemError {
  const parsed = Problem.safeParse(body);
  if (!parsed.success)
    return new ProblemError({ words: wordsForStatus(status), code: `http_${status}`, status });
  const { title, titleEn, code, detail, errors, traceId } = parsed.data;
  return new ProblemError({
    words: { zh: title, en: titleEn ?? title },
    code,
    status,
    detail,
    fields: errors,
    traceId,
  });
}

function wordsForStatus(status: number): Words {
  if (status === 413) return { zh: "内容太大，服务器未接收。", en: "Too large: the server did not take it." };
  if (status === 429)
    return { zh: "操作太频繁，请稍候再试。", en: "Too many requests. Please wait a moment." };
  if (status === 502 || status === 503 || status === 504)
    return {
      zh: "服务器正在重启或繁忙，请稍候再试。",
      en: "The server is restarting or busy. Please try again.",
    };
  return { zh: `服务器未能完成请求（${status}）。`, en: `The server could not do this (${status}).` };
}

/** What to tell a person about any thrown value, in both languages. Never clinical words, never a stack. */
export function wordsFor(error: unknown): Words {
  if (error instanceof ProblemError) return error.words;
  if (error instanceof OfflineError)
    return {
      zh: "网络不通，未能确认是否完成。恢复后请再试，系统不会重复执行。",
      en: "No connection, so it is not certain this was done. Try again once online; nothing is done twice.",
    };
  return { zh: "页面出错，请重试。", en: "Something went wrong on this page. Please try again." };
}
