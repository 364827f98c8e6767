import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Button, Input, Modal, Select } from "antd";
import { useId, useState } from "react";
import { get, post, showProblem, withQuery } from "../../web/api-client.js";
import { Card } from "../../web/components/Card.js";
import { LocalTime } from "../../web/components/LocalTime.js";
import { PageHeader } from "../../web/components/PageHeader.js";
import { EmptyState, QueryView } from "../../web/components/states.js";
import { StatusTag } from "../../web/components/StatusTag.js";
import { useWords } from "../../web/i18n/index.js";
import { useSearchParam } from "../../web/navigation.js";
import {
  type Channel,
  channelNames,
  channels,
  ChannelStates,
  ChannelTested,
  DeliveryList,
  deliveryStatuses,
  LocalBox,
} from "../api.js";
import { DeliveryTable, useReasonWords } from "./DeliveryTable.js";
import "./notifications.css";
import { useChannelTexts } from "./settings-texts.js";

/** 通知渠道: which channels there are, how they fare, every message's way; the local box where there are none. */
export function ChannelsPage() {
  const t = useChannelTexts();
  const states = useQuery({
    queryKey: ["notification-channels"],
    queryFn: () => get("/api/notification-channels", ChannelStates),
    refetchInterval: 15_000,
  });
  return (
    <>
      <PageHeader title={t("channels.title")} note={t("channels.note")} />
      <div className="c-stack">
        <QueryView query={states} lines={6}>
          {(data) => (
            <>
              <ul className="n-channels">
                {data.channels.map((state) => (
                  <ChannelCard key={state.channel} state={state} isSink={data.isSink} />
                ))}
              </ul>
              <p className="c-quiet">{t("channels.how")}</p>
              {data.isSink && <Box />}
            </>
          )}
        </QueryView>
        <Log />
      </div>
    </>
  );
}

function ChannelCard({ state, isSink }: { state: ChannelStates["channels"][number]; isSink: boolean }) {
  const t = useChannelTexts();
  const words = useWords();
  const reasonWords = useReasonWords();
  const [isTesting, setIsTesting] = useState(false);
  const { channel, isConfigured, circuit } = state;
  const isResting = circuit === "open";
  // The local box stands in for every channel but push, which nothing can stand in for.
  const isOut = isConfigured && (!isSink || channel === "push");
  return (
    <li className="c-card n-channel">
      <div className="n-channel-head">
        <h2>{words(channelNames[channel])}</h2>
        <StatusTag tone={isResting ? "bad" : isOut ? "good" : "neutral"}>
          {t(
            isResting
              ? "channels.resting"
              : isOut
                ? "channels.on"
                : isConfigured
                  ? "channels.boxed"
                  : "channels.off",
          )}
        </StatusTag>
      </div>
      {isConfigured && (
        <>
          <p className="c-num">
            {[
              t("channels.sent", { count: state.sent }),
              t("channels.failed", { count: state.failed }),
              t("channels.waiting", { count: state.waiting }),
            ].join(" · ")}
          </p>
          {state.lastSentAt !== null && (
            <p className="c-quiet">
              {t("channels.lastSent")} <LocalTime at={state.lastSentAt} />
            </p>
          )}
          {state.lastFault !== null && state.lastFaultAt !== null && (
            <p className="c-bad">
              {t("channels.lastFault")} <LocalTime at={state.lastFaultAt} /> {reasonWords(state.lastFault)}
            </p>
          )}
          {channel !== "push" && (
            <Button
              aria-label={`${t("channels.test")} ${words(channelNames[channel])}`}
              onClick={() => setIsTesting(true)}
            >
              {t("channels.test")}
            </Button>
          )}
        </>
      )}
      {isTesting && channel !== "push" && <Test channel={channel} onClose={() => setIsTesting(false)} />}
    </li>
  );
}

function Test({ channel, onClose }: { channel: Exclude<Channel, "push">; onClose: () => void }) {
  const t = useChannelTexts();
  const words = useWords();
  const id = useId();
  const queryClient = useQueryClient();
  const [address, setAddress] = useState("");
  const test = useMutation({
    mutationFn: () =>
      post("/api/notification-channels/test", ChannelTested, { channel, address: address.trim() }),
    onError: showProblem,
    onSettled: () => queryClient.invalidateQueries({ queryKey: ["local-messages"] }),
  });
  return (
    <Modal
      open
      title={`${t("channels.testTitle")} · ${words(channelNames[channel])}`}
      okText={t("channels.send")}
      cancelText={t("where.cancel")}
      okButtonProps={{ loading: test.isPending, disabled: address.trim() === "" }}
      onOk={() => test.mutate()}
      onCancel={onClose}
    >
      <label className="c-label" htmlFor={id}>
        {t(channel === "email" ? "where.email" : "where.mobile")}
      </label>
      <Input id={id} value={address} maxLength={200} onChange={(event) => setAddress(event.target.value)} />
      <p role="status" className={test.data?.isGood === true ? "c-good" : "c-bad"}>
        {test.data === undefined ? "" : `${test.data.isGood ? "✓" : "✗"} ${words(test.data)}`}
      </p>
    </Modal>
  );
}

function Box() {
  const t = useChannelTexts();
  const words = useWords();
  const box = useQuery({
    queryKey: ["local-messages"],
    queryFn: () => get("/api/local-messages", LocalBox),
    refetchInterval: 5_000,
  });
  return (
    <Card title={t("channels.sink")}>
      <p className="c-quiet">{t("channels.sinkNote")}</p>
      <QueryView query={box}>
        {({ items }) =>
          items.length === 0 ? (
            <EmptyState title={t("channels.sinkNone")} note={t("channels.sinkNoneNote")} />
          ) : (
            <ul className="n-box">
              {items.map((message) => (
                <li key={message.id}>
                  <p className="n-box-head">
                    <strong>{message.subject}</strong>
                    <span className="c-quiet">
                      {words(channelNames[message.channel])} · {message.personName} · {message.recipient} ·{" "}
                      <LocalTime at={message.createdAt} />
                    </span>
                  </p>
                  <p className="n-box-body">{message.body}</p>
                  <a href={message.link} target="_blank" rel="noreferrer">
                    {t("channels.open")}
                  </a>
                </li>
              ))}
            </ul>
          )
        }
      </QueryView>
    </Card>
  );
}

function Log() {
  const t = useChannelTexts();
  const words = useWords();
  const [channel, setChannel] = useSearchParam("channel");
  const [status, setStatus] = useSearchParam("status");
  const log = useQuery({
    queryKey: ["notification-deliveries", channel, status],
    queryFn: () =>
      get(withQuery("/api/notification-deliveries", { channel, status, limit: 100 }), DeliveryList),
    refetchInterval: 15_000,
  });
  return (
    <Card title={t("log.deliveries")}>
      <DeliveryTable
        rows={log.data?.items}
        error={log.error}
        withPerson
        empty={<EmptyState title={t("log.none")} />}
        toolbar={
          <>
            <Select
              aria-label={t("log.channel")}
              style={{ minWidth: 130 }}
              value={channel}
              options={[
                { value: "", label: t("log.anyChannel") },
                ...channels.map((one) => ({ value: one, label: words(channelNames[one]) })),
              ]}
              onChange={setChannel}
            />
            <Select
              aria-label={t("log.state")}
              style={{ minWidth: 120 }}
              value={status}
              options={[
                { value: "", label: t("log.anyState") },
                ...deliveryStatuses.map((one) => ({ value: one, label: t(`status.${one}`) })),
              ]}
              onChange={setStatus}
            />
          </>
        }
      />
    </Card>
  );
}
