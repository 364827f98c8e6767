// What has to be said in shapes of code: React's own rules and the purity of domain code.
// Everything else, typed rules included, is oxlint's: .oxlintrc.json (ADR 26).
import reactHooks from "eslint-plugin-react-hooks";
import tseslint from "typescript-eslint";

const typescript = {
  languageOptions: { parser: tseslint.parser },
  // A line that oxlint was told to pass over says nothing to these rules.
  linterOptions: { reportUnusedDisableDirectives: "off" },
};

export default [
  { ignores: ["dist/**", "data/**", "**/*.cjs", "**/*.mjs", "**/*.js"] },
  {
    files: ["src/**/*.tsx", "src/**/web/**/*.ts"],
    ...typescript,
    ...reactHooks.configs.flat["recommended-latest"],
  },
  {
    files: ["src/*/domain/**/*.ts"],
    ignores: ["**/*.test.ts"],
    ...typescript,
    rules: {
      "no-restricted-properties": [
        "error",
        { object: "Date", property: "now" },
        { object: "Math", property: "random" },
      ],
      "no-restricted-syntax": [
        "error",
        {
          selector: "NewExpression[callee.name='Date'][arguments.length=0]",
          message: "take `now` as an argument",
        },
        { selector: ":function[async=true]", message: "domain functions are synchronous" },
      ],
    },
  },
];
