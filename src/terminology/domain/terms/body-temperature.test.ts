import { expect, test } from "vitest";
import { nameOfTemperature, readTemperature } from "./body-temperature.js";

test.each([
  ["37度8", 37.8],
  ["体温38.5", 38.5],
  ["３９℃", 39],
  ["三十八度半", 38.5],
  ["三十七度", 37],
  ["四十度二", 40.2],
  ["烧到40度", 40],
  ["138次", undefined],
  ["38年", 38],
  ["二十八度", undefined],
  ["五十度", undefined],
])("%s", (text, celsius) => {
  expect(readTemperature(text)).toBe(celsius);
});

test.each([
  [35.9, "低温"],
  [36.5, ""],
  [37.3, "低热"],
  [38, "低热"],
  [38.1, "中等度热"],
  [39, "中等度热"],
  [39.1, "高热"],
  [41, "高热"],
  [41.1, "超高热"],
])("%d ℃ is %s", (celsius, name) => {
  expect(nameOfTemperature(celsius)).toBe(name);
});
