import { Button, Input, InputNumber, Select } from "antd";
import { useId, useState } from "react";
import { useWords } from "../../web/i18n/index.js";
import { RegionSelect } from "../../web/components/RegionSelect.js";
import { levelNames, type PriceBody, serviceNames } from "../api.js";
import { clashOf, type PriceItem, priceLevels, services } from "../domain/rules.js";
import { useIncentivesTexts } from "./texts.js";

const empty: PriceItem = {
  code: "",
  name: "",
  service: "written",
  region: "",
  level: "county",
  unitMinutes: null,
  fen: 0,
  source: "",
};

/** One more line of the price list: every field of it, and what it clashes with said beside the button. */
export function NewPriceItem({
  items,
  onAdd,
}: {
  items: PriceBody["items"];
  onAdd: (item: PriceItem) => void;
}) {
  const t = useIncentivesTexts();
  const words = useWords();
  const ids = useId();
  const [item, setItem] = useState(empty);
  const change = (part: Partial<PriceItem>) => setItem((before) => ({ ...before, ...part }));
  const isWritten = item.code.trim() !== "" && item.name.trim().length >= 2 && item.source.trim().length >= 2;
  const clash = clashOf(items, item);
  const text = (key: "code" | "name" | "source", label: string, maxLength: number) => (
    <label htmlFor={`${ids}-${key}`}>
      {label}
      <Input
        id={`${ids}-${key}`}
        value={item[key]}
        maxLength={maxLength}
        onChange={(event) => change({ [key]: event.target.value })}
      />
    </label>
  );
  return (
    <fieldset className="c-fieldset">
      <legend>{t("rules.addItem")}</legend>
      <div className="c-rule-row">
        {text("code", t("rules.code"), 40)}
        {text("name", t("rules.item"), 60)}
        <label htmlFor={`${ids}-service`}>
          {t("rules.service")}
          <Select
            id={`${ids}-service`}
            value={item.service}
            options={services.map((value) => ({ value, label: words(serviceNames[value]) }))}
            onChange={(service) => change({ service })}
          />
        </label>
        <label htmlFor={`${ids}-level`}>
          {t("rules.level")}
          <Select
            id={`${ids}-level`}
            value={item.level}
            options={priceLevels.map((value) => ({ value, label: words(levelNames[value]) }))}
            onChange={(level) => change({ level })}
          />
        </label>
        <label htmlFor={`${ids}-region`} className="c-rule-wide">
          {t("rules.regionOf")}
          <RegionSelect
            id={`${ids}-region`}
            label={t("rules.everywhere")}
            value={item.region === "" ? "" : item.region.padEnd(6, "0")}
            isClearable
            // An item holds for everything within: the digits that name the province, city or county.
            onChange={(code) => change({ region: code.replace(/(?:00)+$/u, "") })}
          />
        </label>
        <label htmlFor={`${ids}-minutes`}>
          {t("rules.unitMinutes")}
          <InputNumber
            id={`${ids}-minutes`}
            min={5}
            max={480}
            precision={0}
            placeholder={t("rules.perCase")}
            value={item.unitMinutes}
            onChange={(unitMinutes) => change({ unitMinutes })}
          />
        </label>
        <label htmlFor={`${ids}-price`}>
          {t("rules.price")}
          <InputNumber
            id={`${ids}-price`}
            min={0}
            max={100_000}
            precision={0}
            value={item.fen / 100}
            onChange={(yuan) => change({ fen: (yuan ?? 0) * 100 })}
          />
        </label>
        {text("source", t("rules.source"), 200)}
      </div>
      <div className="c-actions">
        <Button
          disabled={!isWritten || clash !== undefined}
          onClick={() => {
            onAdd({
              ...item,
              code: item.code.trim(),
              name: item.name.trim(),
              source: item.source.trim(),
            });
            setItem(empty);
          }}
        >
          {t("rules.add")}
        </Button>
        {isWritten && clash !== undefined && <span role="alert">{t(`rules.clash.${clash}`)}</span>}
      </div>
    </fieldset>
  );
}
