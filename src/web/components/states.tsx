import { Button } from "antd";
import type { ReactNode } from "react";
import type { UseQueryResult } from "@tanstack/react-query";
import { useWords } from "../i18n/index.js";
import { OfflineError, ProblemError, wordsFor } from "../problem.js";
import { useComponentTexts } from "./texts.js";

/** Nothing here, and why, and what to do about it. `isPage`: it is the whole page, so it names the tab, too. */
export function EmptyState(props: { title: string; note?: ReactNode; action?: ReactNode; isPage?: boolean }) {
  const { title, note, action, isPage = false } = props;
  return (
    <div className="c-state">
      {isPage && <title>{`${title} · Consilium`}</title>}
      <svg aria-hidden="true" width="44" height="44" viewBox="0 0 44 44" fill="none" stroke="currentColor">
        <rect x="9" y="7" width="26" height="31" rx="4" strokeWidth="1.6" />
        <path d="M15.5 16h13M15.5 22h13M15.5 28h7" strokeWidth="1.6" strokeLinecap="round" />
      </svg>
      {isPage ? <h1 className="c-state-title">{title}</h1> : <p className="c-state-title">{title}</p>}
      {note !== undefined && <div className="c-quiet">{note}</div>}
      {action !== undefined && <div className="c-actions">{action}</div>}
    </div>
  );
}

/** It could not be loaded: what the server said, the number to quote, and a way to try again. */
export function ErrorState(props: { error: unknown; onRetry?: (() => unknown) | undefined; title?: string }) {
  const { error, onRetry } = props;
  const t = useComponentTexts();
  const words = useWords();
  const title = error instanceof OfflineError ? t("error.offlineTitle") : t("error.title");
  return (
    <div className="c-state" role="alert" data-tone="bad">
      <p className="c-state-title">{props.title ?? title}</p>
      <p className="c-quiet">
        {error instanceof OfflineError ? t("error.offlineNote") : words(wordsFor(error))}
      </p>
      {error instanceof ProblemError && error.traceId !== undefined && (
        <p className="c-trace">{t("error.trace", { id: error.traceId })}</p>
      )}
      {onRetry !== undefined && (
        <div className="c-actions">
          <Button onClick={() => void onRetry()}>{t("error.retry")}</Button>
        </div>
      )}
    </div>
  );
}

/** Grey lines in the place of what is coming; still for people who asked for less motion. */
export function LoadingState({ lines = 4 }: { lines?: number }) {
  const t = useComponentTexts();
  return (
    <div className="c-loading" role="status">
      <span className="c-sr-only">{t("loading")}</span>
      {Array.from({ length: lines }, (_, index) => (
        <span key={index} className="c-loading-line" style={{ width: `${92 - ((index * 17) % 45)}%` }} />
      ))}
    </div>
  );
}

/** A query's three states around its data. A failed refresh keeps what is already shown. */
export function QueryView<T>(props: {
  query: UseQueryResult<T>;
  children: (data: T) => ReactNode;
  lines?: number;
}) {
  const { query, children, lines = 4 } = props;
  if (query.data !== undefined) return <>{children(query.data)}</>;
  if (query.isError) return <ErrorState error={query.error} onRetry={() => query.refetch()} />;
  return <LoadingState lines={lines} />;
}
