import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Form, Input, Modal, Select } from "antd";
import { z } from "zod";
import { post, showDone, showProblem, useIdempotencyKey } from "../../web/api-client.js";
import { markProblemFields } from "../../web/components/problem-fields.js";
import { useInstitutions, useIsOperator } from "../../web/institutions.js";
import { useSession } from "../../web/session.js";
import type { NewAccount } from "../api.js";
import { useAdminTexts } from "./admin-texts.js";

type Values = z.input<typeof NewAccount>;

/** A person with a password and no rights yet. The operator's administrator may choose the institution. */
export function NewAccountForm({ onClose }: { onClose: () => void }) {
  const t = useAdminTexts();
  const session = useSession();
  const queryClient = useQueryClient();
  const { keyFor, settle } = useIdempotencyKey();
  const [form] = Form.useForm<Values>();
  const institutions = useInstitutions();
  const isOperator = useIsOperator();
  const create = useMutation({
    mutationFn: (values: Values) =>
      post("/api/accounts", z.strictObject({ personId: z.uuid() }), values, {
        idempotencyKey: keyFor(`account ${values.username}`),
      }),
    onSuccess: (_reply, values) => {
      showDone(t("newAccount.done", { name: values.name }));
      onClose();
    },
    onError: (error) => {
      if (!markProblemFields(form, error)) showProblem(error);
    },
    onSettled: (_reply, _error, values) => {
      settle(`account ${values.username}`);
      return queryClient.invalidateQueries({ queryKey: ["accounts"] });
    },
  });
  const atLeast = (min: number) => ({ required: true, min, message: t("newAccount.short", { count: min }) });
  return (
    <Modal
      open
      title={t("newAccount.title")}
      okText={t("newAccount.submit")}
      cancelText={t("newAccount.cancel")}
      okButtonProps={{ loading: create.isPending }}
      mask={{ closable: false }}
      onOk={() => form.submit()}
      onCancel={onClose}
    >
      <p className="c-quiet" style={{ marginBottom: 16 }}>
        {t("newAccount.note")}
      </p>
      <Form<Values>
        form={form}
        layout="vertical"
        requiredMark={false}
        initialValues={{ institutionId: session.institution.id }}
        onFinish={(values) => create.mutate(values)}
      >
        <Form.Item name="name" label={t("newAccount.name")} rules={[atLeast(2)]}>
          <Input autoComplete="off" maxLength={50} autoFocus />
        </Form.Item>
        <Form.Item name="username" label={t("newAccount.username")} rules={[atLeast(3)]}>
          <Input autoComplete="off" autoCapitalize="none" spellCheck={false} maxLength={64} />
        </Form.Item>
        <Form.Item name="password" label={t("newAccount.password")} rules={[atLeast(10)]}>
          {/* Shown as typed: the administrator has to hand it over. */}
          <Input autoComplete="off" spellCheck={false} maxLength={256} />
        </Form.Item>
        <Form.Item name="institutionId" label={t("newAccount.institution")} rules={[{ required: true }]}>
          <Select
            showSearch={{ optionFilterProp: "label" }}
            disabled={!isOperator}
            options={(isOperator ? (institutions ?? []) : [session.institution]).map(({ id, name }) => ({
              value: id,
              label: name,
            }))}
          />
        </Form.Item>
      </Form>
    </Modal>
  );
}
