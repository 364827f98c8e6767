import { Link, useNavigate, useParams, useRouterState } from "@tanstack/react-router";
import type { ReactNode } from "react";

/** Splits a finished path into what the router wants. */
function placeOf(to: string): { to: string; search: Record<string, string>; hash?: string } {
  const { pathname, search, hash } = new URL(to, location.origin);
  return {
    to: pathname,
    search: Object.fromEntries(new URLSearchParams(search)),
    ...(hash !== "" && { hash: hash.slice(1) }),
  };
}

/** A link inside the app; `to` is a finished path such as `/cases/…?tab=opinion`. */
export function AppLink(props: {
  to: string;
  children: ReactNode;
  className?: string;
  "aria-current"?: "page" | undefined;
  "aria-label"?: string;
  title?: string;
  onPointerEnter?: () => void;
}) {
  const { to, ...rest } = props;
  return <Link {...rest} {...placeOf(to)} activeOptions={{ exact: true, includeSearch: false }} />;
}

/** Goes to a path; `{ replace: true }` leaves no way back, for what must not be sent twice. */
export function useGo(): (to: string, options?: { replace?: boolean }) => void {
  const navigate = useNavigate();
  return (to, { replace = false } = {}) => void navigate({ ...placeOf(to), replace });
}

/** A parameter of the page's own path, such as `caseId` of `/cases/$caseId`. */
export function usePathParam(name: string): string {
  const params: Readonly<Record<string, unknown>> = useParams({ strict: false });
  const value = params[name];
  if (typeof value !== "string") throw new Error(`the page's path has no parameter ${name}`);
  return value;
}

export const usePathname = (): string => useRouterState({ select: (state) => state.location.pathname });

/**
 * A filter that lives in the address, so that a reload and a shared link keep it. Empty text removes it. Codes and
 * states only: what a person typed about a patient does not belong into an address.
 */
export function useSearchParam(name: string): readonly [string, (value: string) => void] {
  const navigate = useNavigate();
  const value = useRouterState({
    select: (state) => {
      const found = (state.location.search as Readonly<Record<string, unknown>>)[name];
      return typeof found === "string" ? found : "";
    },
  });
  const change = (next: string) =>
    void navigate({
      to: ".",
      replace: true,
      search: (before: Readonly<Record<string, unknown>>) => ({
        ...before,
        [name]: next === "" ? undefined : next,
      }),
    });
  return [value, change];
}
