/** @type {import("jest").Config} */
module.exports = {
  testEnvironment: "node",
  // Wraps each property of what a test file leaves behind; on the objects of Pulumi's SDK it calls itself without end.
  testEnvironmentOptions: { globalsCleanup: "off" },
  roots: ["<rootDir>/tests"],
  testMatch: ["**/*.test.ts"],
  // What takes longer than a test run may; see `npm run test:cells` and `npm run test:providers`.
  testPathIgnorePatterns: ["\\.all\\.test\\.ts$"],
  setupFiles: ["<rootDir>/tests/support/traces.ts"],
  transform: { "\\.ts$": "@swc/jest" },
  testTimeout: 60_000,
  // One worker less than there are cores is what jest takes by itself.
  maxWorkers: "100%",
  // Each test file loads the SDKs anew and Pulumi's never goes; a worker that has kept too much of them begins afresh.
  workerIdleMemoryLimit: "1000MB",
};
