import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Button, Input, Radio } from "antd";
import { useId, useState } from "react";
import { get, post, ProblemError, put, showDone, showProblem } from "../../web/api-client.js";
import { Card } from "../../web/components/Card.js";
import { QueryView } from "../../web/components/states.js";
import { StatusTag } from "../../web/components/StatusTag.js";
import { useWords } from "../../web/i18n/index.js";
import { useMay } from "../../web/session.js";
import { SigningSettingView, SigningTest } from "../api.js";
import "./signing.css";
import { useSigningTexts } from "./texts.js";

const key = ["signing-setting"] as const;

/** 签名方式: provider, certificate authority, time authority; with a test of what is saved. */
export function SigningSetting() {
  const setting = useQuery({ queryKey: key, queryFn: () => get("/api/signing/setting", SigningSettingView) });
  return (
    <QueryView query={setting} lines={6}>
      {(saved) => <Form key={saved.version} saved={saved} />}
    </QueryView>
  );
}

type Problems = Readonly<Record<string, string>>;

function Form({ saved }: { saved: SigningSettingView }) {
  const t = useSigningTexts();
  const words = useWords();
  const may = useMay();
  const ids = useId();
  const queryClient = useQueryClient();
  const [form, setForm] = useState(saved);
  const [token, setToken] = useState("");
  const [problems, setProblems] = useState<Problems>({});
  const change = (part: Partial<SigningSettingView>) => setForm((before) => ({ ...before, ...part }));
  const save = useMutation({
    mutationFn: () => {
      const { version, provider, caUrl, caIssuer, tsaUrl, tsaCertificate } = form;
      return put("/api/signing/setting", SigningSettingView, {
        ...{ version, provider, caUrl, caIssuer, tsaUrl, tsaCertificate },
        ...(token !== "" && { caToken: token }),
      });
    },
    onSuccess: (next) => {
      setProblems({});
      queryClient.setQueryData(key, next);
      showDone(t("saved"));
    },
    onError: (error) => {
      showProblem(error);
      if (error instanceof ProblemError)
        setProblems(Object.fromEntries(error.fields.map((one) => [one.path, words(one)])));
    },
  });
  const test = useMutation({
    mutationFn: () => post("/api/signing/setting/test", SigningTest),
    onError: showProblem,
  });
  const mayChange = may("signing.manage");
  const field = (name: "caUrl" | "caIssuer" | "tsaUrl" | "tsaCertificate", isLong = false) => (
    <div className="s-field">
      <label className="c-label" htmlFor={`${ids}-${name}`}>
        {t(name)}
      </label>
      {isLong ? (
        <Input.TextArea
          id={`${ids}-${name}`}
          value={form[name]}
          disabled={!mayChange}
          autoSize={{ minRows: 3, maxRows: 10 }}
          spellCheck={false}
          aria-describedby={`${ids}-${name}-problem`}
          onChange={(event) => change({ [name]: event.target.value })}
        />
      ) : (
        <Input
          id={`${ids}-${name}`}
          value={form[name]}
          disabled={!mayChange}
          autoComplete="off"
          aria-describedby={`${ids}-${name}-problem`}
          onChange={(event) => change({ [name]: event.target.value })}
        />
      )}
      <p id={`${ids}-${name}-problem`} className="c-field-problem" role="alert">
        {problems[name] ?? ""}
      </p>
    </div>
  );
  return (
    <div className="s-setting">
      <Card title={t("provider")}>
        <div className="s-setting">
          <Radio.Group
            value={form.provider}
            disabled={!mayChange}
            aria-label={t("provider")}
            onChange={(event) => change({ provider: event.target.value as SigningSettingView["provider"] })}
            options={(["ed25519", "sm2", "ca"] as const).map((value) => ({
              value,
              label: (
                <>
                  {t(value)} <span className="c-quiet">{t(`${value}Note`)}</span>
                </>
              ),
            }))}
          />
          {form.provider === "ca" && (
            <>
              {field("caUrl")}
              <div className="s-field">
                <label className="c-label" htmlFor={`${ids}-token`}>
                  {t("caToken")}
                </label>
                <Input
                  id={`${ids}-token`}
                  type="password"
                  autoComplete="new-password"
                  value={token}
                  disabled={!mayChange}
                  {...(form.hasCaToken && { placeholder: t("caTokenKeep") })}
                  onChange={(event) => setToken(event.target.value)}
                />
              </div>
              {field("caIssuer", true)}
            </>
          )}
        </div>
      </Card>
      <Card title={t("time")}>
        <div className="s-setting">
          {field("tsaUrl")}
          {form.tsaUrl === "" ? <p className="c-quiet">{t("noTime")}</p> : field("tsaCertificate", true)}
        </div>
      </Card>
      {mayChange && (
        <div className="c-actions">
          <Button type="primary" loading={save.isPending} onClick={() => save.mutate()}>
            {t("save")}
          </Button>
          <Button loading={test.isPending} onClick={() => test.mutate()}>
            {t("test")}
          </Button>
        </div>
      )}
      {test.data && (
        <ul className="s-rows" role="status">
          {test.data.steps.map((step, i) => (
            <li key={i}>
              <StatusTag tone={step.isGood ? "good" : "warn"}>{words(step)}</StatusTag>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
