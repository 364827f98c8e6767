import { createRootRoute, createRoute, createRouter, Navigate } from "@tanstack/react-router";
import { Button } from "antd";
import { type ComponentType, lazy, type ReactNode, Suspense } from "react";
import { EmptyState, ErrorState, LoadingState } from "../components/states.js";
import { AppLink } from "../navigation.js";
import { useMay, useSession } from "../session.js";
import { AppShell } from "./AppShell.js";
import { homeOf, type PageComponent, type PageRow } from "./page-table.js";
import { useShellTexts } from "./texts.js";

/** Builds the routes of all pages. Addresses carry plain text values, so that they read well and never look like JSON. */
export function makeRouter(pages: readonly PageRow[], headerTools: readonly ComponentType[]) {
  const root = createRootRoute({
    component: () => <AppShell pages={pages} headerTools={headerTools} />,
    notFoundComponent: NotFound,
    errorComponent: Crashed,
  });
  const home = createRoute({
    getParentRoute: () => root,
    path: "/",
    component: () => <Home pages={pages} />,
  });
  const signIn = createRoute({
    getParentRoute: () => root,
    path: "/sign-in",
    component: () => <Navigate to="/" replace />,
  });
  const routes = pages.map((page) =>
    createRoute({
      getParentRoute: () => root,
      path: page.path,
      component: pageComponent(page),
      errorComponent: Crashed,
    }),
  );
  return createRouter({
    routeTree: root.addChildren([home, signIn, ...routes]),
    scrollRestoration: true,
    parseSearch: (text) => Object.fromEntries(new URLSearchParams(text)),
    stringifySearch: (search) => {
      const kept = Object.entries(search).flatMap(([name, value]) =>
        typeof value === "string" && value !== "" ? [[name, value] as [string, string]] : [],
      );
      return kept.length === 0 ? "" : `?${new URLSearchParams(kept).toString()}`;
    },
  });
}

function pageComponent({ action, load }: PageRow): PageComponent {
  // Not the router's own lazyRouteComponent: it calls use() only while the code is on its way, and React complains.
  const Lazy = lazy(async () => ({ default: await load() }));
  return function Page() {
    return (
      <Permitted action={action}>
        <Suspense fallback={<LoadingState lines={8} />}>
          <Lazy />
        </Suspense>
      </Permitted>
    );
  };
}

function Permitted({ action, children }: { action: string; children: ReactNode }) {
  const t = useShellTexts();
  const may = useMay();
  if (may(action)) return children;
  return <EmptyState isPage title={t("forbidden.title")} note={t("forbidden.note")} action={<HomeLink />} />;
}

function Home({ pages }: { pages: readonly PageRow[] }) {
  const t = useShellTexts();
  const session = useSession();
  const home =
    session.limitedToCase === null ? homeOf(pages, session) : `/cases/${session.limitedToCase}/opinion`;
  if (home !== undefined) return <Navigate to={home} replace />;
  return <EmptyState isPage title={t("home.none")} note={t("home.noneNote")} />;
}

function NotFound() {
  const t = useShellTexts();
  return <EmptyState isPage title={t("notFound.title")} note={t("notFound.note")} action={<HomeLink />} />;
}

function HomeLink() {
  const t = useShellTexts();
  return <AppLink to="/">{t("notFound.goHome")}</AppLink>;
}

/** A page whose code could not be fetched or that failed while drawing; the frame around it stays usable. */
function Crashed({ error }: { error: unknown }) {
  const t = useShellTexts();
  return (
    <>
      <ErrorState title={t("crashed")} error={error} />
      <div className="c-actions c-centre">
        <Button type="primary" onClick={() => location.reload()}>
          {t("reload")}
        </Button>
      </div>
    </>
  );
}
