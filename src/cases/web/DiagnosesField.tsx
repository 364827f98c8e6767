import { CloseOutlined } from "@ant-design/icons";
import { useQuery } from "@tanstack/react-query";
import { Button, Select } from "antd";
import { useState } from "react";
import { DiagnosisList } from "../../terminology/api.js";
import { get, withQuery } from "../../web/api-client.js";
import { useDebounced } from "../../web/hooks/use-debounced.js";
import { FormField, fieldId } from "./FormField.js";
import { useFormTexts } from "./form-texts.js";
import type { FieldsProps } from "./form-props.js";

const most = 10;
/** The code's own separator never occurs in a code or a name. */
const separator = "\u0001";

/** 初步诊断: coded search; what has no code can stay in the doctor's own words. */
export function DiagnosesField({ form, change, problemOf }: FieldsProps) {
  const t = useFormTexts();
  const [typed, setTyped] = useState("");
  const q = useDebounced(typed.trim());
  const hits = useQuery({
    queryKey: ["terms", "diagnoses", q],
    queryFn: ({ signal }) =>
      get(withQuery("/api/terms/diagnoses", { q, limit: 20 }), DiagnosisList, { signal }),
    enabled: q !== "",
    staleTime: Infinity,
    meta: { still: true },
  });
  const { diagnoses } = form;
  const isFull = diagnoses.length >= most;
  // Only what answers the text on the screen may be chosen: Enter on an earlier answer would code another disease.
  const isAnswered = q !== "" && typed.trim() === q && (hits.isSuccess || hits.isError);
  const found = isAnswered ? (hits.data?.items ?? []) : [];
  const isTypedKnown = found.some(({ name }) => name === q);
  const options = [
    ...found.map(({ code, name }) => ({
      value: `${code}${separator}${name}`,
      label: (
        <span className="cases-option">
          <span>{name}</span>
          <span className="c-quiet c-num">{code}</span>
        </span>
      ),
    })),
    ...(!isAnswered || isTypedKnown
      ? []
      : [{ value: `${separator}${q}`, label: t("diagnoses.asTyped", { text: q }) }]),
  ];
  const add = (value: string | null) => {
    const [code = "", name = ""] = (value ?? "").split(separator);
    if (name === "") return;
    const isThere = diagnoses.some((one) => (code === "" ? one.name === name : one.code === code));
    if (!isThere && !isFull)
      change({ diagnoses: [...diagnoses, { code: code === "" ? null : code, name: name.slice(0, 200) }] });
    setTyped("");
  };
  return (
    <>
      {diagnoses.length > 0 && (
        <ol className="cases-chosen">
          {diagnoses.map(({ code, name }, index) => (
            <li key={`${code ?? ""} ${name}`}>
              {index === 0 && <span className="cases-primary">{t("diagnoses.primary")}</span>}
              <span>{name}</span>
              <span className="c-quiet c-num">{code ?? t("diagnoses.uncoded")}</span>
              <Button
                size="small"
                type="text"
                icon={<CloseOutlined />}
                aria-label={t("diagnoses.remove", { name })}
                onClick={() => change({ diagnoses: diagnoses.filter((_, other) => other !== index) })}
              />
            </li>
          ))}
        </ol>
      )}
      <FormField
        path="diagnoses"
        label={t("diagnoses.label")}
        hint={isFull ? t("diagnoses.full") : t("diagnoses.hint")}
        problem={problemOf("diagnoses")}
      >
        <Select<string | null>
          id={fieldId("diagnoses")}
          className="cases-wide"
          value={null}
          showSearch={{ searchValue: typed, onSearch: setTyped, filterOption: false }}
          onSelect={add}
          options={options}
          disabled={isFull}
          loading={hits.isFetching}
          placeholder={t("diagnoses.placeholder")}
          notFoundContent={typed.trim() === "" ? null : t("searching")}
          suffix={null}
        />
      </FormField>
    </>
  );
}
