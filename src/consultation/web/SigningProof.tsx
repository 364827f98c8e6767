import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Input } from "antd";
import { useId, useState } from "react";
import { get, post } from "../../web/api-client.js";
import { SigningNow } from "../api.js";
import { useTalkTexts } from "./talk-texts.js";

const key = ["signing"] as const;

export interface Signing {
  readonly now: SigningNow | undefined;
  readonly password: string;
  readonly setPassword: (password: string) => void;
  /** Proves who one is when that is needed; rejects with the server's words when it does not succeed. */
  readonly prove: () => Promise<void>;
}

/** How this person would sign, and the password that is asked for before it. It is kept on this page alone, and only until then. */
export function useSigning(isEnabled: boolean): Signing {
  const queryClient = useQueryClient();
  const [password, setPassword] = useState("");
  const now = useQuery({
    queryKey: key,
    queryFn: () => get("/api/signing", SigningNow),
    enabled: isEnabled,
    refetchOnMount: "always",
    staleTime: 0,
  });
  return {
    now: now.data,
    password,
    setPassword,
    prove: async () => {
      if (now.data?.needsPassword !== true) return;
      const proven = await post("/api/signing/unlock", SigningNow, { password });
      setPassword("");
      queryClient.setQueryData(key, proven);
    },
  };
}

/** The password field where one is needed, and in plain words what the signature is. */
export function SigningProof({ signing }: { signing: Signing }) {
  const t = useTalkTexts();
  const ids = useId();
  const { now } = signing;
  if (now === undefined) return null;
  return (
    <div className="o-signing">
      {now.needsPassword && (
        <div className="o-field">
          <label className="c-label" htmlFor={`${ids}-password`}>
            {t("sign.password")}
          </label>
          <Input
            id={`${ids}-password`}
            type="password"
            autoComplete="current-password"
            value={signing.password}
            aria-describedby={`${ids}-hint`}
            onChange={(event) => signing.setPassword(event.target.value)}
          />
          <span className="c-quiet" id={`${ids}-hint`}>
            {t("sign.passwordHint")}
          </span>
        </div>
      )}
      <p className="c-quiet">
        {[
          t(`sign.provider.${now.provider}`),
          t(now.hasTrustedTime ? "sign.withTime" : "sign.noTime"),
          ...(now.isDemo ? [t("sign.demo")] : []),
        ].join(" ")}
      </p>
    </div>
  );
}
