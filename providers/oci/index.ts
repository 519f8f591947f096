import type { ProviderModule } from "../provider";
import type { ociCapabilities } from "./capabilities";
import type { OciSettings } from "./config";

export declare const provider: ProviderModule<typeof ociCapabilities, OciSettings>;
