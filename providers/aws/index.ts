import type { ProviderModule } from "../provider";
import type { awsCapabilities } from "./capabilities";
import type { AwsSettings } from "./config";

export declare const provider: ProviderModule<typeof awsCapabilities, AwsSettings>;
