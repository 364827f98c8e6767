import { Input, Select } from "antd";
import { useId } from "react";
import type { Draft } from "./connector-draft.js";
import { Field } from "./Field.js";
import { useInteropTexts } from "./texts.js";

type Lines =
  | "sendingApplication"
  | "sendingFacility"
  | "clientCertificateName"
  | "baseUrl"
  | "username"
  | "folder";

/** The fields of the chosen kind. */
export function KindFields(props: {
  draft: Draft;
  change: (part: Partial<Draft>) => void;
  hasSecret: boolean;
}) {
  const { draft, change, hasSecret } = props;
  const t = useInteropTexts();
  const ids = useId();
  const line = (key: Lines) => (
    <Field label={t(`form.${key}`)} id={`${ids}-${key}`}>
      <Input
        id={`${ids}-${key}`}
        value={draft[key]}
        autoComplete="off"
        {...(key === "baseUrl" && { placeholder: t("form.baseUrlPlaceholder") })}
        onChange={(event) => change({ [key]: event.target.value })}
      />
    </Field>
  );
  const tags = (key: "allowedAddresses" | "clientCertificates" | "organizations") => (
    <Field label={t(`form.${key}`)} id={`${ids}-${key}`}>
      <Select
        id={`${ids}-${key}`}
        mode="tags"
        open={false}
        suffix={null}
        style={{ width: "100%" }}
        tokenSeparators={[",", "，", " ", "、"]}
        value={[...draft[key]]}
        onChange={(values: string[]) => change({ [key]: values })}
      />
    </Field>
  );
  switch (draft.kind) {
    case "mllp":
      return (
        <>
          <div className="c-connector-pair">
            {line("sendingApplication")}
            {line("sendingFacility")}
          </div>
          {tags("allowedAddresses")}
          <p className="c-quiet">{t("form.certificateHint")}</p>
          {line("clientCertificateName")}
          {tags("clientCertificates")}
        </>
      );
    case "fhir":
      return (
        <>
          {line("baseUrl")}
          <div className="c-connector-pair">
            <Field label={t("facts.contents")} id={`${ids}-contents`}>
              <Select
                id={`${ids}-contents`}
                mode="multiple"
                style={{ width: "100%" }}
                value={[...draft.contents]}
                options={(["staff", "schedules"] as const).map((value) => ({
                  value,
                  label: t(`facts.contentKinds.${value}`),
                }))}
                onChange={(contents) => change({ contents })}
              />
            </Field>
            {draft.contents.includes("schedules") && (
              <Field label={t("facts.slots")} id={`${ids}-slots`}>
                <Select
                  id={`${ids}-slots`}
                  style={{ width: "100%" }}
                  value={draft.slots}
                  options={(["all", "busy"] as const).map((value) => ({
                    value,
                    label: t(`facts.slotKinds.${value}`),
                  }))}
                  onChange={(slots) => change({ slots })}
                />
              </Field>
            )}
          </div>
          <div className="c-connector-pair">
            <Field label={t("form.mode")} id={`${ids}-mode`}>
              <Select
                id={`${ids}-mode`}
                style={{ width: "100%" }}
                value={draft.mode}
                options={(["search", "history"] as const).map((value) => ({
                  value,
                  label: t(`facts.modes.${value}`),
                }))}
                onChange={(mode) => change({ mode })}
              />
            </Field>
            <Field label={t("form.auth")} id={`${ids}-auth`}>
              <Select
                id={`${ids}-auth`}
                style={{ width: "100%" }}
                value={draft.auth}
                options={(["none", "basic", "bearer"] as const).map((value) => ({
                  value,
                  label: t(`facts.auths.${value}`),
                }))}
                onChange={(auth) => change({ auth })}
              />
            </Field>
          </div>
          {draft.auth !== "none" && (
            <div className="c-connector-pair">
              {draft.auth === "basic" && line("username")}
              <Field label={t("form.secret")} id={`${ids}-secret`}>
                <Input
                  id={`${ids}-secret`}
                  type="password"
                  autoComplete="new-password"
                  value={draft.secret}
                  {...(hasSecret && { placeholder: t("form.secretKeep") })}
                  onChange={(event) => change({ secret: event.target.value })}
                />
              </Field>
            </div>
          )}
          {tags("organizations")}
        </>
      );
    case "file_drop":
      return line("folder");
  }
}
