#!/usr/bin/env node
// Runs the sources as they are: types are checked by `npm run check`, never before a plan.
require("./register");
require("../src/cli/main")
  .main(process.argv.slice(2))
  .then((code) => {
    process.exitCode = code;
  });
