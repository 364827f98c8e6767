import { Outlet } from "@tanstack/react-router";
import { type ComponentType, lazy, Suspense, useEffect, useRef, useState } from "react";
import { OfflineBanner } from "../components/OfflineBanner.js";
import { LimitedBanner } from "./LimitedBanner.js";
import { useIsPhone } from "../hooks/use-media.js";
import { usePageKey } from "../hooks/use-page-key.js";
import { usePathname } from "../navigation.js";
import { useSession } from "../session.js";
import { HeaderBar } from "./HeaderBar.js";
import { BottomBar, SideNav } from "./Nav.js";
import { currentNav, navFor, type PageRow } from "./page-table.js";
import { useShellTexts } from "./texts.js";

const ShortcutHelp = lazy(async () => ({ default: (await import("./ShortcutHelp.js")).ShortcutHelp }));

/** The frame of every page: header, navigation by the person's actions, shortcuts, the page itself. */
export function AppShell({
  pages,
  headerTools,
}: {
  pages: readonly PageRow[];
  headerTools: readonly ComponentType[];
}) {
  const t = useShellTexts();
  const session = useSession();
  const isPhone = useIsPhone();
  const pathname = usePathname();
  const main = useRef<HTMLElement>(null);
  const [isHelpOpen, setIsHelpOpen] = useState(false);
  const entries = navFor(pages, session);
  const current = currentNav(
    entries.map(({ path }) => path),
    pathname,
  );
  usePageKey("?", () => setIsHelpOpen(true));

  useEffect(() => {
    // A reader of the screen hears the new page; a page that placed the focus itself keeps it.
    if (main.current?.contains(document.activeElement) !== true) main.current?.focus({ preventScroll: true });
  }, [pathname]);

  return (
    <div className="c-shell">
      <a className="c-skip" href="#main" onClick={() => main.current?.focus()}>
        {t("skip")}
      </a>
      <HeaderBar tools={headerTools} onHelp={() => setIsHelpOpen(true)} />
      {!isPhone && entries.length > 0 && <SideNav entries={entries} current={current} />}
      <main id="main" ref={main} tabIndex={-1}>
        <OfflineBanner />
        {session.limitedToCase !== null && <LimitedBanner />}
        <Outlet />
      </main>
      {isPhone && entries.length > 0 && <BottomBar entries={entries} current={current} />}
      {isHelpOpen && (
        <Suspense>
          <ShortcutHelp onClose={() => setIsHelpOpen(false)} />
        </Suspense>
      )}
    </div>
  );
}
