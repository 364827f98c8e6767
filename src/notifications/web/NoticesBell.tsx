import { BellOutlined } from "@ant-design/icons";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Button } from "antd";
import { get, post, showProblem, withQuery } from "../../web/api-client.js";
import { clockWords } from "../../web/components/clock-words.js";
import { LocalTime } from "../../web/components/LocalTime.js";
import { EmptyState, QueryView } from "../../web/components/states.js";
import { useNow } from "../../web/hooks/use-now.js";
import { useLanguage } from "../../web/i18n/index.js";
import { useGo } from "../../web/navigation.js";
import { useSession } from "../../web/session.js";
import { DropPanel } from "../../web/components/DropPanel.js";
import { NoticeList, noticePlace, noticeSentence, NoticesRead, type NoticeView } from "../api.js";
import "./notices-bell.css";
import { useNoticeTexts } from "./texts.js";

const shownAtMost = "30";

/** 通知: the bell of the header with the unread count, and the newest notices under it. */
export function NoticesBell() {
  const t = useNoticeTexts();
  const queryClient = useQueryClient();
  const notices = useQuery({
    queryKey: ["notices"],
    queryFn: () => get(withQuery("/api/notices", { limit: shownAtMost }), NoticeList),
  });
  const read = useMutation({
    mutationFn: (ids: string[] | undefined) =>
      post("/api/notices/read", NoticesRead, ids === undefined ? {} : { ids }),
    onError: showProblem,
    onSettled: () => queryClient.invalidateQueries({ queryKey: ["notices"] }),
  });
  const unread = notices.data?.unread ?? 0;
  const label = unread === 0 ? t("bell") : t("bellUnread", { count: unread });
  const trigger = (
    <span className="c-bell" aria-hidden="true">
      <BellOutlined />
      {unread > 0 && <span className="c-bell-count">{unread > 99 ? "99+" : unread}</span>}
    </span>
  );
  return (
    <>
      <span className="c-sr-only" role="status">
        {unread > 0 ? label : ""}
      </span>
      <DropPanel label={label} trigger={trigger} isWide>
        {(close) => (
          <>
            <div className="c-panel-head">
              <h2>{t("title")}</h2>
              {unread > 0 && (
                <Button
                  size="small"
                  type="link"
                  loading={read.isPending}
                  onClick={() => read.mutate(undefined)}
                >
                  {t("readAll")}
                </Button>
              )}
            </div>
            <QueryView query={notices}>
              {({ items }) =>
                items.length === 0 ? (
                  <EmptyState title={t("none")} note={t("noneNote")} />
                ) : (
                  <ul className="c-panel-list">
                    {items.map((notice) => (
                      <li key={notice.id}>
                        <NoticeButton
                          notice={notice}
                          onOpen={() => {
                            close();
                            if (notice.readAt === null) read.mutate([notice.id]);
                          }}
                        />
                      </li>
                    ))}
                  </ul>
                )
              }
            </QueryView>
          </>
        )}
      </DropPanel>
    </>
  );
}

function NoticeButton({ notice, onOpen }: { notice: NoticeView; onOpen: () => void }) {
  const t = useNoticeTexts();
  const go = useGo();
  const language = useLanguage();
  const now = useNow(60_000);
  const { institution } = useSession();
  const showTime = (at: string) =>
    clockWords(Date.parse(at), now, institution.timeZone, "dateTime", language);
  return (
    <button
      type="button"
      className="c-notice-line"
      onClick={() => {
        onOpen();
        const place = noticePlace(notice);
        if (place !== undefined) go(place);
      }}
    >
      <span className="c-notice-mark" data-unread={notice.readAt === null ? "" : undefined}>
        {notice.readAt === null && <span className="c-sr-only">{t("unread")}</span>}
      </span>
      <span>
        {noticeSentence(notice, language === "en" ? "en" : "zh", showTime)}
        <span className="c-notice-at">
          <LocalTime at={notice.createdAt} />
        </span>
      </span>
    </button>
  );
}
