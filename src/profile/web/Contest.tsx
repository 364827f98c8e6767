import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Button, Input, Select } from "antd";
import { useState } from "react";
import { ObjectionFiled } from "../../experts/api/claims.js";
import { postOnce, showDone, showProblem } from "../../web/api-client.js";
import { Card } from "../../web/components/Card.js";
import { useWords } from "../../web/i18n/index.js";
import type { ProfileView } from "../api.js";
import { dimensionNames, subNames } from "../domain/words.js";
import { useProfileTexts } from "./texts.js";

/** 提出异议: the expert says which of his scores is wrong and why; hospital or platform answers in writing. */
export function Contest({ profile }: { profile: ProfileView }) {
  const t = useProfileTexts();
  const words = useWords();
  const queryClient = useQueryClient();
  const [isOpen, setIsOpen] = useState(false);
  const [key, setKey] = useState<string>();
  const [text, setText] = useState("");
  const file = useMutation({
    mutationFn: () =>
      postOnce(`/api/experts/${profile.practitionerId}/objections`, ObjectionFiled, {
        about: "score",
        scoreKey: key,
        text: text.trim(),
      }),
    onSuccess: () => {
      showDone(t("contest.sent"));
      setIsOpen(false);
      setText("");
    },
    onError: showProblem,
    onSettled: () => queryClient.invalidateQueries({ queryKey: ["experts"] }),
  });
  // Whoever answers reads the key as it stands, so it carries the name.
  const options = [
    ...profile.dimensions.map(({ dimension }) => ({
      value: `${dimensionNames[dimension].zh} (${dimension})`,
      label: words(dimensionNames[dimension]),
    })),
    ...profile.subs.map(({ sub }) => ({
      value: `${subNames[sub].zh} (${sub})`,
      label: words(subNames[sub]),
    })),
  ];
  const isShort = text.trim().length < 2;
  return (
    <Card title={t("contest.title")}>
      <p className="c-quiet">{t("contest.note")}</p>
      {isOpen ? (
        <div className="c-stack c-contest">
          <Select
            aria-label={t("contest.which")}
            placeholder={t("contest.which")}
            options={options}
            {...(key !== undefined && { value: key })}
            onChange={setKey}
          />
          <Input.TextArea
            aria-label={t("contest.text")}
            placeholder={t("contest.tooShort")}
            rows={4}
            maxLength={1000}
            value={text}
            onChange={({ target }) => setText(target.value)}
          />
          <Button
            type="primary"
            disabled={key === undefined || isShort}
            loading={file.isPending}
            onClick={() => file.mutate()}
          >
            {t("contest.send")}
          </Button>
        </div>
      ) : (
        <Button onClick={() => setIsOpen(true)}>{t("contest.open")}</Button>
      )}
    </Card>
  );
}
