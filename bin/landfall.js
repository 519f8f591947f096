#!/usr/bin/env node
// Runs the sources as they are: types are checked by `npm run check`, never before a plan.
require("./register");

// Whoever reads may stop early, as `head` does; that is no fault.
process.stdout.on("error", (error) => {
  if (error.code !== "EPIPE") throw error;
  process.exit(0);
});

require("../src/cli/main")
  .main(process.argv.slice(2))
  .then((code) => {
    process.exitCode = code;
  });
