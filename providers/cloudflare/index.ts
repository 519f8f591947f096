import type { ProviderModule } from "../provider";
import type { cloudflareCapabilities } from "./capabilities";
import type { CloudflareSettings } from "./config";

export declare const provider: ProviderModule<typeof cloudflareCapabilities, CloudflareSettings>;
