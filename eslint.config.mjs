import importX from "eslint-plugin-import-x";
import tseslint from "typescript-eslint";

/** Imports go src -> providers -> components -> components/core, never back, and a provider never imports another. */
const zones = [
  { target: "./components/core", from: ["./components", "./providers", "./src", "./sandbox"], except: ["./core"] },
  { target: "./components", from: ["./providers", "./src", "./sandbox"] },
  { target: "./providers", from: ["./src", "./sandbox"] },
  { target: ["./components", "./providers", "./src", "./sandbox"], from: "./tests" },
  ...["aws", "oci", "digitalocean", "cloudflare"].map((provider) => ({
    target: `./providers/${provider}`,
    from: "./providers",
    except: [`./${provider}`, "./provider.ts", "./wanted.ts"],
  })),
];

const sdks = ["aws", "oci", "digitalocean", "cloudflare", "kubernetes"].map((name) => `@pulumi/${name}`);

export default tseslint.config(
  {
    ignores: [
      "node_modules",
      "dist",
      "coverage",
      ".landfall",
      "bin",
      "*.js",
      "**/*.mjs",
      "bench/**/*.js",
      "src/render/html/*.js",
    ],
  },
  ...tseslint.configs.recommendedTypeChecked,
  {
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    plugins: { "import-x": importX },
    settings: { "import-x/resolver-next": [importX.createNodeResolver({ extensions: [".ts", ".js", ".json"] })] },
    rules: {
      "import-x/no-restricted-paths": ["error", { zones }],
      "import-x/no-cycle": ["error", { ignoreExternal: true }],
      "@typescript-eslint/no-floating-promises": "error",
      "@typescript-eslint/no-explicit-any": "error",
      "@typescript-eslint/no-unused-vars": ["error", { argsIgnorePattern: "^_", varsIgnorePattern: "^_" }],
      "@typescript-eslint/switch-exhaustiveness-check": "off",
      "@typescript-eslint/require-await": "off",
      // Takes assertions for needless that tsc then asks for, where a generic infers from them.
      "@typescript-eslint/no-unnecessary-type-assertion": "off",
      "max-lines": ["error", 300],
    },
  },
  {
    files: [
      "components/**",
      "providers/**/capabilities*.ts",
      "providers/**/config.ts",
      "providers/**/sizes.ts",
      "src/**",
    ],
    rules: { "no-restricted-imports": ["error", { paths: sdks }] },
  },
  {
    // What runs in a cluster is the same on every cloud.
    files: ["components/workload/**"],
    rules: { "no-restricted-imports": ["error", { paths: sdks.filter((sdk) => sdk !== "@pulumi/kubernetes") }] },
  },
  {
    files: ["components/**", "providers/**"],
    rules: {
      "no-restricted-properties": [
        "error",
        { object: "process", property: "env", message: "Only src/config reads the environment." },
        { object: "pulumi", property: "Config", message: "Only src/config reads config." },
      ],
    },
  },
  {
    files: ["tests/**", "sandbox/**"],
    rules: {
      "@typescript-eslint/no-unsafe-assignment": "off",
      "@typescript-eslint/no-unsafe-member-access": "off",
      "@typescript-eslint/no-unsafe-argument": "off",
      "@typescript-eslint/no-unsafe-return": "off",
      "@typescript-eslint/unbound-method": "off",
    },
  },
);
