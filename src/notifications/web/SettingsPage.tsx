import { useQuery } from "@tanstack/react-query";
import { Checkbox, Select } from "antd";
import { useId, useState } from "react";
import { get, put } from "../../web/api-client.js";
import { Card } from "../../web/components/Card.js";
import { zoneWords } from "../../web/components/clock-words.js";
import { PageHeader } from "../../web/components/PageHeader.js";
import { EmptyState, QueryView } from "../../web/components/states.js";
import { useLanguage, useWords } from "../../web/i18n/index.js";
import { channelNames, channels, defaultQuiet, NotificationSettings, weightNames, weights } from "../api.js";
import { AddressRow, useSettingsAct } from "./AddressRow.js";
import { DeliveryTable } from "./DeliveryTable.js";
import "./notifications.css";
import { useChannelTexts } from "./settings-texts.js";

/** 通知设置: where a person is reached, for what, and when not. */
export function SettingsPage() {
  const t = useChannelTexts();
  const settings = useQuery({
    queryKey: ["notification-settings"],
    queryFn: () => get("/api/notification-settings", NotificationSettings),
    refetchInterval: 10_000,
  });
  if (settings.data === undefined)
    return (
      <>
        <PageHeader title={t("settings.title")} note={t("settings.note")} />
        <QueryView query={settings} lines={8}>
          {() => null}
        </QueryView>
      </>
    );
  return <Settings settings={settings.data} />;
}

type Draft = Pick<NotificationSettings, "order" | "quiet" | "timeZone">;

function Settings({ settings }: { settings: NotificationSettings }) {
  const t = useChannelTexts();
  const [changed, setChanged] = useState<Partial<Draft>>({});
  const { order, quiet, timeZone }: Draft = { ...settings, ...changed };
  const save = useSettingsAct(
    () =>
      put("/api/notification-settings", NotificationSettings, {
        version: settings.version,
        order,
        quiet,
        timeZone,
      }),
    t("settings.saved"),
  );
  const change = (part: Partial<Draft>) => setChanged((before) => ({ ...before, ...part }));
  const isQuietGood = quiet === null || (quiet.from !== "" && quiet.to !== "" && quiet.from !== quiet.to);
  const open = settings.channels.filter(({ isConfigured }) => isConfigured).map(({ channel }) => channel);
  return (
    <>
      <PageHeader
        title={t("settings.title")}
        note={t("settings.note")}
        primary={{
          label: t("settings.save"),
          isPending: save.isPending,
          isDisabled: Object.keys(changed).length === 0 || !isQuietGood,
          onClick: () => save.mutate(undefined, { onSuccess: () => setChanged({}) }),
        }}
      />
      <div className="c-stack">
        <Card title={t("where.title")}>
          {settings.isSink && <p className="c-quiet">{t("settings.sink")}</p>}
          {open.length === 0 ? (
            <EmptyState title={t("where.none")} note={t("where.noneNote")} />
          ) : (
            <ul className="n-addresses">
              {open.map((channel) => (
                <AddressRow key={channel} channel={channel} settings={settings} />
              ))}
            </ul>
          )}
        </Card>
        {open.length > 0 && (
          <Order order={order} settings={settings} onChange={(next) => change({ order: next })} />
        )}
        <Quiet quiet={quiet} timeZone={timeZone} settings={settings} onChange={change} />
        <Card title={t("log.title")}>
          <DeliveryTable
            rows={settings.deliveries}
            empty={<EmptyState title={t("log.none")} note={t("log.noneNote")} />}
          />
        </Card>
      </div>
    </>
  );
}

function Order(props: {
  order: Draft["order"];
  settings: NotificationSettings;
  onChange: (order: Draft["order"]) => void;
}) {
  const t = useChannelTexts();
  const words = useWords();
  const ids = useId();
  const { order } = props;
  const isOpen = new Set(
    props.settings.channels.filter(({ isConfigured }) => isConfigured).map(({ channel }) => channel),
  );
  return (
    <Card title={t("order.title")}>
      <p className="c-quiet">{t("order.note")}</p>
      <div className="n-order">
        {weights.map((weight) => (
          <div key={weight}>
            <label className="c-label" htmlFor={`${ids}-${weight}`}>
              {words(weightNames[weight])}
            </label>
            <Select
              id={`${ids}-${weight}`}
              mode="multiple"
              style={{ width: "100%" }}
              placeholder={t("order.placeholder")}
              value={order[weight].filter((channel) => isOpen.has(channel))}
              options={channels
                .filter((channel) => isOpen.has(channel))
                .map((channel) => ({ value: channel, label: words(channelNames[channel]) }))}
              onChange={(chosen) => props.onChange({ ...order, [weight]: chosen })}
            />
          </div>
        ))}
      </div>
      <p className="c-quiet">{t("order.escalation")}</p>
    </Card>
  );
}

const commonZones = ["Asia/Shanghai", "Asia/Urumqi"];

function Quiet(props: {
  quiet: Draft["quiet"];
  timeZone: string | null;
  settings: NotificationSettings;
  onChange: (part: Partial<Draft>) => void;
}) {
  const t = useChannelTexts();
  const ids = useId();
  const language = useLanguage();
  const { quiet, timeZone, settings, onChange } = props;
  const zones = [...new Set([...commonZones, ...Intl.supportedValuesOf("timeZone")])];
  const time = (end: "from" | "to") => (
    <div>
      <label className="c-label" htmlFor={`${ids}-${end}`}>
        {t(`quiet.${end}`)}
      </label>
      <input
        id={`${ids}-${end}`}
        className="n-time"
        type="time"
        value={quiet?.[end] ?? ""}
        onChange={(event) =>
          quiet && onChange({ quiet: { ...quiet, [end]: event.target.value.slice(0, 5) } })
        }
      />
    </div>
  );
  return (
    <Card title={t("quiet.title")}>
      <Checkbox
        checked={quiet !== null}
        onChange={(event) => onChange({ quiet: event.target.checked ? { ...defaultQuiet } : null })}
      >
        {t("quiet.on")}
      </Checkbox>
      {quiet !== null && (
        <div className="n-quiet">
          {time("from")}
          {time("to")}
          <div className="n-zone">
            <label className="c-label" htmlFor={`${ids}-zone`}>
              {t("quiet.zone")}
            </label>
            <Select<string>
              id={`${ids}-zone`}
              style={{ width: "100%" }}
              showSearch={{ optionFilterProp: "label" }}
              value={timeZone ?? ""}
              options={[
                {
                  value: "",
                  label: t("quiet.house", { zone: zoneWords(settings.institutionTimeZone, language) }),
                },
                ...zones.map((zone) => ({
                  value: zone,
                  label: commonZones.includes(zone) ? zoneWords(zone, language) : zone,
                })),
              ]}
              onChange={(zone) => onChange({ timeZone: zone === "" ? null : zone })}
            />
          </div>
        </div>
      )}
      <p className="c-quiet">{t("quiet.note")}</p>
    </Card>
  );
}
