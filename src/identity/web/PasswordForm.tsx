import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Alert, Button, Form, Input } from "antd";
import { Nothing, post, wordsFor } from "../../web/api-client.js";
import { useWords } from "../../web/i18n/index.js";
import { enter } from "../../web/session.js";
import type { SignIn } from "../api.js";
import { useIdentityTexts } from "./texts.js";
import type { z } from "zod";

/** User name and password; what went wrong is said above the button and stays until the next try. */
export function PasswordForm() {
  const t = useIdentityTexts();
  const words = useWords();
  const queryClient = useQueryClient();
  const signIn = useMutation({
    mutationFn: async (credentials: z.input<typeof SignIn>) => {
      await post("/api/session", Nothing, credentials);
      await enter(queryClient);
    },
  });
  const required = { required: true, message: t("form.missing") };
  return (
    <>
      <h2>{t("form.title")}</h2>
      <Form<z.input<typeof SignIn>>
        layout="vertical"
        requiredMark={false}
        scrollToFirstError={{ focus: true }}
        onFinish={(values) => signIn.mutate(values)}
      >
        <Form.Item name="username" label={t("form.username")} rules={[required]}>
          <Input autoComplete="username" autoCapitalize="none" spellCheck={false} autoFocus maxLength={64} />
        </Form.Item>
        <Form.Item name="password" label={t("form.password")} rules={[required]}>
          <Input.Password autoComplete="current-password" maxLength={256} />
        </Form.Item>
        {signIn.isError && <Alert role="alert" type="error" showIcon title={words(wordsFor(signIn.error))} />}
        <Button
          className="c-sign-in-submit"
          type="primary"
          htmlType="submit"
          block
          loading={signIn.isPending}
        >
          {t("form.submit")}
        </Button>
      </Form>
    </>
  );
}
