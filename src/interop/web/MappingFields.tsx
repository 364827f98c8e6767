import { Input, Select } from "antd";
import { useId } from "react";
import { defaultMapping } from "../domain/mapping.js";
import { staffFields } from "../domain/staff-record.js";
import type { Draft } from "./connector-draft.js";
import { Field } from "./Field.js";
import { readLines } from "./mapping-lines.js";
import { useInteropTexts } from "./texts.js";

/** How the hospital fills its fields, where that differs from the default. Folded away: most change nothing. */
export function MappingFields(props: { draft: Draft; change: (part: Partial<Draft>) => void }) {
  const { draft, change } = props;
  const t = useInteropTexts();
  const ids = useId();
  const defaults = {
    licenceTypes: defaultMapping.identifierTypes.licence,
    idTypes: defaultMapping.identifierTypes.idNumber,
    departmentFrom: defaultMapping.departmentFrom,
    titleFrom: defaultMapping.titleFrom,
    diseasesFrom: defaultMapping.diseasesFrom,
  };
  const tags = (key: keyof typeof defaults) => (
    <Field label={t(`form.${key}`)} id={`${ids}-${key}`}>
      <Select
        id={`${ids}-${key}`}
        mode="tags"
        open={false}
        suffix={null}
        style={{ width: "100%" }}
        placeholder={
          defaults[key].length === 0
            ? t("form.nowhere")
            : `${t("form.byDefault")}：${defaults[key].slice(0, 4).join("、")}`
        }
        tokenSeparators={[",", "，", "、"]}
        value={[...draft[key]]}
        onChange={(values: string[]) => change({ [key]: values })}
      />
    </Field>
  );
  const lines = (key: "departmentNames" | "titleNames" | "bookingKinds" | "columns", example: string) => {
    const read = readLines(draft[key]);
    return (
      <Field label={t(`form.${key}`)} id={`${ids}-${key}`}>
        <Input.TextArea
          id={`${ids}-${key}`}
          autoSize={{ minRows: 2, maxRows: 8 }}
          value={draft[key]}
          placeholder={example}
          onChange={(event) => change({ [key]: event.target.value })}
        />
        {!read.ok && <p className="c-bad">{t("form.badLine", { line: read.line })}</p>}
      </Field>
    );
  };
  return (
    <details>
      <summary>{t("form.mapping")}</summary>
      <div className="c-connector-form" style={{ marginTop: 10 }}>
        <p className="c-quiet">{t("form.mappingNote")}</p>
        {draft.kind === "file_drop" ? (
          <>
            {lines("columns", "岗位名=department")}
            <p className="c-quiet">{t("form.columnsHint", { fields: staffFields.join(" ") })}</p>
          </>
        ) : (
          <>
            {tags("licenceTypes")}
            {tags("idTypes")}
            {draft.kind === "mllp" && tags("departmentFrom")}
            {draft.kind === "mllp" && tags("titleFrom")}
            {tags("diseasesFrom")}
            {lines("departmentNames", "0301=心血管内科")}
            {lines("titleNames", "231=主任医师")}
            {lines("bookingKinds", "OR=surgery")}
            <p className="c-quiet">{t("form.bookingKindsHint")}</p>
          </>
        )}
      </div>
    </details>
  );
}
