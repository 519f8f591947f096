// Runs landfall as Pulumi runs a TypeScript program unless told otherwise: ts-node with type-checking, registered as
// @pulumi/pulumi/cmd/run/run.js does it.
const { join } = require("node:path");
const ts = require("typescript");

const project = join(__dirname, "..", "tsconfig.json");
const { compilerOptions } = ts.readConfigFile(project, ts.sys.readFile).config;
require("ts-node").register({
  project,
  skipProject: false,
  transpileOnly: compilerOptions.noCheck,
  compilerOptions: {
    target: "ES2020",
    module: "nodenext",
    moduleResolution: "nodenext",
    sourceMap: true,
    ...compilerOptions,
  },
});
require("../src/cli/main")
  .main(process.argv.slice(2))
  .then((code) => {
    process.exitCode = code;
  });
