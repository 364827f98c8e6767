import reactHooks from "eslint-plugin-react-hooks";
import tseslint from "typescript-eslint";

export default tseslint.config(
  { ignores: ["dist/**", "data/**", "**/*.cjs", "**/*.mjs", "**/*.js"] },
  tseslint.configs.strictTypeChecked,
  {
    languageOptions: {
      parserOptions: { project: ["tsconfig.server.json", "tsconfig.web.json", "tsconfig.e2e.json"] },
    },
    rules: {
      "max-lines": ["error", { max: 400, skipBlankLines: true, skipComments: true }],
      "@typescript-eslint/switch-exhaustiveness-check": [
        "error",
        { considerDefaultExhaustiveForUnions: true },
      ],
      "@typescript-eslint/consistent-type-imports": "error",
      "@typescript-eslint/no-confusing-void-expression": ["error", { ignoreArrowShorthand: true }],
      "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true }],
      "no-restricted-syntax": [
        "error",
        { selector: "TSEnumDeclaration", message: "a status is a union of literals" },
        { selector: "JSXAttribute[name.name='dangerouslySetInnerHTML']", message: "React text only" },
      ],
    },
  },
  {
    files: ["**/*.test.ts", "e2e/**", "test/**", "src/web/main.tsx"],
    rules: { "@typescript-eslint/no-non-null-assertion": "off" },
  },
  {
    // A test asserts on what came back; that it has the shape of its contract is the server's own check.
    files: ["**/*.test.ts", "e2e/**", "test/**"],
    rules: {
      "@typescript-eslint/no-unsafe-assignment": "off",
      "@typescript-eslint/no-unsafe-member-access": "off",
      "@typescript-eslint/no-unsafe-argument": "off",
      "@typescript-eslint/no-unsafe-return": "off",
      "@typescript-eslint/no-unsafe-call": "off",
    },
  },
  { files: ["src/**/*.tsx", "src/**/web/**/*.ts"], ...reactHooks.configs.flat["recommended-latest"] },
  {
    files: ["src/*/domain/**/*.ts"],
    ignores: ["**/*.test.ts"],
    rules: {
      "no-restricted-properties": [
        "error",
        { object: "Date", property: "now" },
        { object: "Math", property: "random" },
      ],
      "no-restricted-syntax": [
        "error",
        { selector: "TSEnumDeclaration", message: "a status is a union of literals" },
        {
          selector: "NewExpression[callee.name='Date'][arguments.length=0]",
          message: "take `now` as an argument",
        },
        { selector: ":function[async=true]", message: "domain functions are synchronous" },
      ],
    },
  },
);
