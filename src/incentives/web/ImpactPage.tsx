import { useQuery } from "@tanstack/react-query";
import { Button, Select } from "antd";
import { dispositionNames } from "../../consultation/api.js";
import { get, withQuery } from "../../web/api-client.js";
import { Card } from "../../web/components/Card.js";
import { PageHeader } from "../../web/components/PageHeader.js";
import { EmptyState, QueryView } from "../../web/components/states.js";
import { StatusTag } from "../../web/components/StatusTag.js";
import { useWords } from "../../web/i18n/index.js";
import { useSearchParam } from "../../web/navigation.js";
import { ImpactView } from "../api.js";
import "./incentives.css";
import { useRecognitionTexts } from "./recognition-texts.js";
import { Thanks } from "./Thanks.js";

const tones = { adopted: "good", partly_adopted: "warn", not_adopted: "bad" } as const;
const percent = (share: number): string => `${Math.round(share * 100)}%`;

/** 半年报告, for the expert alone. */
export function ImpactPage() {
  const t = useRecognitionTexts();
  const [chosen, choose] = useSearchParam("half");
  const half = /^20\d{2}H[12]$/u.test(chosen) ? chosen : undefined;
  const query = useQuery({
    queryKey: ["offers", "impact", { half }],
    queryFn: () => get(withQuery("/api/mine/impact", { half }), ImpactView),
  });
  const nameOf = (one: string) =>
    t(one.endsWith("H1") ? "impact.halfName.H1" : "impact.halfName.H2", { year: one.slice(0, 4) });
  return (
    <>
      <PageHeader
        title={t("impact.title")}
        note={t("impact.only")}
        back={{ label: t("impact.back"), to: "/mine" }}
        extra={
          query.data && (
            <>
              <Select
                aria-label={t("impact.half")}
                value={query.data.half}
                options={[...new Set([query.data.half, ...query.data.halves])].map((one) => ({
                  value: one,
                  label: nameOf(one),
                }))}
                onChange={choose}
                style={{ minWidth: 140 }}
              />
              <Button href={withQuery("/api/mine/impact.pdf", { half: query.data.half })} target="_blank">
                {t("impact.pdf")}
              </Button>
            </>
          )
        }
      />
      <QueryView query={query} lines={10}>
        {(data) =>
          data.cases === 0 ? (
            <EmptyState title={t("impact.none")} note={t("impact.noneNote")} />
          ) : (
            <div className="c-stack">
              <p>{t("impact.summary", { institutions: data.institutions, cases: data.cases })}</p>
              <Changed data={data} />
              <Compare data={data} />
              <Card title={t("impact.patients")}>
                <p>
                  {data.outcomes.known === 0
                    ? t("impact.unknown", { count: data.outcomes.of })
                    : t("impact.known", {
                        count: data.outcomes.of,
                        known: data.outcomes.known,
                        better: data.outcomes.better,
                        unchanged: data.outcomes.unchanged,
                        worse: data.outcomes.worse,
                      })}
                </p>
              </Card>
              <Card title={t("impact.thanks")}>
                <Thanks items={data.appreciations} none={t("impact.noThanks")} />
              </Card>
            </div>
          )
        }
      </QueryView>
    </>
  );
}

function Changed({ data }: { data: ImpactView }) {
  const t = useRecognitionTexts();
  const words = useWords();
  return (
    <Card title={t("impact.changed")}>
      <dl className="c-figures">
        {(
          [
            ["adopted", data.adopted],
            ["partly", data.partlyAdopted],
            ["notAdopted", data.notAdopted],
          ] as const
        ).map(([key, count]) => (
          <div className="c-figure" key={key}>
            <dt>{t(`impact.${key}`)}</dt>
            <dd className="c-figure-value">{count}</dd>
          </div>
        ))}
      </dl>
      {data.evaluated.evaluated > 0 && (
        <p>
          {t("impact.evaluated", {
            count: data.evaluated.evaluated,
            diagnosis: data.evaluated.diagnosisChanged,
            management: data.evaluated.managementChanged,
            transfer: data.evaluated.transferAvoided,
          })}
        </p>
      )}
      <h3>{t("impact.reasons")}</h3>
      {data.reasons.length === 0 && <p className="c-quiet">{t("impact.noReasons")}</p>}
      {data.reasons.map((one, i) => (
        <blockquote className="c-quote" key={i}>
          <StatusTag tone={tones[one.decision]}>{words(dispositionNames[one.decision])}</StatusTag>{" "}
          {one.reason}
          <footer>
            {one.institutionName} {one.on}
          </footer>
        </blockquote>
      ))}
    </Card>
  );
}

function Compare({ data }: { data: ImpactView }) {
  const t = useRecognitionTexts();
  const time = (minutes: number) =>
    minutes < 120
      ? t("impact.minutes", { count: minutes })
      : t("impact.hours", { count: (minutes / 60).toFixed(1) });
  const { adoption, answerMinutes } = data;
  return (
    <Card title={t("impact.compare")}>
      {adoption && (
        <div className="c-stack">
          <p>
            {t("impact.adoption")} <strong className="c-num">{percent(adoption.mine.value)}</strong>{" "}
            <span className="c-quiet">
              {t("impact.interval", { low: percent(adoption.mine.low), high: percent(adoption.mine.high) })}
            </span>
          </p>
          <div className="c-share" aria-hidden="true">
            <span
              className="c-share-band"
              style={{
                left: percent(adoption.mine.low),
                width: percent(adoption.mine.high - adoption.mine.low),
              }}
            />
            <span className="c-share-mark" style={{ left: percent(adoption.mine.value) }} />
            {adoption.peerCases > 0 && (
              <span className="c-share-peers" style={{ left: percent(adoption.peers) }} />
            )}
          </div>
          <p>
            {adoption.peerCases === 0
              ? t("impact.noPeers")
              : t("impact.peers", {
                  experts: adoption.peerExperts,
                  cases: adoption.peerCases,
                  share: percent(adoption.peers),
                })}
          </p>
          <p className="c-quiet">{t("impact.shrunk")}</p>
        </div>
      )}
      {answerMinutes && (
        <p>
          {t("impact.speed", { mine: time(answerMinutes.median) })}
          {answerMinutes.peerMedian !== null && (
            <span className="c-quiet">
              {" "}
              · {t("impact.speedPeers", { peers: time(answerMinutes.peerMedian) })}
            </span>
          )}
        </p>
      )}
    </Card>
  );
}
