import type { ProviderModule } from "../provider";
import type { digitaloceanCapabilities } from "./capabilities";
import type { DigitaloceanSettings } from "./config";

export declare const provider: ProviderModule<typeof digitaloceanCapabilities, DigitaloceanSettings>;
