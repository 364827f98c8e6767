import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Button } from "antd";
import { type SyntheticEvent, useRef, useState } from "react";
import { Nothing, post, wordsFor } from "../../web/api-client.js";
import { useWords } from "../../web/i18n/index.js";
import { enter } from "../../web/session.js";
import { useIdentityTexts } from "./texts.js";

/**
 * User name and password; what went wrong is said above the button and stays until the next try. Plain fields: this
 * is the first thing a slow county line has to fetch.
 */
export function PasswordForm() {
  const t = useIdentityTexts();
  const words = useWords();
  const queryClient = useQueryClient();
  const username = useRef<HTMLInputElement>(null);
  const password = useRef<HTMLInputElement>(null);
  const [values, setValues] = useState({ username: "", password: "" });
  const [wasTried, setWasTried] = useState(false);
  const signIn = useMutation({
    mutationFn: async () => {
      await post("/api/session", Nothing, values);
      await enter(queryClient);
    },
  });
  const isMissing = { username: values.username.trim() === "", password: values.password === "" };

  const submit = (event: SyntheticEvent) => {
    event.preventDefault();
    setWasTried(true);
    if (isMissing.username) username.current?.focus();
    else if (isMissing.password) password.current?.focus();
    else if (!signIn.isPending) signIn.mutate();
  };
  const problemOf = (field: keyof typeof isMissing) => (
    <span className="c-field-problem" id={`sign-in-${field}-problem`}>
      {wasTried && isMissing[field] ? t("form.missing") : ""}
    </span>
  );
  return (
    <>
      <h2>{t("form.title")}</h2>
      <form className="c-password-form" noValidate onSubmit={submit}>
        <label>
          <span>{t("form.username")}</span>
          <input
            ref={username}
            name="username"
            value={values.username}
            onChange={(event) => setValues({ ...values, username: event.target.value })}
            autoComplete="username"
            autoCapitalize="none"
            spellCheck={false}
            autoFocus
            maxLength={64}
            aria-invalid={wasTried && isMissing.username}
            aria-describedby="sign-in-username-problem"
          />
          {problemOf("username")}
        </label>
        <label>
          <span>{t("form.password")}</span>
          <input
            ref={password}
            name="password"
            type="password"
            value={values.password}
            onChange={(event) => setValues({ ...values, password: event.target.value })}
            autoComplete="current-password"
            maxLength={256}
            aria-invalid={wasTried && isMissing.password}
            aria-describedby="sign-in-password-problem"
          />
          {problemOf("password")}
        </label>
        <p className="c-sign-in-problem" role="alert">
          {signIn.isError ? words(wordsFor(signIn.error)) : ""}
        </p>
        <Button type="primary" htmlType="submit" block loading={signIn.isPending}>
          {t("form.submit")}
        </Button>
      </form>
    </>
  );
}
