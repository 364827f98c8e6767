import { useQuery } from "@tanstack/react-query";
import { lazy, Suspense } from "react";
import { get } from "../../web/api-client.js";
import { LoadingState, QueryView } from "../../web/components/states.js";
import { BrandMark } from "../../web/shell/BrandMark.js";
import { LanguageSwitch, ThemeSwitch } from "../../web/shell/Switches.js";
import { SignInOptions } from "../api.js";
import "./sign-in.css";
import { useIdentityTexts } from "./texts.js";

// One installation shows one of them, so each arrives by itself.
const DemoPeopleList = lazy(async () => ({ default: (await import("./DemoPeopleList.js")).DemoPeopleList }));
const PasswordForm = lazy(async () => ({ default: (await import("./PasswordForm.js")).PasswordForm }));
const SetupForm = lazy(async () => ({ default: (await import("./SetupForm.js")).SetupForm }));

/** 登录: what Consilium is, and the way in that this installation offers. */
export function SignInPage() {
  const t = useIdentityTexts();
  const options = useQuery({
    queryKey: ["sign-in-options"],
    queryFn: () => get("/api/sign-in-options", SignInOptions),
  });
  return (
    <div className="c-sign-in">
      <title>{`${t("title")} · Consilium`}</title>
      <header className="c-sign-in-about">
        <div className="c-sign-in-brand">
          <BrandMark size={34} />
          <span>Consilium</span>
          <div className="c-sign-in-switches">
            <LanguageSwitch />
            <ThemeSwitch />
          </div>
        </div>
        <h1>{t("opening")}</h1>
        <p>{t("about")}</p>
        <ul>
          <li>{t("points.ask")}</li>
          <li>{t("points.answer")}</li>
          <li>{t("points.watch")}</li>
        </ul>
      </header>
      <main className="c-sign-in-way">
        <QueryView query={options}>
          {({ isDemo, needsSetup }) => (
            <Suspense fallback={<LoadingState />}>
              {isDemo ? <DemoPeopleList /> : needsSetup ? <SetupForm /> : <PasswordForm />}
            </Suspense>
          )}
        </QueryView>
        <p className="c-sign-in-apply">
          {t("apply.question")} <a href="/apply">{t("apply.link")}</a>
        </p>
      </main>
    </div>
  );
}
