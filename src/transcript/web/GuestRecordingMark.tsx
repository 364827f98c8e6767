import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Button } from "antd";
import { post } from "../../web/api-client.js";
import { GuestRecording } from "../api.js";
import { useTranscriptTexts } from "./texts.js";
import "./transcript.css";

/** Where the guest's page keeps the key of this tab. */
function keyOfThisTab(): string {
  try {
    const kept = JSON.parse(sessionStorage.getItem("consilium.guest") ?? "null") as { key?: unknown } | null;
    return typeof kept?.key === "string" ? kept.key : "";
  } catch {
    return "";
  }
}

/** On a guest's phone: the question, and the mark while it runs, with the way to stop it. */
export function GuestRecordingMark() {
  const t = useTranscriptTexts();
  const queryClient = useQueryClient();
  const queryKey = ["guest-recording"];
  const state = useQuery({
    queryKey,
    queryFn: async () => {
      const key = keyOfThisTab();
      return key === "" ? null : await post("/api/guest/recording", GuestRecording, { key });
    },
    refetchInterval: 5000,
    retry: false,
  });
  const answer = useMutation({
    mutationFn: (given: "agreed" | "declined" | "withdrawn") =>
      post("/api/guest/recording", GuestRecording, { key: keyOfThisTab(), answer: given }),
    onSettled: () => queryClient.invalidateQueries({ queryKey }),
  });
  const now = state.data ?? null;
  if (now === null) return null;
  const isAsking = now.answer !== "agreed" && now.answer !== "declined";
  return (
    <div className="t-banners">
      {now.status === "recording" && (
        <div className="t-banner" data-tone="recording" role="status">
          <span className="t-dot" aria-hidden="true" />
          <b>{t("record.runningOther", { name: now.askedName })}</b>
          {now.answer === "agreed" ? (
            <Button loading={answer.isPending} onClick={() => answer.mutate("withdrawn")}>
              {t("record.withdraw")}
            </Button>
          ) : (
            <span>{t("record.notIn")}</span>
          )}
        </div>
      )}
      {isAsking && (
        <div
          className="t-banner"
          data-tone="ask"
          role="alertdialog"
          aria-label={t("record.askTitle", { name: now.askedName })}
        >
          <div>
            <b>{t("record.askTitle", { name: now.askedName })}</b>
            <p>{t("record.askNote")}</p>
          </div>
          <div className="t-row">
            <Button type="primary" size="large" onClick={() => answer.mutate("agreed")}>
              {t("record.agree")}
            </Button>
            <Button size="large" onClick={() => answer.mutate("declined")}>
              {t("record.decline")}
            </Button>
          </div>
        </div>
      )}
    </div>
  );
}
