import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Button, Input } from "antd";
import { useState } from "react";
import { del, Nothing, post, showDone, showProblem, upload } from "../../web/api-client.js";
import { Card } from "../../web/components/Card.js";
import { FileDrop } from "../../web/components/FileDrop.js";
import { useWords } from "../../web/i18n/index.js";
import { type CalendarView, FeedAddress, ImportedIcs } from "../api.js";
import { Subscriptions } from "./Subscriptions.js";
import { useSchedulingTexts } from "./texts.js";

/** Calendar files in, and for oneself a feed out. */
export function OtherCalendars({ view, isMine }: { view: CalendarView; isMine: boolean }) {
  const t = useSchedulingTexts();
  const words = useWords();
  const queryClient = useQueryClient();
  const [imported, setImported] = useState<ImportedIcs>();
  return (
    <Card title={t("ics.title")}>
      <div className="s-form">
        <p className="c-quiet">{t("ics.importHelp")}</p>
        <FileDrop
          label={t("ics.import")}
          accept={[".ics"]}
          kinds=".ics"
          maxBytes={4 * 1024 * 1024}
          send={async (file, onProgress) => {
            const done = await upload(`/api/calendars/${view.personId}/ics`, ImportedIcs, file, {
              onProgress,
            });
            setImported(done);
            await queryClient.invalidateQueries({ queryKey: ["calendar"] });
          }}
        />
        <div role="status">
          {imported !== undefined && (
            <p>{t("ics.done", { imported: String(imported.imported), removed: String(imported.removed) })}</p>
          )}
          {imported !== undefined && imported.problems.length > 0 && (
            <details>
              <summary className="c-bad">
                {t("ics.problems", { count: String(imported.problems.length) })}
              </summary>
              {imported.problems.map((problem) => (
                <p key={problem.line}>
                  {t("ics.problem", { line: String(problem.line), why: words(problem) })}
                </p>
              ))}
            </details>
          )}
        </div>
        <Subscriptions personId={view.personId} />
        {isMine && <Feed view={view} />}
      </div>
    </Card>
  );
}

function Feed({ view }: { view: CalendarView }) {
  const t = useSchedulingTexts();
  const queryClient = useQueryClient();
  const [address, setAddress] = useState<string>();
  const path = `/api/calendars/${view.personId}/feed`;
  const refresh = () => queryClient.invalidateQueries({ queryKey: ["calendar"] });
  const make = useMutation({
    mutationFn: () => post(path, FeedAddress),
    onSuccess: (made) => setAddress(`${location.origin}${made.path}.ics`),
    onError: showProblem,
    onSettled: refresh,
  });
  const close = useMutation({
    mutationFn: () => del(path, Nothing),
    onSuccess: () => {
      setAddress(undefined);
      showDone(t("ics.closed"));
    },
    onError: showProblem,
    onSettled: refresh,
  });
  return (
    <div className="s-form">
      <h3>{t("ics.feed")}</h3>
      <p className="c-quiet">{view.hasFeed && address === undefined ? t("ics.on") : t("ics.feedHelp")}</p>
      {address !== undefined && (
        <label>
          <span>{t("ics.address")}</span>
          <Input readOnly value={address} onFocus={(event) => event.target.select()} />
        </label>
      )}
      <div className="c-actions">
        <Button loading={make.isPending} onClick={() => make.mutate()}>
          {t(view.hasFeed ? "ics.remake" : "ics.make")}
        </Button>
        {view.hasFeed && (
          <Button danger type="text" loading={close.isPending} onClick={() => close.mutate()}>
            {t("ics.close")}
          </Button>
        )}
      </div>
    </div>
  );
}
