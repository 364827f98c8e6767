import { Card } from "../../web/components/Card.js";
import { AppLink } from "../../web/navigation.js";
import type { CalendarView } from "../api.js";
import { useSchedulingTexts } from "./texts.js";

/** What his hospitals consent to, which the calendar narrows. */
export function Posts({ view, isMine }: { view: CalendarView; isMine: boolean }) {
  const t = useSchedulingTexts();
  return (
    <Card
      title={t("posts.title")}
      extra={isMine && view.posts.length > 0 && <AppLink to="/experts/mine">{t("posts.edit")}</AppLink>}
    >
      {view.posts.length === 0 && <p className="c-quiet">{t("posts.none")}</p>}
      {view.posts.map((post) => (
        <p key={`${post.institutionName} ${post.departmentName}`}>
          {post.institutionName} · {post.departmentName}
          <br />
          <span className="c-quiet">
            {post.isTaking ? t(post.hasHours ? "posts.hours" : "posts.anyTime") : t("posts.off")}
            {" · "}
            {t("posts.caps", { daily: String(post.dailyCap), weekly: String(post.weeklyCap) })}
          </span>
        </p>
      ))}
    </Card>
  );
}
