import { AppLink, usePathname } from "../../web/navigation.js";
import { useMay } from "../../web/session.js";
import "./office.css";
import { useOfficeTexts } from "./office-texts.js";

const places = [
  { key: "overview", to: "/quality", action: "quality.overview" },
  { key: "indicators", to: "/quality/indicators", action: "quality.indicators" },
  { key: "ask", to: "/quality/ask", action: "quality.ask" },
  { key: "alerts", to: "/quality/alerts", action: "alert.read" },
  { key: "followUps", to: "/quality/follow-ups", action: "follow-up.list" },
  { key: "complaints", to: "/quality/complaints", action: "complaint.read" },
  { key: "reviews", to: "/quality/review-report", action: "review.read" },
  { key: "weekly", to: "/quality/weekly", action: "weekly.read" },
  { key: "levels", to: "/quality/service-levels", action: "service-level.read" },
] as const;

/** The pages of quality management, those this person may open. */
export function QualityNav() {
  const t = useOfficeTexts();
  const may = useMay();
  const pathname = usePathname();
  const open = places.filter(({ action }) => may(action));
  if (open.length < 2) return null;
  return (
    <nav className="q-nav" aria-label={t("nav.label")}>
      {open.map(({ key, to }) => (
        <AppLink key={key} to={to} aria-current={pathname === to ? "page" : undefined}>
          {t(`nav.${key}`)}
        </AppLink>
      ))}
    </nav>
  );
}
