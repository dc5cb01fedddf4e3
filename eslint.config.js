import tseslint from "typescript-eslint";

export default tseslint.config(
  { ignores: ["var/", "**/node_modules/", "**/build/", "tests/pg17/"] },
  ...tseslint.configs.strict,
  {
    rules: {
      "@typescript-eslint/no-non-null-assertion": "off",
      "@typescript-eslint/no-unused-vars": [
        "error",
        { argsIgnorePattern: "^_", varsIgnorePattern: "^_" },
      ],
      eqeqeq: ["error", "always", { null: "ignore" }],
      "no-restricted-properties": [
        "error",
        { property: "innerHTML", message: "Build elements: Trusted Types allow no other way." },
        { property: "outerHTML", message: "Build elements: Trusted Types allow no other way." },
      ],
    },
  },
  { files: ["**/*.cjs"], rules: { "@typescript-eslint/no-require-imports": "off" } },
);
