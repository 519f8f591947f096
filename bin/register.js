// Lets Node load this project's TypeScript, compiled in memory file by file.
const { readFileSync } = require("node:fs");
const { join } = require("node:path");
const { transformSync } = require("@swc/core");
const { addHook } = require("pirates");

const options = JSON.parse(readFileSync(join(__dirname, "../.swcrc"), "utf8"));
addHook((code, filename) => transformSync(code, { ...options, swcrc: false, filename }).code, { exts: [".ts"] });
