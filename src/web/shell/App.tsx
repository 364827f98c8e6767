import { QueryClient, QueryClientProvider, useQueryClient } from "@tanstack/react-query";
import { ConfigProvider } from "antd";
import enUS from "antd/es/locale/en_US";
import zhCN from "antd/es/locale/zh_CN";
import { type ComponentType, lazy, Suspense, useEffect, useMemo, useState } from "react";
import { OfflineError, onSignedOut } from "../api-client.js";
import { ErrorState } from "../components/states.js";
import { useMedia } from "../hooks/use-media.js";
import { useLanguage } from "../i18n/index.js";
import { SessionContext, sessionKey, useSessionQuery } from "../session.js";
import { antdTheme } from "../theme/antd-theme.js";
import { useThemeMode } from "../theme/theme-choice.js";
import { CrashGuard } from "./CrashGuard.js";
import { NoticeStack } from "./NoticeStack.js";
import type { PageRow } from "./page-table.js";
import { useShellTexts } from "./texts.js";

const SignedInApp = lazy(async () => ({ default: (await import("./SignedInApp.js")).SignedInApp }));

export interface AppProps {
  readonly pages: readonly PageRow[];
  readonly signIn: ComponentType;
  /** Pages for whoever is not signed in, by their path; a path that ends in a slash stands for all below it. */
  readonly openPages: Readonly<Record<string, ComponentType>>;
  /** Small tools at the right of the header, such as the bell of notices. */
  readonly headerTools: readonly ComponentType[];
}

/** Lists and panels that open from the page belong to its main part, for those who move by landmarks. */
const popupHome = (trigger?: HTMLElement): HTMLElement =>
  trigger?.closest<HTMLElement>("#main") ?? document.body;

/** Only what never got an answer is asked again by itself; a refusal would only be refused again. */
const newQueryClient = () =>
  new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: 10_000,
        retry: (failures, error) => error instanceof OfflineError && failures < 2,
      },
    },
  });

/** Everything around the pages: language, theme, data, session. */
export function App({ pages, signIn, openPages, headerTools }: AppProps) {
  const [queryClient] = useState(newQueryClient);
  const language = useLanguage();
  const mode = useThemeMode();
  const isStill = useMedia("(prefers-reduced-motion: reduce)");
  const theme = useMemo(() => antdTheme(mode, isStill), [mode, isStill]);
  return (
    <ConfigProvider
      locale={language === "en" ? enUS : zhCN}
      theme={theme}
      button={{ autoInsertSpace: false }}
      getPopupContainer={popupHome}
    >
      <NoticeStack />
      <QueryClientProvider client={queryClient}>
        <CrashGuard>
          <SessionGate pages={pages} signIn={signIn} openPages={openPages} headerTools={headerTools} />
        </CrashGuard>
      </QueryClientProvider>
    </ConfigProvider>
  );
}

/** Signed out means the sign-in page at the same address, so that signing in again goes on where one was. */
function SessionGate({ pages, signIn: SignIn, openPages, headerTools }: AppProps) {
  const t = useShellTexts();
  const queryClient = useQueryClient();
  const session = useSessionQuery();
  const OpenPage = Object.entries(openPages).find(([path]) =>
    path.endsWith("/") ? location.pathname.startsWith(path) : location.pathname === path,
  )?.[1];
  useEffect(() => onSignedOut(() => queryClient.setQueryData(sessionKey, null)), [queryClient]);

  if (OpenPage !== undefined)
    return (
      <Suspense fallback={<Opening />}>
        <OpenPage />
      </Suspense>
    );
  if (session.data === undefined) {
    if (!session.isError) return <Opening />;
    return <ErrorState title={t("sessionProblem")} error={session.error} onRetry={() => session.refetch()} />;
  }
  if (session.data === null)
    return (
      <Suspense fallback={<Opening />}>
        <SignIn />
      </Suspense>
    );
  return (
    <SessionContext value={session.data}>
      <Suspense fallback={<Opening />}>
        {/* Keyed by the person: someone else signing in starts the pages and the live stream anew. */}
        <SignedInApp key={session.data.personId} pages={pages} headerTools={headerTools} />
      </Suspense>
    </SessionContext>
  );
}

function Opening() {
  const t = useShellTexts();
  return (
    <p className="c-boot" role="status">
      {t("opening")}
    </p>
  );
}
