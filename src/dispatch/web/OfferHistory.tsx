import { LocalTime } from "../../web/components/LocalTime.js";
import { StatusTag } from "../../web/components/StatusTag.js";
import { useLanguage } from "../../web/i18n/index.js";
import type { SearchView } from "../api.js";
import { offerTones, outcomeWhy } from "./offer-words.js";
import { ReminderLine } from "./ReminderLine.js";
import { useDispatchTexts } from "./texts.js";

/** Every offer of a case, the newest first: to whom, by which ring, how it ended and why. */
export function OfferHistory({ offers }: { offers: SearchView["offers"] }) {
  const t = useDispatchTexts();
  const language = useLanguage() === "en" ? "en" : "zh";
  if (offers.length === 0) return <p className="c-quiet">{t("history.none")}</p>;
  return (
    <ol className="d-history" reversed>
      {offers
        .toSorted((a, b) => b.attempt - a.attempt)
        .map((offer) => {
          const why = outcomeWhy(offer, language, t);
          const endedAt = offer.respondedAt ?? (offer.status === "expired" ? offer.expiresAt : null);
          return (
            <li key={offer.id}>
              <div className="d-history-head">
                <strong>{offer.expertName}</strong>
                <span className="c-quiet">{offer.institutionName}</span>
                <StatusTag tone={offerTones[offer.status]}>{t(`status.${offer.status}`)}</StatusTag>
              </div>
              {why !== "" && <div>{why}</div>}
              <div className="c-quiet d-history-when">
                <span>{t("history.attempt", { count: offer.attempt })}</span>
                <span>{t(`ring.${offer.ring}`)}</span>
                <span>
                  <LocalTime at={offer.sentAt} />
                  {endedAt !== null && (
                    <>
                      {" – "}
                      <LocalTime at={endedAt} form="time" />
                    </>
                  )}
                </span>
              </div>
              {offer.reminder !== null && <ReminderLine reminder={offer.reminder} whose="of" />}
            </li>
          );
        })}
    </ol>
  );
}
