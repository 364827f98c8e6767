import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Button, Input } from "antd";
import { useId, useState } from "react";
import { get, Nothing, postOnce, showDone, showProblem } from "../../web/api-client.js";
import { Card } from "../../web/components/Card.js";
import { ConfirmReason } from "../../web/components/ConfirmReason.js";
import { LocalTime } from "../../web/components/LocalTime.js";
import { PageHeader } from "../../web/components/PageHeader.js";
import { QueryView } from "../../web/components/states.js";
import { StatusTag } from "../../web/components/StatusTag.js";
import { useWords } from "../../web/i18n/index.js";
import { AppLink, usePathParam } from "../../web/navigation.js";
import { type AlertStepForm, AlertView } from "../api/alerts.js";
import { alertWords, percentWord } from "../domain/alert-words.js";
import { alertTones } from "./AlertsPage.js";
import { ControlChart } from "./ControlChart.js";
import "./office.css";
import "./results.css";
import { useOfficeTexts } from "./office-texts.js";

/** One alert from being raised to its effect. */
export function AlertPage() {
  const t = useOfficeTexts();
  const words = useWords();
  const alertId = usePathParam("alertId");
  const alert = useQuery({
    queryKey: ["quality", alertId],
    queryFn: () => get(`/api/quality/alerts/${alertId}`, AlertView),
  });
  return (
    <>
      <PageHeader
        title={alert.data === undefined ? t("alerts.title") : words(alertWords[alert.data.kind].name)}
        back={{ label: t("alerts.back"), to: "/quality/alerts" }}
        extra={
          alert.data && (
            <StatusTag tone={alertTones[alert.data.status]}>
              {t(`alerts.statuses.${alert.data.status}`)}
            </StatusTag>
          )
        }
      />
      <QueryView query={alert} lines={8}>
        {(data) => (
          <div className="c-stack">
            <Card title={t("alerts.why")}>
              <div className="c-form-gap">
                <p className="q-sentence">{words(data)}</p>
                {data.family === "watch" && <p className="c-quiet">{t("alerts.watchNote")}</p>}
                {data.chart !== null && <ControlChart chart={data.chart} />}
                <p>
                  <b>{t("alerts.begin")}</b> {words(data.begin)}
                </p>
                <Figures alert={data} />
              </div>
            </Card>
            <NextStep alert={data} />
            <div className="c-columns-2">
              <Card title={t("alerts.steps")}>
                <ol className="q-steps">
                  {data.steps.map((step) => (
                    <li key={step.sequence}>
                      <div className="q-line">
                        <StatusTag tone={alertTones[step.to]}>{t(`alerts.statuses.${step.to}`)}</StatusTag>
                        <span className="c-quiet">
                          {step.by} <LocalTime at={step.at} />
                        </span>
                      </div>
                      {step.note !== "" && <p>{step.note}</p>}
                    </li>
                  ))}
                </ol>
              </Card>
              {data.cases.length > 0 && (
                <Card title={t("alerts.cases")}>
                  <ul className="q-steps">
                    {data.cases.map((one) => (
                      <li key={one.caseId}>
                        {one.isReadable ? (
                          <AppLink to={`/cases/${one.caseId}`}>{one.number}</AppLink>
                        ) : (
                          one.number
                        )}
                      </li>
                    ))}
                  </ul>
                </Card>
              )}
            </div>
          </div>
        )}
      </QueryView>
    </>
  );
}

/** The measured figure then, now and at the end. */
function Figures({ alert }: { alert: AlertView }) {
  const t = useOfficeTexts();
  const say = (value: number) => (alert.kind === "volume_falls" ? String(value) : percentWord(value));
  const all = [
    ["before", alert.valueBefore],
    ["now", alert.valueNow],
    ["after", alert.valueAfter],
  ] as const;
  const known = all.flatMap(([key, value]) =>
    value === null ? [] : [`${t(`alerts.${key}`)} ${say(value)}`],
  );
  return known.length === 0 ? null : <p className="c-quiet">{known.join(" · ")}</p>;
}

function NextStep({ alert }: { alert: AlertView }) {
  const t = useOfficeTexts();
  const id = useId();
  const queryClient = useQueryClient();
  const [note, setNote] = useState("");
  const [wasTried, setWasTried] = useState(false);
  const [isDismissing, setIsDismissing] = useState(false);
  const step = useMutation({
    networkMode: "always",
    mutationFn: (form: AlertStepForm) => postOnce(`/api/quality/alerts/${alert.id}/step`, Nothing, form),
    onSuccess: (_, { to }) => {
      showDone(t(to === "taken" ? "alerts.taken" : "alerts.saved"));
      setNote("");
      setWasTried(false);
      setIsDismissing(false);
    },
    onError: showProblem,
    onSettled: () => queryClient.invalidateQueries({ queryKey: ["quality"] }),
  });
  const [to] = alert.may.go.flatMap((one) =>
    one === "cause_found" || one === "acting" || one === "closed" ? [one] : [],
  );
  const mayDismiss = alert.may.go.includes("dismissed");
  if (!alert.may.take && to === undefined && !mayDismiss) return null;
  const { version } = alert;
  return (
    <section className="c-card" aria-label={to === undefined ? t("alerts.take") : t(`alerts.go.${to}`)}>
      <form
        className="c-form-gap"
        onSubmit={(event) => {
          event.preventDefault();
          setWasTried(true);
          if (to !== undefined && note.trim().length >= 2) step.mutate({ to, version, note: note.trim() });
        }}
      >
        {to !== undefined && (
          <div>
            <label className="c-label" htmlFor={id}>
              {t(`alerts.ask.${to}`)}
            </label>
            <Input.TextArea
              id={id}
              value={note}
              maxLength={1000}
              autoSize={{ minRows: 2, maxRows: 8 }}
              onChange={(event) => setNote(event.target.value)}
            />
            <p className="c-field-problem" role="alert">
              {wasTried && note.trim().length < 2 ? t("alerts.noteShort") : ""}
            </p>
          </div>
        )}
        <div className="c-actions">
          {alert.may.take && (
            <Button
              type="primary"
              size="large"
              loading={step.isPending}
              onClick={() => step.mutate({ to: "taken", version })}
            >
              {t("alerts.take")}
            </Button>
          )}
          {to !== undefined && (
            <Button type="primary" size="large" htmlType="submit" loading={step.isPending}>
              {t(`alerts.go.${to}`)}
            </Button>
          )}
          {mayDismiss && (
            <Button type="text" onClick={() => setIsDismissing(true)}>
              {t("alerts.go.dismissed")}
            </Button>
          )}
        </div>
      </form>
      <ConfirmReason
        isOpen={isDismissing}
        title={t("alerts.ask.dismissed")}
        consequence={t("alerts.dismissNote")}
        reasons={[]}
        isNoteRequired
        confirmLabel={t("alerts.go.dismissed")}
        isPending={step.isPending}
        onConfirm={({ note: why }) => step.mutate({ to: "dismissed", version, note: why })}
        onClose={() => setIsDismissing(false)}
      />
    </section>
  );
}
