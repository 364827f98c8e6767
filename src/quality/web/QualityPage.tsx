import { useQuery } from "@tanstack/react-query";
import { Segmented } from "antd";
import type { ReactNode } from "react";
import { declineReasons } from "../../dispatch/api.js";
import { get, withQuery } from "../../web/api-client.js";
import { Card } from "../../web/components/Card.js";
import { type DataColumn, DataTable } from "../../web/components/DataTable.js";
import { LocalTime } from "../../web/components/LocalTime.js";
import { PageHeader } from "../../web/components/PageHeader.js";
import { EmptyState, QueryView } from "../../web/components/states.js";
import { StatusTag } from "../../web/components/StatusTag.js";
import { useWords } from "../../web/i18n/index.js";
import { AppLink, useSearchParam } from "../../web/navigation.js";
import { useMay } from "../../web/session.js";
import { OverviewView } from "../api.js";
import { QualityNav } from "./QualityNav.js";
import { durationWords, percentOf } from "../domain/figure-words.js";
import "./quality.css";
import { useQualityTexts } from "./texts.js";

const periods = [3, 6, 12, 18] as const;
const tones = { adopted: "good", partly_adopted: "warn", not_adopted: "bad" } as const;

/** 质控: how many, how fast, and what the inviters did with the advice. */
export function QualityPage() {
  const t = useQualityTexts();
  const [chosen, choose] = useSearchParam("months");
  const months = periods.find((one) => String(one) === chosen) ?? 18;
  const overview = useQuery({
    queryKey: ["case", { overview: months }],
    queryFn: () => get(withQuery("/api/quality/overview", { months }), OverviewView),
    staleTime: 60_000,
  });
  return (
    <>
      <PageHeader
        title={t("title")}
        note={t("note")}
        extra={
          <Segmented
            aria-label={t("months")}
            value={months}
            options={periods.map((count) => ({ value: count, label: t("lastMonths", { count }) }))}
            onChange={(value) => choose(String(value))}
          />
        }
      />
      <QualityNav />
      <QueryView query={overview} lines={10}>
        {(data) =>
          data.submitted === 0 && data.recent.length === 0 ? (
            <EmptyState title={t("emptyTitle")} note={t("emptyNote")} />
          ) : (
            <div className="c-stack">
              <Figures data={data} />
              <div className="c-columns-2">
                <Card title={t("byMonth.title")}>
                  <Months data={data} />
                </Card>
                <Card title={t("decline.title")}>
                  <DeclineReasons data={data} />
                </Card>
              </div>
              <Card title={t("recent.title")}>
                <Recent data={data} />
              </Card>
            </div>
          )
        }
      </QueryView>
    </>
  );
}

function Figures({ data }: { data: OverviewView }) {
  const t = useQualityTexts();
  const time = (minutes: number | null) => {
    const words = durationWords(minutes);
    return words === null ? null : t(`figures.${words.unit}`, { count: words.count });
  };
  const adopted = percentOf(data.adopted);
  const speed = (median: number | null, p90: number | null) => {
    const [value, late] = [time(median), time(p90)];
    return value === null || late === null
      ? { value: "–", note: t("figures.none") }
      : { value, note: `${t("figures.median")}${comma(t("figures.p90", { time: late }))}` };
  };
  const accept = speed(data.medianAcceptMinutes, data.p90AcceptMinutes);
  const opinion = speed(data.medianOpinionMinutes, data.p90OpinionMinutes);
  const ofSubmitted = t("figures.ofSubmitted", { of: data.submitted });
  return (
    <dl className="c-figures" aria-label={t("figures.label")}>
      <Figure
        label={t("figures.adopted")}
        value={adopted === null ? "–" : `${adopted}%`}
        note={
          adopted === null ? (
            t("figures.none")
          ) : (
            <>
              {t("figures.ofDecided", data.adopted)}
              <br />
              {t("figures.adoptedParts", { partly: data.partlyAdopted.count, not: data.notAdopted.count })}
            </>
          )
        }
      />
      <Figure label={t("figures.accept")} value={accept.value} note={accept.note} />
      <Figure label={t("figures.opinion")} value={opinion.value} note={opinion.note} />
      <Figure label={t("figures.submitted")} value={String(data.submitted)} unit={t("figures.cases")} />
      <Figure
        label={t("figures.closed")}
        value={String(data.closed)}
        unit={t("figures.cases")}
        note={ofSubmitted}
      />
      <Figure
        label={t("figures.waiting")}
        value={String(data.waiting)}
        unit={t("figures.cases")}
        note={ofSubmitted}
      />
      <Figure
        label={t("figures.cancelled")}
        value={String(data.cancelled)}
        unit={t("figures.cases")}
        note={ofSubmitted}
      />
    </dl>
  );
}

const comma = (text: string): string => (/\p{Script=Han}/u.test(text) ? `，${text}` : `, ${text}`);

function Figure(props: { label: string; value: string; unit?: string; note?: ReactNode }) {
  const { label, value, unit, note } = props;
  return (
    <div className="c-figure">
      <dt>{label}</dt>
      <dd className="c-figure-value">
        {value} {unit !== undefined && <span>{unit}</span>}
      </dd>
      {note !== undefined && <dd>{note}</dd>}
    </div>
  );
}

/** The outer bar is what was submitted, the inner one what of it was closed. */
function Months({ data }: { data: OverviewView }) {
  const t = useQualityTexts();
  const most = Math.max(1, ...data.byMonth.map(({ submitted }) => submitted));
  const newestFirst = [...data.byMonth].reverse();
  return (
    <table className="c-bars">
      <caption className="c-sr-only">{t("byMonth.caption")}</caption>
      <thead>
        <tr>
          <th scope="col">{t("byMonth.month")}</th>
          <th scope="col" className="c-bars-wide">
            {t("byMonth.submitted")} <span className="c-quiet">{t("byMonth.ofThem")}</span>
          </th>
          <th scope="col">{t("byMonth.closed")}</th>
          <th scope="col">{t("byMonth.share")}</th>
        </tr>
      </thead>
      <tbody>
        {newestFirst.map(({ month, submitted, closed, adopted }) => (
          <tr key={month}>
            <th scope="row">{month}</th>
            <td>
              <span className="c-bar">
                <span className="c-bar-track" aria-hidden="true">
                  <span style={{ width: `${(100 * submitted) / most}%` }} />
                  <span className="c-bar-inner" style={{ width: `${(100 * closed) / most}%` }} />
                </span>
                <span className="c-bar-number">{submitted}</span>
              </span>
            </td>
            <td>{closed}</td>
            <td>
              {closed === 0 ? "–" : `${percentOf({ count: adopted, of: closed }) ?? 0}%`}
              {closed > 0 && <span className="c-quiet">{` ${adopted}/${closed}`}</span>}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function DeclineReasons({ data }: { data: OverviewView }) {
  const t = useQualityTexts();
  const words = useWords();
  const all = data.declineReasons.reduce((sum, { count }) => sum + count, 0);
  if (all === 0) return <p className="c-quiet">{t("decline.none")}</p>;
  const known: Readonly<Record<string, { zh: string; en: string }>> = declineReasons;
  const most = Math.max(...data.declineReasons.map(({ count }) => count));
  return (
    <table className="c-bars">
      <caption className="c-sr-only">{t("decline.title")}</caption>
      <thead>
        <tr>
          <th scope="col">{t("decline.reason")}</th>
          <th scope="col" className="c-bars-wide">
            {t("decline.count")} <span className="c-quiet">{t("decline.share", { of: all })}</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {data.declineReasons.map(({ code, count }) => {
          const label = known[code];
          return (
            <tr key={code}>
              <th scope="row" style={{ whiteSpace: "normal" }}>
                {label === undefined ? code : words(label)}
              </th>
              <td>
                <span className="c-bar">
                  <span className="c-bar-track" aria-hidden="true">
                    <span className="c-bar-inner" style={{ width: `${(100 * count) / most}%` }} />
                  </span>
                  <span className="c-bar-number">{count}</span>
                </span>
              </td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}

type Closed = OverviewView["recent"][number];

function Recent({ data }: { data: OverviewView }) {
  const t = useQualityTexts();
  const mayRead = useMay()("case.read");
  const columns: DataColumn<Closed>[] = [
    {
      key: "number",
      title: t("recent.number"),
      isAlways: true,
      card: "head",
      render: ({ caseId, number }) =>
        mayRead ? <AppLink to={`/cases/${caseId}`}>{number}</AppLink> : <span>{number}</span>,
    },
    {
      key: "decision",
      title: t("recent.decision"),
      isAlways: true,
      card: "aside",
      render: ({ decision }) => <StatusTag tone={tones[decision]}>{t(`decision.${decision}`)}</StatusTag>,
    },
    { key: "institution", title: t("recent.institution"), render: ({ institutionName }) => institutionName },
    { key: "expert", title: t("recent.expert"), render: ({ expertName }) => expertName },
    {
      key: "reason",
      title: t("recent.reason"),
      width: 360,
      render: ({ reason }) => (reason === "" ? <span className="c-quiet">–</span> : reason),
    },
    { key: "closedAt", title: t("recent.closedAt"), render: ({ closedAt }) => <LocalTime at={closedAt} /> },
  ];
  return (
    <DataTable
      id="quality.recent"
      isFixed
      label={t("recent.label")}
      rows={data.recent}
      rowKey={({ caseId }) => caseId}
      columns={columns}
      empty={<p className="c-quiet">{t("recent.none")}</p>}
    />
  );
}
