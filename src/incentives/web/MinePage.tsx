import { useQuery } from "@tanstack/react-query";
import { Button } from "antd";
import { get } from "../../web/api-client.js";
import { Card } from "../../web/components/Card.js";
import { LocalTime } from "../../web/components/LocalTime.js";
import { PageHeader } from "../../web/components/PageHeader.js";
import { QueryView } from "../../web/components/states.js";
import { StatusTag } from "../../web/components/StatusTag.js";
import { useWords } from "../../web/i18n/index.js";
import { AppLink } from "../../web/navigation.js";
import { honourListNames, MineView } from "../api.js";
import "./incentives.css";
import { creditWords, yuanWords } from "./money-words.js";
import { useRecognitionTexts } from "./recognition-texts.js";
import { Thanks } from "./Thanks.js";

/** 我的: an expert's day, money, credits, honours and thanks; made for a phone. */
export function MinePage() {
  const t = useRecognitionTexts();
  const query = useQuery({ queryKey: ["offers", "mine"], queryFn: () => get("/api/mine", MineView) });
  return (
    <>
      <PageHeader title={t("mine.title")} />
      <QueryView query={query} lines={12}>
        {(mine) => (
          <div className="c-stack">
            <Today mine={mine} />
            <Card title={t("mine.impact")}>
              <p className="c-quiet">{t("mine.impactNote")}</p>
              <AppLink to="/mine/impact">{t("mine.openImpact")}</AppLink>
            </Card>
            <div className="c-columns-2">
              <Earnings mine={mine} />
              <div className="c-stack">
                <Credits mine={mine} />
                <Honours mine={mine} />
              </div>
            </div>
            <Card title={t("mine.thanks")}>
              <Thanks items={mine.appreciations} none={t("mine.noThanks")} />
            </Card>
          </div>
        )}
      </QueryView>
    </>
  );
}

function Today({ mine: { today } }: { mine: MineView }) {
  const t = useRecognitionTexts();
  return (
    <Card title={t("mine.today")}>
      <dl className="c-figures">
        <div className="c-figure">
          <dt>{t("mine.offers")}</dt>
          <dd className="c-figure-value">
            <AppLink to="/offers">{today.offers}</AppLink>
          </dd>
        </div>
        <div className="c-figure">
          <dt>{t("mine.toWrite")}</dt>
          <dd className="c-figure-value">
            <AppLink to="/cases">{today.toWrite}</AppLink>
          </dd>
        </div>
      </dl>
      {today.appointments.length === 0 ? (
        <p className="c-quiet">{t("mine.noAppointments")}</p>
      ) : (
        <ul aria-label={t("mine.appointments")}>
          {today.appointments.map(({ caseId, startsAt }) => (
            <li key={`${caseId}/${startsAt}`}>
              <AppLink to={`/cases/${caseId}`}>
                <LocalTime at={startsAt} />
              </AppLink>
            </li>
          ))}
        </ul>
      )}
    </Card>
  );
}

function Earnings({ mine: { earnings, credits } }: { mine: MineView }) {
  const t = useRecognitionTexts();
  const most = Math.max(1, ...earnings.months.map(({ expertFen }) => expertFen));
  const { year } = credits;
  return (
    <Card title={t("mine.earnings")}>
      <dl className="c-figures">
        <div className="c-figure">
          <dt>{t("mine.month")}</dt>
          <dd className="c-figure-value">{yuanWords(earnings.monthFen)}</dd>
        </div>
        <div className="c-figure">
          <dt>{t("mine.year")}</dt>
          <dd className="c-figure-value">{yuanWords(earnings.yearFen)}</dd>
          <dd>{t("mine.yearCases", { count: earnings.yearCases })}</dd>
        </div>
      </dl>
      <table className="c-money-bars">
        <caption className="c-sr-only">{t("mine.where")}</caption>
        <tbody>
          {(
            [
              ["waiting", earnings.waitingFen],
              ["atHospital", earnings.atHospitalFen],
              ["paid", earnings.paidFen],
            ] as const
          ).map(([key, fen]) => (
            <tr key={key}>
              <th scope="row">{t(`mine.${key}`)}</th>
              <td>{yuanWords(fen)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <p className="c-quiet">{t("mine.taxNote")}</p>
      {earnings.months.length === 0 ? (
        <p className="c-quiet">{t("mine.noMonths")}</p>
      ) : (
        <table className="c-money-bars">
          <caption className="c-sr-only">{t("mine.months")}</caption>
          <thead>
            <tr>
              <th scope="col">{t("mine.monthName")}</th>
              <th scope="col">{t("mine.cases")}</th>
              <th scope="col" style={{ width: "40%" }}>
                <span className="c-sr-only">{t("mine.months")}</span>
              </th>
              <th scope="col">{t("mine.amount")}</th>
            </tr>
          </thead>
          <tbody>
            {earnings.months.toReversed().map(({ month, cases, expertFen }) => (
              <tr key={month}>
                <th scope="row">{month}</th>
                <td>{cases}</td>
                <td>
                  <span
                    className="c-money-bar"
                    aria-hidden="true"
                    style={{ width: `${Math.max(0, (100 * expertFen) / most)}%` }}
                  />
                </td>
                <td>{yuanWords(expertFen)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      <div className="c-actions">
        <span>{t("mine.statement", { year })}</span>
        <Button size="small" href={`/api/mine/statement.pdf?year=${year}`} target="_blank">
          {t("mine.pdf")}
        </Button>
        <Button size="small" href={`/api/mine/statement.xlsx?year=${year}`}>
          {t("mine.xlsx")}
        </Button>
      </div>
    </Card>
  );
}

function Credits({ mine: { credits } }: { mine: MineView }) {
  const t = useRecognitionTexts();
  return (
    <Card title={t("mine.credits")} extra={<AppLink to="/credits">{t("mine.allCredits")}</AppLink>}>
      <dl className="c-figures">
        <div className="c-figure">
          <dt>{t("mine.confirmed")}</dt>
          <dd className="c-figure-value">{creditWords(credits.confirmedCents)}</dd>
          <dd>{t("mine.creditYear", { year: credits.year })}</dd>
        </div>
        <div className="c-figure">
          <dt>{t("mine.provisional")}</dt>
          <dd className="c-figure-value">{creditWords(credits.provisionalCents)}</dd>
          {credits.capCents !== null && <dd>{t("mine.cap", { count: creditWords(credits.capCents) })}</dd>}
        </div>
      </dl>
      <p className="c-quiet">{t("mine.creditsNote")}</p>
    </Card>
  );
}

function Honours({ mine: { honours } }: { mine: MineView }) {
  const t = useRecognitionTexts();
  const words = useWords();
  return (
    <Card title={t("mine.honours")} extra={<AppLink to="/honours">{t("honours.title")}</AppLink>}>
      {honours.length === 0 && <p className="c-quiet">{t("mine.noHonours")}</p>}
      <ul className="c-lines">
        {honours.map((one) => (
          <li key={one.candidateId} className="c-actions">
            <span>
              {one.period} {words(honourListNames[one.list])} {t("mine.place", { place: one.place })}
            </span>
            <StatusTag tone={one.isFinal ? "good" : "progress"}>
              {t(one.isFinal ? "mine.final" : "mine.objection")}
            </StatusTag>
            {one.isFinal && (
              <Button
                size="small"
                target="_blank"
                href={`/api/honours/${one.roundId}/candidates/${one.candidateId}/certificate.pdf`}
              >
                {t("mine.certificate")}
              </Button>
            )}
          </li>
        ))}
      </ul>
    </Card>
  );
}
