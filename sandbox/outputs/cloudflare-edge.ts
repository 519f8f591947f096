import { text } from "../properties";
import { BIRTHDAY, type Blueprint, type Blueprints } from "./blueprint";

const hexadecimal: Blueprint["id"] = (it) => it.identity.hex(32);
const uuid: Blueprint["id"] = (it) => it.identity.uuid();
const stamps: Blueprint["outputs"] = () => ({ createdOn: BIRTHDAY, modifiedOn: BIRTHDAY });

/** Who may open a path, which origin answers, and what is told when none does. */
export const cloudflareEdge: Blueprints = {
  "cloudflare:index/zeroTrustAccessApplication:ZeroTrustAccessApplication": {
    id: uuid,
    outputs: (it) => ({ aud: it.identity.hex(64, "audience") }),
  },
  "cloudflare:index/zeroTrustAccessPolicy:ZeroTrustAccessPolicy": { id: uuid },
  "cloudflare:index/authenticatedOriginPullsCertificate:AuthenticatedOriginPullsCertificate": {
    id: uuid,
    outputs: (it) => ({ certificateId: it.identity.uuid(), enabled: true, status: "active", uploadedOn: BIRTHDAY }),
  },
  "cloudflare:index/authenticatedOriginPullsSettings:AuthenticatedOriginPullsSettings": {
    id: (it) => text(it.inputs.zoneId),
  },
  "cloudflare:index/loadBalancer:LoadBalancer": { id: hexadecimal, outputs: stamps },
  "cloudflare:index/loadBalancerMonitor:LoadBalancerMonitor": { id: hexadecimal, outputs: stamps },
  "cloudflare:index/loadBalancerPool:LoadBalancerPool": { id: hexadecimal, outputs: stamps },
  "cloudflare:index/healthcheck:Healthcheck": {
    id: hexadecimal,
    outputs: () => ({ createdOn: BIRTHDAY, modifiedOn: BIRTHDAY, status: "unknown" }),
  },
  "cloudflare:index/notificationPolicy:NotificationPolicy": {
    id: hexadecimal,
    outputs: () => ({ created: BIRTHDAY, modified: BIRTHDAY }),
  },
};
