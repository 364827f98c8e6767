import type { ReactNode } from "react";
import { type DataColumn, DataTable } from "../../web/components/DataTable.js";
import { LocalTime } from "../../web/components/LocalTime.js";
import { StatusTag, type Tone } from "../../web/components/StatusTag.js";
import { useWords } from "../../web/i18n/index.js";
import { channelNames, type DeliveryStatus, type DeliveryView, sendFaults } from "../api.js";
import { useChannelTexts } from "./settings-texts.js";

const tones: Readonly<Record<DeliveryStatus, Tone>> = {
  queued: "neutral",
  sending: "neutral",
  sent: "good",
  failed: "bad",
  suppressed: "neutral",
};

/** Why a message did not go out, in words; an unknown code as it is. */
export function useReasonWords(): (reason: string) => string {
  const t = useChannelTexts();
  const words = useWords();
  return (reason) => {
    if (Object.hasOwn(sendFaults, reason)) return words(sendFaults[reason as keyof typeof sendFaults]);
    return t(`reason.${reason as "seen"}`);
  };
}

/** Messages and how they fared; `withPerson` for the operator, who sees everybody's. */
export function DeliveryTable(props: {
  rows: readonly DeliveryView[] | undefined;
  withPerson?: boolean;
  empty: ReactNode;
  error?: unknown;
  toolbar?: ReactNode;
}) {
  const t = useChannelTexts();
  const words = useWords();
  const reasonWords = useReasonWords();
  const what = ({ purpose, kind }: DeliveryView): string => {
    if (purpose !== "notice") return t(`log.${purpose}`);
    if (kind === "offer_sent") return t("kinds.offer");
    if (kind === "offer_expiring") return t("kinds.reminder");
    if (kind === "offer_withdrawn") return t("kinds.withdrawn");
    return t(kind === "case_with_dispatcher" ? "kinds.handover" : "kinds.other");
  };
  const columns: DataColumn<DeliveryView>[] = [
    { key: "what", title: t("log.what"), render: what, card: "head", isAlways: true },
    ...(props.withPerson === true
      ? [{ key: "who", title: t("log.who"), render: (row: DeliveryView) => row.personName }]
      : []),
    { key: "channel", title: t("log.channel"), render: ({ channel }) => words(channelNames[channel]) },
    {
      key: "state",
      title: t("log.state"),
      render: (row) => (
        <>
          <StatusTag tone={tones[row.status]}>{t(`status.${row.status}`)}</StatusTag>{" "}
          <span className="c-quiet">
            {row.reason !== null
              ? reasonWords(row.reason)
              : row.isHeld && row.status === "queued"
                ? t("held")
                : ""}
          </span>
        </>
      ),
    },
    {
      key: "attempts",
      title: t("log.attempts"),
      align: "right",
      render: ({ attempts }) => attempts,
      isOffAtFirst: true,
    },
    {
      key: "at",
      title: t("log.at"),
      render: (row) => <LocalTime at={row.finishedAt ?? row.createdAt} />,
      card: "aside",
    },
  ];
  return (
    <DataTable
      id={props.withPerson === true ? "notifications.deliveries" : "notifications.own"}
      label={t("log.deliveries")}
      rows={props.rows}
      rowKey={({ id }) => id}
      columns={columns}
      empty={props.empty}
      error={props.error}
      toolbar={props.toolbar}
      isFixed={props.withPerson !== true}
    />
  );
}
