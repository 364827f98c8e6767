import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Button, Drawer } from "antd";
import { useState } from "react";
import { get, postOnce, showDone, showProblem, withQuery } from "../../web/api-client.js";
import { ConfirmReason } from "../../web/components/ConfirmReason.js";
import { QueryView } from "../../web/components/states.js";
import { StatusTag } from "../../web/components/StatusTag.js";
import { useEscape } from "../../web/hooks/use-escape.js";
import { useIsPhone } from "../../web/hooks/use-media.js";
import { AppLink } from "../../web/navigation.js";
import { useMay } from "../../web/session.js";
import { CellDetail, type CellView, Recruited, type RecruitView } from "../api.js";
import { reasonWords } from "./reason-words.js";
import { useInsightTexts } from "./texts.js";

/** One cell beside the page: its months, what is expected, and whom to ask. */
export function CellDrawer(props: { cell: CellView | undefined; months: number; onClose: () => void }) {
  const { cell, months, onClose } = props;
  const t = useInsightTexts();
  const isPhone = useIsPhone();
  useEscape(cell !== undefined, onClose);
  return (
    <Drawer
      open={cell !== undefined}
      destroyOnHidden
      title={t("drawer.title")}
      size={isPhone ? "100%" : 560}
      onClose={onClose}
      closable={{ "aria-label": t("drawer.close") }}
    >
      {cell !== undefined && <Contents cell={cell} months={months} />}
    </Drawer>
  );
}

function Contents({ cell, months }: { cell: CellView; months: number }) {
  const t = useInsightTexts();
  const path = `/api/insight/supply/${cell.regionCode}/${cell.specialtyCode}`;
  const detail = useQuery({
    queryKey: ["insight", "cell", path, months],
    queryFn: () => get(withQuery(path, { months }), CellDetail),
  });
  return (
    <QueryView query={detail} lines={8}>
      {(data) => (
        <div className="c-stack">
          <section>
            <h2>{`${data.regionName} · ${data.specialtyName}`}</h2>
            <p>
              <strong>{t("drawer.score", { score: data.cell.shortage })}</strong>
            </p>
            <ul>
              {data.cell.reasons.map((reason) => (
                <li key={reason.code}>{reasonWords(t, reason)}</li>
              ))}
            </ul>
            <p className="c-quiet">
              {data.cell.expertsInReach === 0
                ? t("drawer.noReach")
                : t("drawer.reach", { count: data.cell.expertsInReach, percent: data.capUsePercent })}
            </p>
          </section>
          {data.byMonth.length > 0 && <Months data={data} />}
          <Recruits data={data} path={path} />
          {data.hospitals.length > 0 && (
            <section>
              <h3>{t("drawer.hospitals")}</h3>
              <ul>
                {data.hospitals.map((one) => (
                  <li key={one.id}>
                    {t("drawer.hospital", { name: one.name, count: one.experts })}
                    {one.kilometres !== null && ` · ${t("drawer.kilometres", { count: one.kilometres })}`}
                  </li>
                ))}
              </ul>
              <AppLink to="/agreements">{t("drawer.agreements")}</AppLink>
            </section>
          )}
          {data.recruitments.length > 0 && (
            <section>
              <h3>{t("drawer.invitations")}</h3>
              <ul>
                {data.recruitments.map((one) => (
                  <li key={one.id}>
                    {`${one.expertName}（${one.organizationName}） `}
                    <StatusTag
                      tone={one.status === "accepted" ? "good" : one.status === "asked" ? "warn" : "neutral"}
                    >
                      {t(`drawer.status.${one.status}`)}
                    </StatusTag>
                    {one.answerNote !== null && <div className="c-quiet">{one.answerNote}</div>}
                  </li>
                ))}
              </ul>
            </section>
          )}
        </div>
      )}
    </QueryView>
  );
}

function Months({ data }: { data: CellDetail }) {
  const t = useInsightTexts();
  const { byMonth, forecast } = data;
  const most = Math.max(1, forecast.high, ...byMonth.map(({ requests }) => requests));
  const height = (count: number) => `${(count / most) * 100}%`;
  return (
    <section>
      <h3>{t("drawer.months")}</h3>
      <div
        className="ins-months"
        role="img"
        aria-label={byMonth.map(({ month, requests }) => `${month}: ${requests}`).join(" ")}
      >
        {byMonth.map(({ month, requests, met }) => (
          <div key={month} title={`${month}: ${requests}`}>
            <span style={{ height: height(requests) }}>
              <span style={{ height: requests === 0 ? 0 : `${(met / requests) * 100}%` }} />
            </span>
            <small>{month.slice(5)}</small>
          </div>
        ))}
        <div className="ins-next" title={`${forecast.low}–${forecast.high}`}>
          <span style={{ height: height(forecast.expected) }} />
          <small>?</small>
        </div>
      </div>
      <p>
        {t("drawer.forecast", { expected: forecast.expected, low: forecast.low, high: forecast.high })}
        <br />
        <span className="c-quiet">
          {forecast.backtestError === null
            ? t("drawer.noError")
            : t("drawer.error", { error: forecast.backtestError })}
        </span>
      </p>
    </section>
  );
}

function Recruits({ data, path }: { data: CellDetail; path: string }) {
  const t = useInsightTexts();
  const may = useMay();
  const client = useQueryClient();
  const [chosen, setChosen] = useState<RecruitView | undefined>(undefined);
  const ask = useMutation({
    mutationFn: ({ one, note }: { one: RecruitView; note: string }) =>
      postOnce("/api/insight/recruitments", Recruited, {
        regionCode: data.cell.regionCode,
        specialtyCode: data.cell.specialtyCode,
        roleId: one.roleId,
        note,
      }),
    onSuccess: (_answer, { one }) => {
      showDone(t("ask.done", { name: one.name }));
      setChosen(undefined);
    },
    onError: showProblem,
    onSettled: () => client.invalidateQueries({ queryKey: ["insight", "cell", path] }),
  });
  const asked = new Set(
    data.recruitments
      .filter(({ status }) => status === "asked" || status === "accepted")
      .map(({ roleId }) => roleId),
  );
  return (
    <section>
      <h3>{t("drawer.recruits")}</h3>
      {data.recruits.length === 0 && (
        <p>
          <span className="c-quiet">{t("drawer.noRecruits")}</span>{" "}
          {may("membership.invite") && <AppLink to="/memberships">{t("drawer.join")}</AppLink>}
        </p>
      )}
      <ul className="ins-recruits">
        {data.recruits.map((one) => (
          <li key={one.roleId}>
            <div>
              <AppLink to={`/experts/${one.practitionerId}`}>{one.name}</AppLink>
              <div className="c-quiet">{`${one.organizationName} · ${one.departmentName}`}</div>
              <div>
                {[
                  t(one.isOfTheField ? "drawer.ofField" : "drawer.hidden"),
                  ...(one.patients > 0 ? [t("drawer.patients", { count: one.patients })] : []),
                  ...(one.verifiedPatients > 0
                    ? [t("drawer.verified", { count: one.verifiedPatients })]
                    : []),
                  ...(one.kilometres === null ? [] : [t("drawer.kilometres", { count: one.kilometres })]),
                ].join(" · ")}
              </div>
            </div>
            {asked.has(one.roleId) ? (
              <StatusTag tone="warn">{t("drawer.asked")}</StatusTag>
            ) : (
              may("insight.recruit") && (
                <Button onClick={() => setChosen(one)} aria-label={t("drawer.askName", { name: one.name })}>
                  {t("drawer.ask")}
                </Button>
              )
            )}
          </li>
        ))}
      </ul>
      <ConfirmReason
        isOpen={chosen !== undefined}
        title={t("ask.title", { name: chosen?.name ?? "" })}
        consequence={t("ask.consequence")}
        reasons={[]}
        isNoteRequired
        confirmLabel={t("ask.confirm")}
        isPending={ask.isPending}
        onConfirm={({ note }) => {
          if (chosen) ask.mutate({ one: chosen, note });
        }}
        onClose={() => setChosen(undefined)}
      />
    </section>
  );
}
