import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Button, Input, Popconfirm, Select } from "antd";
import { useId, useState } from "react";
import { del, get, Nothing, post, postOnce, showDone, showProblem } from "../../web/api-client.js";
import { LocalTime } from "../../web/components/LocalTime.js";
import { QueryView } from "../../web/components/states.js";
import { StatusTag } from "../../web/components/StatusTag.js";
import { useWords } from "../../web/i18n/index.js";
import { SubscriptionList, SubscriptionView } from "../api.js";
import "./subscriptions.css";
import { useSchedulingTexts } from "./texts.js";

const tones = { waiting: "neutral", good: "good", failing: "bad" } as const;
const rhythms = ["15", "60", "360", "1440"] as const;

/** Calendars elsewhere that are read into this one: add, look at the last reading, remove. */
export function Subscriptions({ personId }: { personId: string }) {
  const t = useSchedulingTexts();
  const path = `/api/calendars/${personId}/subscriptions`;
  const list = useQuery({
    queryKey: ["calendar", personId, "subscriptions"],
    queryFn: () => get(path, SubscriptionList),
  });
  return (
    <section className="s-form">
      <h3>{t("subscriptions.title")}</h3>
      <p className="c-quiet">{t("subscriptions.help")}</p>
      <QueryView query={list} lines={2}>
        {({ items }) =>
          items.length === 0 ? (
            <p className="c-quiet">{t("subscriptions.none")}</p>
          ) : (
            <ul className="s-subscriptions">
              {items.map((one) => (
                <Row key={one.id} one={one} path={path} />
              ))}
            </ul>
          )
        }
      </QueryView>
      <AddForm path={path} />
    </section>
  );
}

function Row({ one, path }: { one: SubscriptionView; path: string }) {
  const t = useSchedulingTexts();
  const words = useWords();
  const queryClient = useQueryClient();
  const refresh = () => queryClient.invalidateQueries({ queryKey: ["calendar"] });
  const fetch = useMutation({
    mutationFn: () => post(`${path}/${one.id}/fetch`, Nothing),
    onError: showProblem,
    onSettled: refresh,
  });
  const remove = useMutation({
    mutationFn: () => del(`${path}/${one.id}`, Nothing),
    onSuccess: () => showDone(t("subscriptions.removed")),
    onError: showProblem,
    onSettled: refresh,
  });
  const { outcome, state } = one;
  return (
    <li>
      <div className="s-subscription">
        <span>
          <strong>{one.name}</strong> <span className="c-quiet">{one.host}</span>
        </span>
        <StatusTag tone={tones[state]}>{t(`subscriptions.states.${state}`)}</StatusTag>
      </div>
      {outcome !== null && <p className={state === "failing" ? "c-bad" : "c-quiet"}>{words(outcome)}</p>}
      <p className="c-quiet">
        {one.lastRunAt !== null && (
          <>
            {t("subscriptions.last")} <LocalTime at={one.lastRunAt} /> ·{" "}
          </>
        )}
        {state === "failing" && one.lastGoodAt !== null && (
          <>
            {t("subscriptions.lastGood")} <LocalTime at={one.lastGoodAt} /> · {t("subscriptions.kept")} ·{" "}
          </>
        )}
        {t("subscriptions.next")} <LocalTime at={one.nextAt} />
        {outcome !== null && <> · {t("subscriptions.taken", { count: String(outcome.imported) })}</>}
      </p>
      {outcome !== null && outcome.problems.length > 0 && (
        <details>
          <summary className="c-bad">
            {t("subscriptions.problems", { count: String(outcome.problems.length) })}
          </summary>
          {outcome.problems.map((problem) => (
            <p key={problem.line}>{t("ics.problem", { line: String(problem.line), why: words(problem) })}</p>
          ))}
        </details>
      )}
      <div className="c-actions">
        <Button size="small" loading={fetch.isPending} onClick={() => fetch.mutate()}>
          {t("subscriptions.fetch")}
        </Button>
        <Popconfirm
          title={t("subscriptions.removeNote")}
          okText={t("subscriptions.remove")}
          onConfirm={() => remove.mutate()}
        >
          <Button size="small" danger type="text" loading={remove.isPending}>
            {t("subscriptions.remove")}
          </Button>
        </Popconfirm>
      </div>
    </li>
  );
}

function AddForm({ path }: { path: string }) {
  const t = useSchedulingTexts();
  const ids = useId();
  const queryClient = useQueryClient();
  const [name, setName] = useState("");
  const [address, setAddress] = useState("");
  const [every, setEvery] = useState<(typeof rhythms)[number]>("60");
  const add = useMutation({
    mutationFn: () => postOnce(path, SubscriptionView, { name, address, everyMinutes: Number(every) }),
    onSuccess: () => {
      setName("");
      setAddress("");
      showDone(t("subscriptions.added"));
    },
    onError: showProblem,
    onSettled: () => queryClient.invalidateQueries({ queryKey: ["calendar"] }),
  });
  return (
    <form
      className="s-form"
      onSubmit={(event) => {
        event.preventDefault();
        add.mutate();
      }}
    >
      <label htmlFor={`${ids}-name`}>
        <span>{t("subscriptions.name")}</span>
        <Input
          id={`${ids}-name`}
          value={name}
          maxLength={60}
          placeholder={t("subscriptions.namePlaceholder")}
          onChange={(event) => setName(event.target.value)}
        />
      </label>
      <label htmlFor={`${ids}-address`}>
        <span>{t("subscriptions.address")}</span>
        <Input
          id={`${ids}-address`}
          value={address}
          inputMode="url"
          autoComplete="off"
          onChange={(event) => setAddress(event.target.value)}
        />
      </label>
      <label htmlFor={`${ids}-every`}>
        <span>{t("subscriptions.every")}</span>
        <Select
          id={`${ids}-every`}
          value={every}
          options={rhythms.map((value) => ({ value, label: t(`subscriptions.everyMinutes.${value}`) }))}
          onChange={setEvery}
        />
      </label>
      <div className="c-actions">
        <Button
          htmlType="submit"
          loading={add.isPending}
          disabled={name.trim() === "" || address.trim() === ""}
        >
          {t("subscriptions.add")}
        </Button>
      </div>
    </form>
  );
}
