import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Button, Input, InputNumber } from "antd";
import { useId, useState } from "react";
import { post, postOnce, showDone, showProblem } from "../../web/api-client.js";
import { Card } from "../../web/components/Card.js";
import { useWords } from "../../web/i18n/index.js";
import { levelNames, type PriceBody, PriceTried, type RuleSetView, serviceNames, StepDone } from "../api.js";
import { yuanWords } from "./money-words.js";
import { NewPriceItem } from "./NewPriceItem.js";
import { useIncentivesTexts } from "./texts.js";

const tomorrow = (): string => new Date(Date.now() + 32 * 3_600_000).toISOString().slice(0, 10);
const splitParts = ["inviter", "invitee", "platform", "expert"] as const;

/** A new version, beginning with what holds: prices, supplements, caps and split; tried before it is kept. */
export function RuleForm({ base, onClose }: { base: RuleSetView; onClose: () => void }) {
  const t = useIncentivesTexts();
  const words = useWords();
  const ids = useId();
  const queryClient = useQueryClient();
  const [title, setTitle] = useState("");
  const [validFrom, setValidFrom] = useState(tomorrow);
  const [body, setBody] = useState<PriceBody>(base.body);
  const change = (part: Partial<PriceBody>) => setBody((before) => ({ ...before, ...part }));
  const save = useMutation({
    mutationFn: () => postOnce("/api/price-rules", StepDone, { title: title.trim(), validFrom, body }),
    onError: showProblem,
    onSuccess: () => {
      showDone(t("rules.saved"));
      onClose();
    },
    onSettled: () => queryClient.invalidateQueries({ queryKey: ["settlements", "rules"] }),
  });
  const attempt = useMutation({
    mutationFn: () =>
      post("/api/price-rules/try", PriceTried, {
        body,
        service: "video",
        inviterRegion: "331100",
        seatLevels: ["三级甲等"],
        minutes: 45,
        urgency: "II",
        signedAtTime: "23:00",
      }),
    onError: showProblem,
  });
  const number = (label: string, value: number, set: (value: number) => void, max = 300) => (
    <label>
      {label}
      <InputNumber
        aria-label={label}
        min={0}
        max={max}
        precision={0}
        value={value}
        onChange={(next) => set(next ?? 0)}
      />
    </label>
  );
  const tried = attempt.data;
  const isOfBase = (code: string) => base.body.items.some((one) => one.code === code);
  return (
    <Card title={t("rules.form", { version: base.version })}>
      <div className="c-rule-form">
        <div className="c-rule-row">
          <label htmlFor={`${ids}-title`}>
            {t("rules.name")}
            <Input
              id={`${ids}-title`}
              value={title}
              maxLength={100}
              onChange={(event) => setTitle(event.target.value)}
            />
          </label>
          <label htmlFor={`${ids}-from`}>
            {t("rules.from")}
            <Input
              id={`${ids}-from`}
              type="date"
              value={validFrom}
              onChange={(event) => setValidFrom(event.target.value)}
            />
          </label>
        </div>
        <div className="c-rule-row">
          {number(t("rules.night"), body.night.percent, (percent) =>
            change({ night: { ...body.night, percent } }),
          )}
          {number(t("rules.urgentI"), body.urgency.I, (I) => change({ urgency: { ...body.urgency, I } }))}
          {number(t("rules.urgentII"), body.urgency.II, (II) => change({ urgency: { ...body.urgency, II } }))}
          {number(t("rules.capPercent"), body.supplementCapPercent, (supplementCapPercent) =>
            change({ supplementCapPercent }),
          )}
          {number(
            t("rules.caseCap"),
            body.caseCapFen / 100,
            (yuan) => change({ caseCapFen: yuan * 100 }),
            1_000_000,
          )}
        </div>
        <fieldset className="c-fieldset">
          <legend>{t("rules.split")}</legend>
          <div className="c-rule-row">
            {splitParts.map((part) => (
              <span key={part}>
                {number(
                  t(`batch.${part}`),
                  body.split[part],
                  (percent) => change({ split: { ...body.split, [part]: percent } }),
                  100,
                )}
              </span>
            ))}
          </div>
        </fieldset>
        <fieldset className="c-fieldset">
          <legend>{t("rules.items")}</legend>
          <div className="c-rule-row">
            {body.items.map((item, i) => (
              <span key={item.code}>
                {number(
                  `${words(serviceNames[item.service])} ${words(levelNames[item.level])}${item.region === "" ? "" : ` ${item.region}`}`,
                  item.fen / 100,
                  (yuan) =>
                    change({
                      items: body.items.map((one, n) => (n === i ? { ...one, fen: yuan * 100 } : one)),
                    }),
                  100_000,
                )}
                {!isOfBase(item.code) && (
                  <Button
                    type="link"
                    aria-label={t("rules.removeOf", { name: item.name })}
                    onClick={() => change({ items: body.items.filter((_, n) => n !== i) })}
                  >
                    {t("rules.remove")}
                  </Button>
                )}
              </span>
            ))}
          </div>
        </fieldset>
        <NewPriceItem items={body.items} onAdd={(item) => change({ items: [...body.items, item] })} />
        <p className="c-quiet">{t("rules.tryNote")}</p>
        {tried && (
          <p role="status">
            {t("rules.tried", {
              price: yuanWords(tried.priceFen),
              inviter: yuanWords(tried.inviterFen),
              invitee: yuanWords(tried.inviteeFen),
              expert: yuanWords(tried.expertFen),
              platform: yuanWords(tried.platformFen),
            })}{" "}
            <span className="c-quiet">{tried.steps.map(words).join(" → ")}</span>
          </p>
        )}
        <div className="c-actions">
          <Button loading={attempt.isPending} onClick={() => attempt.mutate()}>
            {t("rules.try")}
          </Button>
          <Button
            type="primary"
            loading={save.isPending}
            disabled={title.trim().length < 2}
            onClick={() => save.mutate()}
          >
            {t("rules.save")}
          </Button>
          <Button onClick={onClose}>{t("batch.cancel")}</Button>
        </div>
      </div>
    </Card>
  );
}
