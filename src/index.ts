import { fromEngine } from "./config/engine";
import { build, prepare } from "./program";

// The engine calls a function that is the module itself; one exported as default it would not.
export = async () => {
  const { source, options } = fromEngine();
  return build(source, prepare(source, options));
};
