import { useQuery } from "@tanstack/react-query";
import { Switch } from "antd";
import { useEffect, useId, useMemo, useState } from "react";
import { z } from "zod";
import { get } from "../../web/api-client.js";
import { PageHeader } from "../../web/components/PageHeader.js";
import { EmptyState, QueryView } from "../../web/components/states.js";
import { useNow } from "../../web/hooks/use-now.js";
import { readPreference, writePreference } from "../../web/preferences.js";
import { OfferList, type OfferView } from "../api.js";
import { ActiveCases } from "./ActiveCases.js";
import "./dispatch.css";
import { VerifyBanner } from "./VerifyBanner.js";
import { EndedOffers } from "./EndedOffers.js";
import { OfferCard } from "./OfferCard.js";
import { ResponseRhythm } from "./ResponseRhythm.js";
import { useDispatchTexts } from "./texts.js";
import { useOfferChime } from "./use-offer-chime.js";

const isOpen = ({ status }: OfferView): boolean => status === "sent" || status === "seen";
/** The live stream tells of changes; this is for the change that nobody tells of: time passing. */
const refreshMs = 30_000;

/** 接诊: the expert's home. What waits for his answer, what he has under way, and what has ended lately. */
export function OfferInboxPage() {
  const t = useDispatchTexts();
  const now = useNow();
  const offers = useQuery({
    queryKey: ["offers"],
    queryFn: () => get("/api/offers", OfferList),
    refetchInterval: refreshMs,
  });
  const open = useMemo(
    () =>
      offers.data?.items
        .filter(isOpen)
        .sort((a, b) => (a.expiresAt < b.expiresAt ? -1 : a.expiresAt > b.expiresAt ? 1 : 0)),
    [offers.data],
  );
  const openIds = useMemo(() => open?.map(({ id }) => id), [open]);
  const isTimeUp = (offer: OfferView) => now >= Date.parse(offer.expiresAt);
  const waiting = open?.filter((offer) => !isTimeUp(offer)).length ?? 0;
  const lapsed = (open?.length ?? 0) - waiting;
  const { refetch } = offers;
  useEffect(() => {
    if (lapsed > 0) void refetch();
  }, [lapsed, refetch]);

  return (
    <>
      <PageHeader
        title={t("inbox.title")}
        tabTitle={waiting === 0 ? t("inbox.title") : `(${waiting}) ${t("inbox.title")}`}
        extra={<SoundSwitch openIds={openIds} />}
      />
      <VerifyBanner />
      <div className="c-columns-2 d-inbox">
        <section aria-label={t("inbox.open")}>
          <p className="c-sr-only" role="status">
            {waiting === 0 ? "" : t("inbox.openCount", { count: waiting })}
          </p>
          <QueryView query={offers} lines={8}>
            {() =>
              open === undefined || open.length === 0 ? (
                <EmptyState title={t("inbox.none")} note={t("inbox.noneNote")} />
              ) : (
                <div className="c-stack">
                  <h2 className="c-sr-only">{t("inbox.open")}</h2>
                  {open.map((offer) => (
                    <OfferCard key={offer.id} offer={offer} isTimeUp={isTimeUp(offer)} />
                  ))}
                </div>
              )
            }
          </QueryView>
        </section>
        <div className="c-stack">
          <ActiveCases />
          <EndedOffers offers={offers.data?.items.filter((offer) => !isOpen(offer)) ?? []} />
          <ResponseRhythm />
        </div>
      </div>
    </>
  );
}

const soundPreference = "offers.sound";

function SoundSwitch({ openIds }: { openIds: readonly string[] | undefined }) {
  const t = useDispatchTexts();
  const id = useId();
  const [isOn, setIsOn] = useState(() => readPreference(soundPreference, z.boolean(), false));
  const { tryOut } = useOfferChime(openIds, isOn);
  return (
    <span className="d-sound">
      <Switch
        id={id}
        size="small"
        checked={isOn}
        onChange={(next) => {
          setIsOn(next);
          writePreference(soundPreference, next);
          if (next) tryOut();
        }}
      />
      <label htmlFor={id}>{t("inbox.sound")}</label>
    </span>
  );
}
