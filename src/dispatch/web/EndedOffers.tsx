import { Card } from "../../web/components/Card.js";
import { LocalTime } from "../../web/components/LocalTime.js";
import { StatusTag } from "../../web/components/StatusTag.js";
import { AppLink } from "../../web/navigation.js";
import type { OfferView } from "../api.js";
import { offerTones, withdrawnWords } from "./offer-words.js";
import { useDispatchTexts } from "./texts.js";

/** A closed case no longer shows its inviter; an accepted one that still does stands among the active ones. */
const isOver = ({ status, institutionName }: OfferView): boolean =>
  status !== "accepted" || institutionName === "";

/** Offers of the last two days that are over, and how they ended. What they asked is no longer shown. */
export function EndedOffers({ offers }: { offers: readonly OfferView[] }) {
  const t = useDispatchTexts();
  const over = offers.filter(isOver);
  if (over.length === 0) return null;
  return (
    <Card title={t("ended.title")}>
      <p className="c-quiet">{t("ended.note")}</p>
      <ul className="d-ended">
        {over.map((offer) => (
          <li key={offer.id}>
            <StatusTag tone={offerTones[offer.status]}>{t(`status.${offer.status}`)}</StatusTag>
            <span>
              {t("inbox.sentAt")} <LocalTime at={offer.sentAt} />
            </span>
            {offer.institutionName !== "" && (
              <span>{t("ended.of", { institution: offer.institutionName })}</span>
            )}
            {offer.status === "withdrawn" && <span>{withdrawnWords(offer.withdrawCode, t)}</span>}
            {offer.status === "accepted" && (
              <span>
                {t("ended.closed")} <AppLink to="/archive">{t("ended.archive")}</AppLink>
              </span>
            )}
          </li>
        ))}
      </ul>
    </Card>
  );
}
