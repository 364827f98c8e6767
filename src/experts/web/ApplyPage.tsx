import { useMutation, useQuery } from "@tanstack/react-query";
import { Button } from "antd";
import { type ReactNode, type SyntheticEvent, useId, useRef, useState } from "react";
import { get, post, wordsFor } from "../../web/api-client.js";
import { QueryView } from "../../web/components/states.js";
import { useWords } from "../../web/i18n/index.js";
import { BrandMark } from "../../web/shell/BrandMark.js";
import { LanguageSwitch, ThemeSwitch } from "../../web/shell/Switches.js";
import {
  ApplicationOptions,
  ApplicationReceipt,
  ApplicationStanding,
  InvitationView,
} from "../api/membership.js";
import "./membership.css";
import { useMembershipTexts } from "./membership-texts.js";

/** 申请加入专家库: for whoever has no account, from the sign-in page or from an invitation's link. */
export function ApplyPage() {
  const t = useMembershipTexts();
  const [invitation] = useState(() => new URLSearchParams(location.search).get("invitation"));
  const options = useQuery({
    queryKey: ["application-options"],
    queryFn: async () => ({
      ...(await get("/api/applications/options", ApplicationOptions)),
      invited:
        invitation === null
          ? null
          : await post("/api/applications/invitation", InvitationView, { invitation }),
    }),
    staleTime: Infinity,
    retry: false,
  });
  return (
    <main className="c-apply">
      <title>{`${t("apply.title")} · Consilium`}</title>
      <div className="c-apply-top">
        <BrandMark size={28} />
        <span>Consilium</span>
        <div className="c-sign-in-switches">
          <LanguageSwitch />
          <ThemeSwitch />
        </div>
      </div>
      <h1>{t("apply.title")}</h1>
      <p className="c-quiet">{t("apply.lead")}</p>
      <p>
        <a href="/">{t("apply.back")}</a>
      </p>
      <QueryView query={options} lines={8}>
        {(data) => <Form options={data} invitation={invitation} />}
      </QueryView>
      <Standing />
    </main>
  );
}

const empty = {
  organizationId: "",
  name: "",
  departmentName: "",
  titleText: "",
  licenceNumber: "",
  independentSinceOn: "",
  phone: "",
  skillsText: "",
};
type Values = typeof empty;

function Form(props: {
  options: ApplicationOptions & { invited: InvitationView | null };
  invitation: string | null;
}) {
  const { options, invitation } = props;
  const t = useMembershipTexts();
  const words = useWords();
  const ids = useId();
  const form = useRef<HTMLFormElement>(null);
  const { invited } = options;
  const [values, setValues] = useState<Values>({
    ...empty,
    ...(invited && {
      organizationId: invited.organizationId,
      name: invited.name,
      departmentName: invited.departmentName,
    }),
  });
  const [agrees, setAgrees] = useState(false);
  const [wasTried, setWasTried] = useState(false);
  // One key for as long as the page is open: sending again after a lost answer is the same application.
  const [applicationKey] = useState(() => crypto.randomUUID());
  const send = useMutation({
    mutationFn: () =>
      post("/api/applications", ApplicationReceipt, {
        ...values,
        independentSinceOn: values.independentSinceOn === "" ? null : values.independentSinceOn,
        invitation,
        applicationKey,
        agrees: true,
      }),
  });
  const problems: Partial<Record<keyof Values | "agrees", string>> = {
    ...(["organizationId", "name", "departmentName", "titleText"] as const).reduce<Partial<Values>>(
      (found, key) => (values[key].trim() === "" ? { ...found, [key]: t("apply.missing") } : found),
      {},
    ),
    ...(!/^\d{15}$/.test(values.licenceNumber.trim()) && { licenceNumber: t("apply.badLicence") }),
    ...(!/^[0-9+\-() ]{6,20}$/.test(values.phone.trim()) && { phone: t("apply.badPhone") }),
    ...(!agrees && { agrees: t("apply.mustAgree") }),
  };
  const submit = (event: SyntheticEvent) => {
    event.preventDefault();
    setWasTried(true);
    const [first] = Object.keys(problems);
    if (first !== undefined) form.current?.querySelector<HTMLElement>(`[name="${first}"]`)?.focus();
    else if (!send.isPending) send.mutate();
  };
  if (send.isSuccess)
    return (
      <div role="status" className="c-stack" style={{ marginTop: 20 }}>
        <h2>{t("apply.sentTitle")}</h2>
        <p>{t("apply.sent")}</p>
        <p>
          {`${t("apply.receipt")} `}
          <strong className="c-apply-receipt">{send.data.receipt}</strong>
        </p>
      </div>
    );
  const field = (
    key: keyof Values,
    label: string,
    control: (common: {
      name: string;
      id: string;
      value: string;
      onChange: (event: { target: { value: string } }) => void;
      "aria-invalid": boolean;
      "aria-describedby": string;
    }) => ReactNode,
    help?: string,
  ) => (
    <div className="c-apply-field">
      <label className="c-label" htmlFor={`${ids}-${key}`}>
        {label}
      </label>
      {control({
        name: key,
        id: `${ids}-${key}`,
        value: values[key],
        onChange: (event) => setValues({ ...values, [key]: event.target.value }),
        "aria-invalid": wasTried && problems[key] !== undefined,
        "aria-describedby": `${ids}-${key}-help`,
      })}
      <span id={`${ids}-${key}-help`}>
        {wasTried && problems[key] !== undefined ? (
          <span className="c-bad">{problems[key]}</span>
        ) : (
          <span className="c-quiet">{help}</span>
        )}
      </span>
    </div>
  );
  return (
    <form ref={form} noValidate onSubmit={submit}>
      {invited !== null && <p>{t("apply.invited", { institution: invited.institutionName })}</p>}
      {field("organizationId", t("apply.hospital"), (common) => (
        <select {...common} disabled={invited !== null}>
          <option value="">{t("apply.chooseHospital")}</option>
          {options.institutions.map(({ id, name }) => (
            <option key={id} value={id}>
              {name}
            </option>
          ))}
        </select>
      ))}
      {field("name", t("apply.name"), (common) => (
        <input {...common} maxLength={50} autoComplete="name" />
      ))}
      {field("departmentName", t("apply.department"), (common) => (
        <input {...common} maxLength={100} />
      ))}
      {field(
        "titleText",
        t("apply.titleField"),
        (common) => (
          <input {...common} maxLength={100} list={`${ids}-titles`} />
        ),
        t("apply.titleHelp"),
      )}
      <datalist id={`${ids}-titles`}>
        {options.titles.map((title) => (
          <option key={title} value={title} />
        ))}
      </datalist>
      {field(
        "licenceNumber",
        t("apply.licence"),
        (common) => (
          <input {...common} maxLength={15} inputMode="numeric" />
        ),
        t("apply.licenceHelp"),
      )}
      {field(
        "independentSinceOn",
        t("apply.since"),
        (common) => (
          <input {...common} type="date" />
        ),
        t("apply.sinceHelp"),
      )}
      {field(
        "phone",
        t("apply.phone"),
        (common) => (
          <input {...common} maxLength={20} type="tel" autoComplete="tel" />
        ),
        t("apply.phoneHelp"),
      )}
      {field(
        "skillsText",
        t("apply.skills"),
        (common) => (
          <textarea {...common} rows={3} maxLength={2000} />
        ),
        t("apply.skillsHelp"),
      )}
      <label className="c-apply-agree">
        <input
          type="checkbox"
          name="agrees"
          checked={agrees}
          aria-invalid={wasTried && !agrees}
          onChange={(event) => setAgrees(event.target.checked)}
        />
        <span>
          {t("apply.agrees")}
          {wasTried && !agrees && <span className="c-bad">{` ${t("apply.mustAgree")}`}</span>}
        </span>
      </label>
      <p className="c-apply-problem" role="alert">
        {send.isError ? words(wordsFor(send.error)) : ""}
      </p>
      <div>
        <Button type="primary" size="large" htmlType="submit" loading={send.isPending}>
          {t("apply.submit")}
        </Button>
      </div>
    </form>
  );
}

function Standing() {
  const t = useMembershipTexts();
  const words = useWords();
  const id = useId();
  const [receipt, setReceipt] = useState("");
  const ask = useMutation({
    mutationFn: () => post("/api/applications/standing", ApplicationStanding, { receipt: receipt.trim() }),
  });
  return (
    <section className="c-apply-second" aria-labelledby={`${id}-title`}>
      <h2 id={`${id}-title`}>{t("apply.standingTitle")}</h2>
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          if (receipt.trim().length >= 4 && !ask.isPending) ask.mutate();
        }}
      >
        <label htmlFor={id}>
          <span className="c-label">{t("apply.receipt")}</span>
          <input
            id={id}
            value={receipt}
            maxLength={40}
            autoComplete="off"
            spellCheck={false}
            onChange={(event) => setReceipt(event.target.value)}
          />
        </label>
        <div>
          <Button htmlType="submit" loading={ask.isPending} disabled={receipt.trim().length < 4}>
            {t("apply.standingSubmit")}
          </Button>
        </div>
        <div role="status" className="c-stack">
          {ask.isError && <p className="c-bad">{words(wordsFor(ask.error))}</p>}
          {ask.data !== undefined && (
            <>
              <p>
                <strong>
                  {t("apply.standing", {
                    institution: ask.data.institutionName,
                    status: t(`states.${ask.data.status}`),
                  })}
                </strong>
              </p>
              {ask.data.reason !== null && (
                <p>{[words(ask.data.reason), ask.data.reason.note].filter(Boolean).join("：")}</p>
              )}
              {ask.data.missing.length > 0 && (
                <ul className="c-missing">
                  {ask.data.missing.map((item) => (
                    <li key={item.code}>{words(item)}</li>
                  ))}
                </ul>
              )}
            </>
          )}
        </div>
      </form>
    </section>
  );
}
