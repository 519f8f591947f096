/** @type {import("jest").Config} */
module.exports = { ...require("./jest.config"), testMatch: ["**/*.all.test.ts"], testPathIgnorePatterns: [] };
