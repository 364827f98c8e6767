import { useQuery } from "@tanstack/react-query";
import { CaseList, type CaseSummary } from "../../cases/api.js";
import { get, withQuery } from "../../web/api-client.js";
import { Card } from "../../web/components/Card.js";
import { Countdown } from "../../web/components/Countdown.js";
import { QueryView } from "../../web/components/states.js";
import { UrgencyTag } from "../../web/components/UrgencyTag.js";
import { AppLink } from "../../web/navigation.js";
import { useDispatchTexts } from "./texts.js";

const atMost = 50;
const mine: readonly CaseSummary["status"][] = ["accepted", "in_session", "opinion_signed"];

/** What this expert has accepted and not finished; the opinions still to be written first, by their clocks. */
export function ActiveCases() {
  const t = useDispatchTexts();
  const cases = useQuery({
    queryKey: ["case", { accepted: "open" }],
    queryFn: () => get(withQuery("/api/cases", { scope: "open", limit: atMost }), CaseList),
  });
  return (
    <Card title={t("active.title")}>
      <QueryView query={cases} lines={3}>
        {({ items }) => {
          const active = items.filter(({ status }) => mine.includes(status)).sort(byPressure);
          if (active.length === 0) return <p className="c-quiet">{t("active.none")}</p>;
          return (
            <ul className="d-active">
              {active.map((one) => (
                <li key={one.id}>
                  <ActiveCase one={one} />
                </li>
              ))}
            </ul>
          );
        }}
      </QueryView>
    </Card>
  );
}

function byPressure(a: CaseSummary, b: CaseSummary): number {
  const isSigned = (one: CaseSummary) => Number(one.status === "opinion_signed");
  const due = (one: CaseSummary) => one.dueAt ?? "9999";
  return isSigned(a) - isSigned(b) || (due(a) < due(b) ? -1 : due(a) > due(b) ? 1 : 0);
}

function ActiveCase({ one }: { one: CaseSummary }) {
  const t = useDispatchTexts();
  const isSigned = one.status === "opinion_signed";
  const act =
    one.status === "accepted" ? t("active.write") : isSigned ? t("active.view") : t("active.continue");
  return (
    <>
      <div className="d-active-text">
        <span className="d-active-question">{one.question}</span>
        <span className="c-quiet">{`${one.patientLabel} · ${one.institutionName}`}</span>
        <span className="d-active-state">
          {one.urgencyLevel !== null && <UrgencyTag level={one.urgencyLevel} isShort />}
          {isSigned ? (
            <span className="c-quiet">{t("active.awaiting")}</span>
          ) : (
            one.dueAt !== null && (
              <span>
                <span className="c-quiet">{t("active.due")} </span>
                <Countdown dueAt={one.dueAt} soonMinutes={30} />
              </span>
            )
          )}
        </span>
      </div>
      <div className="d-gos">
        {!isSigned && one.mode === "video" && (
          <AppLink
            className="d-go"
            to={`/room/${one.id}`}
            aria-label={`${t("active.enterRoom")}：${one.question}`}
          >
            {t("active.enterRoom")}
          </AppLink>
        )}
        <AppLink className="d-go" to={`/cases/${one.id}/opinion`} aria-label={`${act}：${one.question}`}>
          {act}
        </AppLink>
      </div>
    </>
  );
}
