import { QueryClient } from "@tanstack/react-query";
import { expect, test } from "vitest";
import type { OpinionText } from "../api.js";
import { forgetText, isSameText, recallText, rememberText } from "./unsaved-texts.js";

const text: OpinionText = {
  answer: "先查肺功能",
  conclusion: "",
  advice: "",
  diagnoses: [],
  orders: [],
  references: [],
  followUp: null,
};
const later = { ...text, conclusion: "慢性咳嗽" };
const over = (written: OpinionText) => ({ text: written, revision: 3 });

test("text that was not saved is there when its page is opened again, for its case alone", () => {
  const queryClient = new QueryClient();
  rememberText(queryClient, "case-1", over(text));
  expect(recallText(queryClient, "case-1")).toEqual(over(text));
  expect(recallText(queryClient, "case-2")).toBeUndefined();
});

test("a save forgets just what it saved: what was typed meanwhile stays", () => {
  const queryClient = new QueryClient();
  rememberText(queryClient, "case-1", over(text));
  rememberText(queryClient, "case-1", over(later));
  forgetText(queryClient, "case-1", text);
  expect(recallText(queryClient, "case-1")).toEqual(over(later));
  forgetText(queryClient, "case-1", later);
  expect(recallText(queryClient, "case-1")).toBeUndefined();
});

test("someone else signing in finds nothing of it", () => {
  const queryClient = new QueryClient();
  rememberText(queryClient, "case-1", over(text));
  queryClient.removeQueries({ predicate: (query) => query.queryKey[0] !== "session" });
  expect(recallText(queryClient, "case-1")).toBeUndefined();
});

test("two texts are the same when every field is, to the last blank", () => {
  expect(isSameText(text, { ...text })).toBe(true);
  expect(isSameText(text, { ...text, advice: " " })).toBe(false);
  expect(isSameText(text, { ...text, references: ["指南"] })).toBe(false);
});
