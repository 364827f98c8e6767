import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Button, InputNumber } from "antd";
import { useState } from "react";
import { z } from "zod";
import { get, postOnce, showDone, showProblem } from "../../web/api-client.js";
import { Card } from "../../web/components/Card.js";
import { LocalTime } from "../../web/components/LocalTime.js";
import { PageHeader } from "../../web/components/PageHeader.js";
import { QueryView } from "../../web/components/states.js";
import { UrgencyTag } from "../../web/components/UrgencyTag.js";
import { urgencyLevels } from "../../kernel/urgency.js";
import { useMay } from "../../web/session.js";
import { ServiceLevelList } from "../api/indicators.js";
import { Choice } from "./Choice.js";
import "./office.css";
import { useOfficeTexts } from "./office-texts.js";
import { useTime } from "./use-time.js";
import { QualityNav } from "./QualityNav.js";

const services = ["all", "written", "video", "mdt"] as const;
const steps = ["accept", "start", "opinion"] as const;

/** 服务时限: what holds for which level, kind and agreement, and since when. */
export function ServiceLevelsPage() {
  const t = useOfficeTexts();
  const may = useMay();
  const time = useTime();
  const levels = useQuery({
    queryKey: ["quality", { serviceLevels: true }],
    queryFn: () => get("/api/quality/service-levels", ServiceLevelList),
  });
  return (
    <>
      <PageHeader title={t("levels.title")} note={t("levels.note")} />
      <QualityNav />
      <div className="c-stack">
        {may("service-level.set") && <SetForm />}
        <Card>
          <QueryView query={levels} lines={5}>
            {({ items }) => (
              <div className="q-frame" tabIndex={0} role="group" aria-label={t("levels.title")}>
                <table className="q-table">
                  <thead>
                    <tr>
                      <th scope="col">{t("levels.level")}</th>
                      <th scope="col">{t("levels.service")}</th>
                      <th scope="col">{t("levels.agreement")}</th>
                      {steps.map((step) => (
                        <th scope="col" key={step}>
                          {t(`levels.${step}`)}
                        </th>
                      ))}
                      <th scope="col">{t("levels.from")}</th>
                    </tr>
                  </thead>
                  <tbody>
                    {items.map((one) => (
                      <tr key={one.id}>
                        <th scope="row">
                          <UrgencyTag level={one.urgencyLevel} />
                        </th>
                        <td>
                          {one.service === null ? t("levels.all") : t(`levels.services.${one.service}`)}
                        </td>
                        <td>{one.agreementName ?? t("levels.all")}</td>
                        <td>{time(one.acceptMinutes)}</td>
                        <td>{time(one.startMinutes)}</td>
                        <td>{time(one.opinionMinutes)}</td>
                        <td>{one.validFrom < "2001" ? "–" : <LocalTime at={one.validFrom} />}</td>
                      </tr>
                    ))}
                  </tbody>
                </table>
              </div>
            )}
          </QueryView>
        </Card>
      </div>
    </>
  );
}

function SetForm() {
  const t = useOfficeTexts();
  const queryClient = useQueryClient();
  const [level, setLevel] = useState<(typeof urgencyLevels)[number]>("IV");
  const [service, setService] = useState<(typeof services)[number]>("all");
  const [minutes, setMinutes] = useState<Readonly<Partial<Record<(typeof steps)[number], number>>>>({});
  const set = useMutation({
    networkMode: "always",
    mutationFn: () =>
      postOnce("/api/quality/service-levels", z.object({ id: z.string() }), {
        agreementId: null,
        service: service === "all" ? null : service,
        urgencyLevel: level,
        acceptMinutes: minutes.accept,
        startMinutes: minutes.start,
        opinionMinutes: minutes.opinion,
      }),
    onSuccess: () => showDone(t("levels.saved")),
    onError: showProblem,
    onSettled: () => queryClient.invalidateQueries({ queryKey: ["quality"] }),
  });
  return (
    <Card title={t("levels.set")}>
      <div className="q-choices">
        <Choice
          legend={t("levels.level")}
          value={level}
          options={urgencyLevels.map((value) => ({ value, label: value }))}
          onChange={setLevel}
        />
        <Choice
          legend={t("levels.service")}
          value={service}
          options={services.map((value) => ({
            value,
            label: value === "all" ? t("levels.all") : t(`levels.services.${value}`),
          }))}
          onChange={setService}
        />
        <div className="q-line">
          {steps.map((step) => (
            <label key={step}>
              {t("levels.minutes", { step: t(`levels.${step}`) })}{" "}
              <InputNumber
                min={1}
                max={43_200}
                value={minutes[step] ?? null}
                onChange={(value) => setMinutes({ ...minutes, [step]: value ?? undefined })}
              />
            </label>
          ))}
        </div>
        <div className="c-actions">
          <Button
            type="primary"
            disabled={steps.some((step) => minutes[step] === undefined)}
            loading={set.isPending}
            onClick={() => set.mutate()}
          >
            {t("levels.set")}
          </Button>
        </div>
      </div>
    </Card>
  );
}
