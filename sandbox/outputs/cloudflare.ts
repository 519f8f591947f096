import { text } from "../properties";
import { BIRTHDAY, type Blueprints } from "./blueprint";

/** What the sandbox makes on Cloudflare. */
export const cloudflare: Blueprints = {
  "cloudflare:index/zone:Zone": {
    id: (it) => it.identity.hex(32),
    outputs: (it) => ({
      nameServers: ["ada.ns.cloudflare.com", "bob.ns.cloudflare.com"],
      status: "pending",
      createdOn: BIRTHDAY,
      modifiedOn: BIRTHDAY,
      type: text(it.inputs.type, "full"),
      verificationKey: "",
    }),
  },
  "cloudflare:index/zoneSetting:ZoneSetting": {
    id: (it) => text(it.inputs.settingId),
    outputs: () => ({ editable: true, modifiedOn: BIRTHDAY }),
  },
  "cloudflare:index/zoneDnssec:ZoneDnssec": {
    id: (it) => text(it.inputs.zoneId),
    outputs: (it) => ({
      status: text(it.inputs.status, "pending"),
      algorithm: "13",
      digest: it.identity.hex(64, "digest").toUpperCase(),
      digestAlgorithm: "SHA256",
      digestType: "2",
      ds: `example. 3600 IN DS 2371 13 2 ${it.identity.hex(64, "digest").toUpperCase()}`,
      flags: 257,
      keyTag: 2371,
      keyType: "ECDSAP256SHA256",
      modifiedOn: BIRTHDAY,
      publicKey: it.identity.bytes(64, "key").toString("base64"),
    }),
  },
  "cloudflare:index/dnsRecord:DnsRecord": {
    id: (it) => it.identity.hex(32),
    outputs: () => ({ createdOn: BIRTHDAY, modifiedOn: BIRTHDAY, proxiable: true }),
  },
  "cloudflare:index/ruleset:Ruleset": {
    id: (it) => it.identity.hex(32),
    outputs: () => ({ lastUpdated: BIRTHDAY, version: "1" }),
  },
  "cloudflare:index/botManagement:BotManagement": {
    id: (it) => text(it.inputs.zoneId),
    outputs: () => ({ usingLatestModel: true }),
  },
  "cloudflare:index/pagesProject:PagesProject": {
    id: (it) => text(it.inputs.name),
    outputs: (it) => {
      const host = `${text(it.inputs.name)}.pages.dev`;
      return {
        createdOn: BIRTHDAY,
        domains: [host],
        subdomain: host,
        framework: "",
        productionScriptName: `pages-worker--${it.identity.digits(7)}-production`,
        previewScriptName: `pages-worker--${it.identity.digits(7)}-preview`,
        usesFunctions: false,
      };
    },
  },
  "cloudflare:index/pagesDomain:PagesDomain": {
    id: (it) => text(it.inputs.name),
    outputs: (it) => ({
      certificateAuthority: "google",
      createdOn: BIRTHDAY,
      domainId: it.identity.uuid(),
      status: "initializing",
    }),
  },
};
