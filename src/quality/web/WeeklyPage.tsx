import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Button, Segmented, Switch } from "antd";
import { useState } from "react";
import { z } from "zod";
import { get, postOnce, put, showDone, showProblem } from "../../web/api-client.js";
import { Card } from "../../web/components/Card.js";
import { LocalTime } from "../../web/components/LocalTime.js";
import { PageHeader } from "../../web/components/PageHeader.js";
import { QueryView } from "../../web/components/states.js";
import { useLanguage } from "../../web/i18n/index.js";
import { AppLink } from "../../web/navigation.js";
import { WeeklyView } from "../api/weekly.js";
import "./ask.css";
import "./office.css";
import "./results.css";
import { QualityNav } from "./QualityNav.js";
import { useWeeklyTexts } from "./weekly-texts.js";

const queryKey = ["case", "weekly"];

/** 每周简报: the page as it goes out on Monday, with who gets it. */
export function WeeklyPage() {
  const t = useWeeklyTexts();
  const queryClient = useQueryClient();
  const own = useLanguage() === "en" ? "en" : "zh";
  const [language, setLanguage] = useState<"zh" | "en">(own);
  const view = useQuery({ queryKey, queryFn: () => get("/api/quality/weekly", WeeklyView) });
  const choose = useMutation({
    mutationFn: (isWanted: boolean) => put("/api/quality/weekly/choice", z.null(), { isWanted }),
    onError: showProblem,
    onSettled: () => queryClient.invalidateQueries({ queryKey }),
  });
  const send = useMutation({
    mutationFn: () => postOnce("/api/quality/weekly/send", z.null()),
    onSuccess: () => showDone(t("sent")),
    onError: showProblem,
  });
  return (
    <>
      <PageHeader title={t("title")} note={t("note")} />
      <QualityNav />
      <QueryView query={view} lines={8}>
        {(data) => (
          <div className="c-stack">
            <Card title={t("mine")}>
              <div className="c-stack">
                <label className="q-row">
                  <Switch
                    checked={data.isWanted}
                    loading={choose.isPending}
                    onChange={(isWanted) => choose.mutate(isWanted)}
                    aria-label={t("wanted")}
                  />
                  <span>{t("wanted")}</span>
                  <span className="c-quiet">
                    {t("next")} <LocalTime at={data.nextAt} />
                  </span>
                </label>
                <div className="q-row">
                  <Button onClick={() => send.mutate()} loading={send.isPending}>
                    {t("send")}
                  </Button>
                  <AppLink to="/notifications">{t("channels")}</AppLink>
                </div>
              </div>
            </Card>
            <Card
              title={t("preview")}
              extra={
                <Segmented
                  aria-label={t("language")}
                  value={language}
                  options={[
                    { value: "zh", label: "中文" },
                    { value: "en", label: "English" },
                  ]}
                  onChange={setLanguage}
                />
              }
            >
              <article lang={language === "zh" ? "zh-CN" : "en"}>
                <b>{data.messages[language].subject}</b>
                <p style={{ whiteSpace: "pre-line", overflowWrap: "anywhere", marginBlock: "0.5rem 0" }}>
                  {data.messages[language].text}
                </p>
              </article>
              {data.isSilent && <p className="c-quiet">{t("silent")}</p>}
            </Card>
          </div>
        )}
      </QueryView>
    </>
  );
}
