import { EllipsisOutlined } from "@ant-design/icons";
import { useState } from "react";
import { AppLink } from "../navigation.js";
import { NavIcon } from "./NavIcon.js";
import type { navFor } from "./page-table.js";
import { useShellTexts } from "./texts.js";

type Entry = ReturnType<typeof navFor>[number];
interface NavProps {
  readonly entries: readonly Entry[];
  readonly current: string | undefined;
}

function NavLink({ entry, isCurrent }: { entry: Entry; isCurrent: boolean }) {
  const t = useShellTexts();
  return (
    <AppLink
      className={isCurrent ? "c-nav-link c-nav-current" : "c-nav-link"}
      to={entry.path}
      aria-current={isCurrent ? "page" : undefined}
      // Pointing at an entry fetches the page's code ahead of the click.
      onPointerEnter={() => void entry.load().catch(() => undefined)}
    >
      <NavIcon name={entry.nav.icon} />
      <span>{t(entry.nav.label)}</span>
    </AppLink>
  );
}

/** The slim rail at the left of a desktop page. */
export function SideNav({ entries, current }: NavProps) {
  const t = useShellTexts();
  return (
    <nav className="c-side" aria-label={t("nav.label")}>
      <ul>
        {entries.map((entry) => (
          <li key={entry.path}>
            <NavLink entry={entry} isCurrent={entry.path === current} />
          </li>
        ))}
      </ul>
    </nav>
  );
}

const barPlaces = 5;

/** The bar at the bottom of a phone page: up to five places, the rest behind 更多. */
export function BottomBar({ entries, current }: NavProps) {
  const t = useShellTexts();
  const [isOpen, setIsOpen] = useState(false);
  const fits = entries.length <= barPlaces;
  const first = fits ? entries : entries.slice(0, barPlaces - 1);
  const rest = fits ? [] : entries.slice(barPlaces - 1);
  return (
    <nav
      className="c-bottom"
      aria-label={t("nav.label")}
      onKeyDown={(event) => {
        if (event.key === "Escape") setIsOpen(false);
      }}
    >
      <ul>
        {first.map((entry) => (
          <li key={entry.path}>
            <NavLink entry={entry} isCurrent={entry.path === current} />
          </li>
        ))}
        {rest.length > 0 && (
          <li>
            <button
              type="button"
              className={
                rest.some(({ path }) => path === current) ? "c-nav-link c-nav-current" : "c-nav-link"
              }
              aria-expanded={isOpen}
              onClick={() => setIsOpen(!isOpen)}
            >
              <EllipsisOutlined aria-hidden="true" />
              <span>{t("nav.more")}</span>
            </button>
          </li>
        )}
      </ul>
      {isOpen && (
        <ul className="c-bottom-more" onClick={() => setIsOpen(false)}>
          {rest.map((entry) => (
            <li key={entry.path}>
              <NavLink entry={entry} isCurrent={entry.path === current} />
            </li>
          ))}
        </ul>
      )}
    </nav>
  );
}
