import { Identity } from "../identity";
import { isObject, text, type Properties, type Property } from "../properties";
import { BIRTHDAY, named, type Birth, type Blueprint, type Blueprints } from "./blueprint";

/** Regions whose OCIDs carry a short key instead of the region's name. */
const REGION_KEYS: Readonly<Record<string, string>> = {
  "us-ashburn-1": "iad",
  "us-phoenix-1": "phx",
  "uk-london-1": "lhr",
  "eu-frankfurt-1": "eu-frankfurt-1",
};

const regionKey = (it: Birth): string => REGION_KEYS[it.region] ?? it.region;

/** The objects of a list. */
const list = (value: Property | undefined): Properties[] => (Array.isArray(value) ? value.filter(isObject) : []);

const ocid = (it: Birth, kind: string, role = ""): string =>
  `ocid1.${kind}.oc1.${regionKey(it)}.aaaaaaaa${it.identity.token(52, role)}`;

/** Identity objects belong to the tenancy, not to a region. */
const globalOcid = (it: Birth, kind: string): string => `ocid1.${kind}.oc1..aaaaaaaa${it.identity.token(52)}`;

type Outputs = NonNullable<Blueprint["outputs"]>;

const none: Outputs = () => ({});

/** An object with an OCID, a display name and a life cycle, as nearly all of Oracle Cloud are. */
const object = (kind: string, state: string, outputs: Outputs = none): Blueprint => ({
  id: (it) => ocid(it, kind),
  outputs: (it) => ({
    displayName: text(it.inputs.displayName, it.name),
    state,
    timeCreated: BIRTHDAY,
    ...outputs(it),
  }),
});

const identityObject = (kind: string, outputs: Outputs = none): Blueprint => ({
  id: (it) => globalOcid(it, kind),
  outputs: (it) => ({ state: "ACTIVE", timeCreated: BIRTHDAY, ...outputs(it) }),
});

const ADB_LEVELS = ["high", "low", "medium", "tp", "tpurgent"] as const;

/** Connection strings of an Autonomous Database, in the two forms that Oracle gives: short, and as a descriptor. */
function connectionStrings(it: Birth, host: string): Property {
  const service = (level: string) =>
    `g${it.identity.hex(14, "tenant")}_${text(it.inputs.dbName)}_${level}.adb.oraclecloud.com`;
  const short = (level: string) => `${host}:1522/${service(level)}`;
  const descriptor = (level: string, port: number) =>
    `(description= (retry_count=20)(retry_delay=3)(address=(protocol=tcps)(port=${port})(host=${host}))` +
    `(connect_data=(service_name=${service(level)}))(security=(ssl_server_dn_match=yes)))`;
  const profiles = ADB_LEVELS.flatMap((level) =>
    (["MUTUAL", "SERVER"] as const).map((tlsAuthentication) => ({
      consumerGroup: level.toUpperCase(),
      displayName: `${text(it.inputs.dbName)}_${level}`,
      hostFormat: "FQDN",
      isRegional: false,
      protocol: "TCPS",
      sessionMode: "DIRECT",
      syntaxFormat: "LONG",
      tlsAuthentication,
      value: descriptor(level, tlsAuthentication === "MUTUAL" ? 1522 : 1521),
    })),
  );
  return [
    {
      allConnectionStrings: Object.fromEntries(ADB_LEVELS.map((level) => [level.toUpperCase(), short(level)])),
      dedicated: "",
      high: short("high"),
      low: short("low"),
      medium: short("medium"),
      profiles,
    },
  ];
}

const isPrivate = (it: Birth): boolean => it.inputs.subnetId !== undefined;

function autonomousDatabase(it: Birth): ReturnType<Outputs> {
  const prefix = text(it.inputs.privateEndpointLabel, it.identity.token(10, "label"));
  const host = isPrivate(it) ? `${prefix}.adb.${it.region}.oraclecloud.com` : `adb.${it.region}.oraclecloud.com`;
  const tools = `https://g${it.identity.hex(14, "tenant")}-${text(it.inputs.dbName).toLowerCase()}.${host}`;
  return {
    connectionStrings: connectionStrings(it, host),
    connectionUrls: [{ apexUrl: `${tools}/ords/apex`, ordsUrl: `${tools}/ords/`, sqlDevWebUrl: `${tools}/ords/sql` }],
    privateEndpoint: isPrivate(it) ? host : "",
    privateEndpointIp: isPrivate(it) ? it.identity.privateAddress() : "",
    publicEndpoint: isPrivate(it) ? "" : host,
    serviceConsoleUrl: `${tools}/console`,
    dbVersion: text(it.inputs.dbVersion, "23ai"),
    role: "PRIMARY",
    isPreview: false,
  };
}

const vnicOf = (it: Birth): Properties => (isObject(it.inputs.createVnicDetails) ? it.inputs.createVnicDetails : {});

/** What the sandbox makes on Oracle Cloud. */
export const oci: Blueprints = {
  "oci:Core/vcn:Vcn": object("vcn", "AVAILABLE", (it) => ({
    defaultDhcpOptionsId: ocid(it, "dhcpoptions", "dhcp"),
    defaultRouteTableId: ocid(it, "routetable", "routes"),
    defaultSecurityListId: ocid(it, "securitylist", "list"),
    vcnDomainName: `${text(it.inputs.dnsLabel, "vcn")}.oraclevcn.com`,
  })),
  "oci:Core/subnet:Subnet": object("subnet", "AVAILABLE", (it) => ({
    subnetDomainName: `${text(it.inputs.dnsLabel, "subnet")}.vcn.oraclevcn.com`,
    virtualRouterIp: it.identity.privateAddress("router"),
    virtualRouterMac: "00:00:17:00:00:01",
  })),
  "oci:Core/internetGateway:InternetGateway": object("internetgateway", "AVAILABLE"),
  "oci:Core/natGateway:NatGateway": object("natgateway", "AVAILABLE", (it) => ({
    natIp: it.identity.publicAddress(),
  })),
  "oci:Core/serviceGateway:ServiceGateway": object("servicegateway", "AVAILABLE", (it) => ({
    blockTraffic: false,
    services: list(it.inputs.services).map((service) => ({
      serviceId: text(service.serviceId),
      serviceName: `All ${regionKey(it).toUpperCase()} Services In Oracle Services Network`,
    })),
  })),
  "oci:Core/routeTable:RouteTable": object("routetable", "AVAILABLE"),
  "oci:Core/defaultSecurityList:DefaultSecurityList": {
    id: (it) => text(it.inputs.manageDefaultResourceId),
    outputs: () => ({ state: "AVAILABLE", timeCreated: BIRTHDAY }),
  },
  "oci:Core/networkSecurityGroup:NetworkSecurityGroup": object("networksecuritygroup", "AVAILABLE"),
  "oci:Core/networkSecurityGroupSecurityRule:NetworkSecurityGroupSecurityRule": {
    id: (it) => it.identity.hex(6).toUpperCase(),
    outputs: () => ({ isValid: true, timeCreated: BIRTHDAY }),
  },
  "oci:Core/publicIp:PublicIp": object("publicip", "ASSIGNED", (it) => ({
    ipAddress: it.identity.publicAddress(),
    scope: "REGION",
  })),
  "oci:Core/instance:Instance": object("instance", "RUNNING", (it) => ({
    bootVolumeId: ocid(it, "bootvolume", "boot"),
    privateIp: text(vnicOf(it).privateIp, it.identity.privateAddress()),
    publicIp: text(vnicOf(it).assignPublicIp) === "false" ? "" : it.identity.publicAddress(),
    region: regionKey(it),
    launchMode: "PARAVIRTUALIZED",
  })),
  "oci:Database/autonomousDatabase:AutonomousDatabase": object("autonomousdatabase", "AVAILABLE", autonomousDatabase),
  "oci:Identity/dynamicGroup:DynamicGroup": identityObject("dynamicgroup"),
  "oci:Identity/policy:Policy": identityObject("policy", (it) => ({ ETag: it.identity.hex(40, "etag") })),
  "oci:Identity/group:Group": identityObject("group"),
  "oci:Identity/user:User": identityObject("user"),
  "oci:Identity/userGroupMembership:UserGroupMembership": identityObject("groupmembership"),
  "oci:Identity/customerSecretKey:CustomerSecretKey": {
    id: (it) => it.identity.hex(40),
    outputs: (it) => ({
      key: it.identity.bytes(32, "key").toString("base64"),
      state: "ACTIVE",
      timeCreated: BIRTHDAY,
    }),
  },
  "oci:Kms/vault:Vault": object("vault", "ACTIVE", (it) => ({
    cryptoEndpoint: `https://${it.identity.token(13)}-crypto.kms.${it.region}.oraclecloud.com`,
    managementEndpoint: `https://${it.identity.token(13)}-management.kms.${it.region}.oraclecloud.com`,
    isPrimary: true,
  })),
  "oci:Kms/key:Key": object("key", "ENABLED", (it) => ({
    currentKeyVersion: ocid(it, "keyversion", "version"),
    isPrimary: true,
    vaultId: ocid(it, "vault", "vault"),
  })),
  "oci:Vault/secret:Secret": {
    id: (it) => ocid(it, "vaultsecret"),
    // Counted by Oracle; here a number that another content changes.
    outputs: (it) => ({
      currentVersionNumber: String(1 + new Identity(JSON.stringify(it.inputs.secretContent)).below(1_000_000_000)),
      state: "ACTIVE",
      timeCreated: BIRTHDAY,
    }),
  },
  "oci:ObjectStorage/bucket:Bucket": {
    id: (it) => `n/${text(it.inputs.namespace)}/b/${named(it)}`,
    outputs: (it) => ({
      name: named(it),
      bucketId: ocid(it, "bucket"),
      etag: it.identity.uuid("etag"),
      createdBy: globalOcid(it, "user"),
      isReadOnly: false,
      timeCreated: BIRTHDAY,
    }),
  },
  "oci:ObjectStorage/objectLifecyclePolicy:ObjectLifecyclePolicy": {
    id: (it) => `n/${text(it.inputs.namespace)}/b/${text(it.inputs.bucket)}/l`,
    outputs: () => ({ timeCreated: BIRTHDAY }),
  },
};
