import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Button, Input } from "antd";
import { useId, useState } from "react";
import { del, post, showDone, showProblem } from "../../web/api-client.js";
import { StatusTag } from "../../web/components/StatusTag.js";
import { useWords } from "../../web/i18n/index.js";
import { type Channel, channelNames, isShared, NotificationSettings } from "../api.js";
import { useChannelTexts } from "./settings-texts.js";
import { canPush, subscribe } from "./this-browser.js";

/** Puts the answer of every act into the page, so that it shows at once what the server keeps. */
export function useSettingsAct<Given>(act: (given: Given) => Promise<NotificationSettings>, done?: string) {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: act,
    onSuccess: (settings) => {
      queryClient.setQueryData(["notification-settings"], settings);
      if (done !== undefined) showDone(done);
    },
    onError: showProblem,
  });
}

const base = "/api/notification-addresses";

/** One channel: where it leads, whether that is confirmed, and what can be done about it. */
export function AddressRow({ channel, settings }: { channel: Channel; settings: NotificationSettings }) {
  const t = useChannelTexts();
  const words = useWords();
  const [isEntering, setIsEntering] = useState(false);
  const addresses = settings.addresses.filter((one) => one.channel === channel);
  const [address] = addresses;
  const test = useSettingsAct(
    () => post("/api/notification-settings/test", NotificationSettings, { channel }),
    t("where.tested"),
  );
  const remove = useSettingsAct(
    (id: string) => del(`${base}/${id}`, NotificationSettings),
    t("where.removed"),
  );
  const isReady = addresses.some(({ isVerified }) => isVerified);
  return (
    <li className="n-address">
      <div className="n-address-line">
        <strong>{words(channelNames[channel])}</strong>
        <span className="n-address-hints">
          {addresses.length === 0 && <span className="c-quiet">{t("where.empty")}</span>}
          {addresses.map(({ id, hint, isVerified }) => (
            <span key={id} className="n-address-hint">
              {hint}{" "}
              <StatusTag tone={isVerified ? "good" : "warn"}>
                {t(isVerified ? "where.verified" : "where.unverified")}
              </StatusTag>
              <Button
                type="link"
                size="small"
                danger
                loading={remove.isPending}
                aria-label={`${t("where.remove")} ${hint}`}
                onClick={() => remove.mutate(id)}
              >
                {t("where.remove")}
              </Button>
            </span>
          ))}
        </span>
        <span className="n-address-acts">
          {isReady && (
            <Button
              loading={test.isPending}
              aria-label={`${t("where.test")} ${words(channelNames[channel])}`}
              onClick={() => test.mutate(undefined)}
            >
              {t("where.test")}
            </Button>
          )}
          {channel === "push" ? (
            <PushButton settings={settings} />
          ) : (
            <Button
              aria-label={`${t(address ? "where.change" : "where.enter")} ${words(channelNames[channel])}`}
              onClick={() => setIsEntering(!isEntering)}
            >
              {t(address ? "where.change" : "where.enter")}
            </Button>
          )}
        </span>
      </div>
      {isShared(channel) && <p className="c-quiet">{t("where.group")}</p>}
      {isEntering && channel !== "push" && (
        <EnterAddress channel={channel} onDone={() => setIsEntering(false)} />
      )}
      {!isEntering && address !== undefined && !address.isVerified && channel !== "push" && (
        <ConfirmCode id={address.id} />
      )}
    </li>
  );
}

function EnterAddress({ channel, onDone }: { channel: Exclude<Channel, "push">; onDone: () => void }) {
  const t = useChannelTexts();
  const id = useId();
  const [address, setAddress] = useState("");
  const add = useSettingsAct((given: string) =>
    post(base, NotificationSettings, { channel, address: given }),
  );
  const isMail = channel === "email";
  return (
    <form
      className="n-address-form"
      onSubmit={(event) => {
        event.preventDefault();
        if (address.trim() !== "" && !add.isPending) add.mutate(address.trim(), { onSuccess: onDone });
      }}
    >
      <label className="c-label" htmlFor={id}>
        {t(isMail ? "where.email" : "where.mobile")}
      </label>
      <Input
        id={id}
        autoFocus
        value={address}
        type={isMail ? "email" : "tel"}
        autoComplete={isMail ? "email" : "tel"}
        maxLength={200}
        onChange={(event) => setAddress(event.target.value)}
      />
      <div className="c-actions">
        <Button type="primary" htmlType="submit" loading={add.isPending} disabled={address.trim() === ""}>
          {t(isShared(channel) ? "where.sendShared" : "where.send")}
        </Button>
        <Button onClick={onDone}>{t("where.cancel")}</Button>
      </div>
    </form>
  );
}

function ConfirmCode({ id }: { id: string }) {
  const t = useChannelTexts();
  const field = useId();
  const [code, setCode] = useState("");
  const confirm = useSettingsAct(
    (given: string) => post(`${base}/${id}/confirm`, NotificationSettings, { code: given }),
    t("where.confirmed"),
  );
  const isWhole = /^\d{6}$/u.test(code.trim());
  return (
    <form
      className="n-address-form"
      onSubmit={(event) => {
        event.preventDefault();
        if (isWhole && !confirm.isPending) confirm.mutate(code.trim());
      }}
    >
      <label className="c-label" htmlFor={field}>
        {t("where.code")}
      </label>
      <Input
        id={field}
        value={code}
        inputMode="numeric"
        autoComplete="one-time-code"
        maxLength={6}
        onChange={(event) => setCode(event.target.value)}
      />
      <div className="c-actions">
        <Button type="primary" htmlType="submit" loading={confirm.isPending} disabled={!isWhole}>
          {t("where.confirm")}
        </Button>
        <span className="c-quiet">{t("where.resend")}</span>
      </div>
    </form>
  );
}

function PushButton({ settings }: { settings: NotificationSettings }) {
  const t = useChannelTexts();
  const [isDenied, setIsDenied] = useState(false);
  const add = useSettingsAct(async (pushKey: string) => {
    const subscription = await subscribe(pushKey);
    setIsDenied(subscription === null);
    return subscription === null ? settings : post(`${base}/push`, NotificationSettings, subscription);
  });
  const { pushKey } = settings;
  if (!canPush()) return <span className="c-quiet">{t("where.pushUnsupported")}</span>;
  return (
    <>
      {isDenied && (
        <span className="c-quiet" role="alert">
          {t("where.pushDenied")}
        </span>
      )}
      <Button
        loading={add.isPending}
        disabled={pushKey === null}
        onClick={() => pushKey !== null && add.mutate(pushKey)}
      >
        {t("where.pushOn")}
      </Button>
    </>
  );
}
