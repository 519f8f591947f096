import { isObject, text } from "../properties";
import { BIRTHDAY, named, type Birth, type Blueprint, type Blueprints } from "./blueprint";

type Outputs = NonNullable<Blueprint["outputs"]>;

const ocid = (it: Birth, kind: string): string => `ocid1.${kind}.oc1.${it.region}.aaaaaaaa${it.identity.token(52)}`;

/** An object with an OCID, a display name and a life cycle. */
const object = (kind: string, state: string, outputs: Outputs = () => ({})): Blueprint => ({
  id: (it) => ocid(it, kind),
  outputs: (it) => ({
    displayName: text(it.inputs.displayName, it.name),
    state,
    timeCreated: BIRTHDAY,
    ...outputs(it),
  }),
});

/** An object whose name is told apart from others by the provider, where none is given. */
const namedObject = (kind: string, state: string, outputs: Outputs = () => ({})): Blueprint => ({
  id: (it) => ocid(it, kind),
  outputs: (it) => ({ name: named(it), state, timeCreated: BIRTHDAY, ...outputs(it) }),
});

const endpoint = (it: Birth) => (isObject(it.inputs.networkDetails) ? it.inputs.networkDetails : {});

function nameServers(): { hostname: string }[] {
  return ["1", "2", "3", "4"].map((n) => ({ hostname: `ns${n}.p201.dns.oraclecloud.net.` }));
}

/** Databases, caches, queues, zones, monitoring and sites on Oracle Cloud. */
export const ociBacking: Blueprints = {
  "oci:Psql/dbSystem:DbSystem": object("postgresqldbsystem", "ACTIVE", (it) => ({
    adminUsername: "landfall",
    networkDetails: { primaryDbEndpointPrivateIp: it.identity.privateAddress(), ...endpoint(it) },
  })),
  "oci:Redis/redisCluster:RedisCluster": object("rediscluster", "ACTIVE", (it) => ({
    primaryFqdn: `${it.identity.token(20)}-0.redis.${it.region}.oci.oraclecloud.com`,
    primaryEndpointIpAddress: it.identity.privateAddress(),
    replicasFqdn: `${it.identity.token(20)}-r.redis.${it.region}.oci.oraclecloud.com`,
  })),
  "oci:Redis/ociCacheConfigSet:OciCacheConfigSet": object("ocicacheconfigset", "ACTIVE"),
  "oci:Redis/ociCacheUser:OciCacheUser": namedObject("ocicacheuser", "ACTIVE"),
  "oci:Redis/redisClusterAttachOciCacheUser:RedisClusterAttachOciCacheUser": {
    id: (it) => text(it.inputs.redisClusterId, ocid(it, "rediscluster")),
  },
  "oci:Streaming/streamPool:StreamPool": namedObject("streampool", "ACTIVE", (it) => {
    const isPrivate = it.inputs.privateEndpointSettings !== undefined;
    const cell = isPrivate ? it.identity.token(16) : "cell-1";
    return { isPrivate, endpointFqdn: `${cell}.streaming.${it.region}.oci.oraclecloud.com` };
  }),
  "oci:Streaming/stream:Stream": namedObject("stream", "ACTIVE", (it) => ({
    messagesEndpoint: `https://cell-1.streaming.${it.region}.oci.oraclecloud.com`,
  })),
  "oci:Queue/queue:Queue": object("queue", "ACTIVE", (it) => ({
    messagesEndpoint: `https://cell-1.queue.messaging.${it.region}.oci.oraclecloud.com`,
  })),
  "oci:Identity/authToken:AuthToken": {
    id: (it) => `ocid1.credential.oc1..aaaaaaaa${it.identity.token(52)}`,
    outputs: (it) => ({
      token: it.identity.bytes(15, "token").toString("base64"),
      state: "ACTIVE",
      timeCreated: BIRTHDAY,
    }),
  },
  "oci:Dns/zone:Zone": namedObject("dns-zone", "ACTIVE", () => ({
    nameservers: nameServers(),
    isProtected: false,
    scope: "GLOBAL",
  })),
  "oci:Dns/rrset:Rrset": {
    id: (it) =>
      `zoneNameOrId/${text(it.inputs.zoneNameOrId)}/domain/${text(it.inputs.domain)}/rtype/${text(it.inputs.rtype)}`,
  },
  "oci:Dns/steeringPolicy:SteeringPolicy": object("dnspolicy", "ACTIVE"),
  "oci:Dns/steeringPolicyAttachment:SteeringPolicyAttachment": object("dnspolicyattachment", "ACTIVE"),
  "oci:HealthChecks/httpMonitor:HttpMonitor": object("httpmonitor", "ACTIVE", () => ({
    vantagePointNames: ["aws-iad", "azr-ams", "goo-sin"],
  })),
  "oci:Ons/notificationTopic:NotificationTopic": namedObject("onstopic", "ACTIVE", (it) => ({
    topicId: ocid(it, "onstopic"),
  })),
  // Its reader has to confirm it first.
  "oci:Ons/subscription:Subscription": namedObject("onssubscription", "PENDING"),
  "oci:Monitoring/alarm:Alarm": object("alarm", "ACTIVE"),
  "oci:Budget/budget:Budget": object("budget", "ACTIVE", () => ({ actualSpend: 0, forecastedSpend: 0 })),
  "oci:Budget/rule:Rule": object("budgetalertrule", "ACTIVE"),
  "oci:ApiGateway/gateway:Gateway": object("apigateway", "ACTIVE", (it) => ({
    hostname: `${it.identity.token(26)}.apigateway.${it.region}.oci.customer-oci.com`,
    ipAddresses: [{ ipAddress: it.identity.publicAddress() }],
  })),
  "oci:ApiGateway/deployment:Deployment": object("apideployment", "ACTIVE"),
  "oci:ObjectStorage/storageObject:StorageObject": {
    id: (it) => `n/${text(it.inputs.namespace)}/b/${text(it.inputs.bucket)}/o/${text(it.inputs.object)}`,
    outputs: () => ({ state: "AVAILABLE" }),
  },
};
