import { z } from "zod";
import * as is from "./primitives";

const traffic = z.strictObject({
  requestsPerMonth: is.amount.optional().describe("Requests of browsers a month"),
  egressGiB: is.amount.optional().describe("GiB that browsers read a month"),
});

const bucket = z.strictObject({
  storedGiB: is.amount.optional().describe("GiB that the bucket holds"),
  readsPerMonth: is.amount.optional().describe("Requests a month that read an object"),
  writesPerMonth: is.amount.optional().describe("Requests a month that write or list objects"),
  egressGiB: is.amount.optional().describe("GiB a month that browsers read through the CDN of the bucket"),
});

/** How much an app is assumed to be used; what costs rest on, and nothing else. */
export const usageKeys = {
  traffic: z
    .strictObject({
      services: traffic.optional().describe("What browsers ask of the services"),
      site: traffic.optional().describe("What browsers ask of the static site"),
    })
    .optional()
    .describe("How much browsers are assumed to ask for; costs by use rest on it, and on what is left out none does"),
  storage: z
    .strictObject({
      database: z
        .strictObject({ storedGiB: is.amount.optional().describe("GiB that the database holds") })
        .optional()
        .describe("What the database is assumed to hold"),
      buckets: z.record(z.string(), bucket).default({}).describe("What each bucket is assumed to hold, by its name"),
    })
    .optional()
    .describe("How much is assumed to be stored; costs by use rest on it, and on what is left out none does"),
};
