const unit = new Map<string, string>();
for (let code = 0xff01; code <= 0xff5e; code++)
  unit.set(String.fromCharCode(code), String.fromCharCode(code - 0xfee0).toLowerCase());
for (let code = 0x41; code <= 0x5a; code++)
  unit.set(String.fromCharCode(code), String.fromCharCode(code).toLowerCase());
for (const [from, to] of [
  ["　\t ", "   "],
  ["ⅠⅡⅢⅣⅤⅥⅦⅧⅨ", "123456789"],
  ["‐‑‒–—―−－", "--------"],
  ["【〔［｛『「", "(((((("],
  ["】〕］｝』」", "))))))"],
  ["黏返髙", "粘反高"],
] as const)
  for (let i = 0; i < from.length; i++) unit.set(from.charAt(i), to.charAt(i));
const changes = new RegExp(`[${[...unit.keys()].join("").replace(/[\]\\^-]/gu, "\\$&")}]`, "gu");

/**
 * The text as names are compared in it: half width, lower case, one kind of bracket and dash, 梗死 for 梗塞. Every UTF-16
 * unit keeps its place, so offsets in the folded text are offsets in the raw one.
 */
export const foldText = (text: string): string =>
  text.replace(changes, (char) => unit.get(char) ?? char).replaceAll("梗塞", "梗死");
