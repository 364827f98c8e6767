import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Alert, Button, Form, Input } from "antd";
import type { z } from "zod";
import { Nothing, post, wordsFor } from "../../web/api-client.js";
import { markProblemFields } from "../../web/components/problem-fields.js";
import { useWords } from "../../web/i18n/index.js";
import { enter } from "../../web/session.js";
import type { Setup } from "../api.js";
import { useIdentityTexts } from "./texts.js";

type Administrator = z.input<typeof Setup>["systemAdministrator"] & { readonly again: string };
type SetupValues = Omit<z.input<typeof Setup>, "systemAdministrator" | "securityAdministrator"> & {
  readonly systemAdministrator: Administrator;
  readonly securityAdministrator: Administrator;
};
const administrators = ["systemAdministrator", "securityAdministrator"] as const;

const withoutRepetition = ({ name, username, password }: Administrator) => ({ name, username, password });

/** The first two administrators of a fresh installation, made with the secret only the server's owner can read. */
export function SetupForm() {
  const t = useIdentityTexts();
  const words = useWords();
  const queryClient = useQueryClient();
  const [form] = Form.useForm<SetupValues>();
  const setUp = useMutation({
    mutationFn: async ({ secret, institutionName, ...people }: SetupValues) => {
      await post("/api/setup", Nothing, {
        secret,
        institutionName,
        systemAdministrator: withoutRepetition(people.systemAdministrator),
        securityAdministrator: withoutRepetition(people.securityAdministrator),
      });
      await enter(queryClient);
    },
    onError: (error) => markProblemFields(form, error),
  });
  const atLeast = (count: number) => ({ required: true, min: count, message: t("setup.short", { count }) });
  return (
    <>
      <h2>{t("setup.title")}</h2>
      <p className="c-quiet">{t("setup.note")}</p>
      <Form<SetupValues>
        form={form}
        layout="vertical"
        requiredMark={false}
        scrollToFirstError={{ focus: true }}
        onFinish={(values) => setUp.mutate(values)}
      >
        <Form.Item name="secret" label={t("setup.secret")} rules={[atLeast(16)]}>
          <Input autoComplete="off" spellCheck={false} autoFocus maxLength={128} />
        </Form.Item>
        <Form.Item name="institutionName" label={t("setup.institutionName")} rules={[atLeast(2)]}>
          <Input autoComplete="organization" maxLength={100} />
        </Form.Item>
        {administrators.map((who) => (
          <fieldset key={who} className="c-setup-person">
            <legend>{t(`setup.${who}`)}</legend>
            <Form.Item name={[who, "name"]} label={t("setup.name")} rules={[atLeast(2)]}>
              <Input autoComplete="off" maxLength={50} />
            </Form.Item>
            <Form.Item name={[who, "username"]} label={t("setup.username")} rules={[atLeast(3)]}>
              <Input autoComplete="off" autoCapitalize="none" spellCheck={false} maxLength={64} />
            </Form.Item>
            <Form.Item name={[who, "password"]} label={t("setup.password")} rules={[atLeast(10)]}>
              <Input.Password autoComplete="new-password" maxLength={256} />
            </Form.Item>
            <Form.Item
              name={[who, "again"]}
              label={t("setup.again")}
              dependencies={[[who, "password"]]}
              rules={[
                { required: true, message: t("form.missing") },
                ({ getFieldValue }) => ({
                  validator: (_rule, value: unknown) =>
                    value === undefined || value === "" || value === getFieldValue([who, "password"])
                      ? Promise.resolve()
                      : Promise.reject(new Error(t("setup.differ"))),
                }),
              ]}
            >
              <Input.Password autoComplete="new-password" maxLength={256} />
            </Form.Item>
          </fieldset>
        ))}
        {setUp.isError && <Alert role="alert" type="error" showIcon title={words(wordsFor(setUp.error))} />}
        <Button className="c-sign-in-submit" type="primary" htmlType="submit" block loading={setUp.isPending}>
          {t("setup.submit")}
        </Button>
      </Form>
    </>
  );
}
