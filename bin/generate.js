// Writes the schemas that editors complete by, and the pages that are made from them; `npm run schemas`.
const { join } = require("node:path");
require("./register");

const root = join(__dirname, "..");
require("../src/schemas").writeSchemas(join(root, "schemas"));
const { matrixOf } = require("../src/matrix");
const { writeDocs } = require("../src/docs");
writeDocs(root, matrixOf({ root, name: "landfall" })).catch((error) => {
  console.error(error);
  process.exit(1);
});
