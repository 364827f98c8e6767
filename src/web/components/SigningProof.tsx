import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Input } from "antd";
import { useId, useState } from "react";
import { get, post } from "../api-client.js";
import { SigningNow } from "../../signing/api.js";
import { useComponentTexts } from "./texts.js";

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
  const t = useComponentTexts();
  const ids = useId();
  const { now } = signing;
  if (now === undefined) return null;
  return (
    <div className="c-signing">
      {now.needsPassword && (
        <div className="c-signing">
          <label className="c-label" htmlFor={`${ids}-password`}>
            {t("signing.password")}
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
            {t("signing.passwordHint")}
          </span>
        </div>
      )}
      <p className="c-quiet">
        {[
          t(`signing.provider.${now.provider}`),
          t(now.hasTrustedTime ? "signing.withTime" : "signing.noTime"),
          ...(now.isDemo ? [t("signing.demo")] : []),
        ].join(" ")}
      </p>
    </div>
  );
}
