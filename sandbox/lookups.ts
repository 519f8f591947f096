import { Identity } from "./identity";
import { ACCOUNT } from "./outputs/aws-identity";
import { text, type Properties } from "./properties";

/** What a look-up is answered with. */
export type LookUp = (args: Properties, region: string) => Properties;

const zoneLetters = ["a", "b", "c"] as const;

/** `us-ashburn-1` as it stands in the name of an availability domain. */
const domainsOf = (region: string) =>
  ["1", "2", "3"].map((n) => `Uocm:${region.replace(/-\d+$/, "").toUpperCase()}-AD-${n}`);

/** The look-ups that drivers make where a config key does not pin the answer, by token. */
const lookUps: Readonly<Record<string, LookUp>> = {
  "aws:index/getAvailabilityZones:getAvailabilityZones": (_args, region) => ({
    id: region,
    names: zoneLetters.map((letter) => `${region}${letter}`),
    zoneIds: zoneLetters.map((_, i) => `use1-az${i + 1}`),
  }),
  "aws:index/getCallerIdentity:getCallerIdentity": () => ({
    id: ACCOUNT,
    accountId: ACCOUNT,
    arn: `arn:aws:iam::${ACCOUNT}:user/rehearsal`,
    userId: "AIDAREHEARSAL",
  }),
  "aws:index/getRegion:getRegion": (_args, region) => ({ id: region, name: region, region }),
  "aws:index/getPartition:getPartition": () => ({ id: "aws", partition: "aws", dnsSuffix: "amazonaws.com" }),
  "aws:ec2/getManagedPrefixList:getManagedPrefixList": ({ name }, region) => ({
    id: `pl-0${new Identity(`${region} ${text(name)}`).hex(16)}`,
    name: text(name),
    addressFamily: "IPv4",
    entries: [],
    maxEntries: 55,
    ownerId: "AWS",
    version: 1,
  }),
  "aws:ssm/getParameter:getParameter": ({ name }, region) => {
    const value = `ami-0${new Identity(`${region} ${text(name)}`).hex(16)}`;
    return { id: text(name), name: text(name), type: "String", version: 1, value, insecureValue: value };
  },
  "digitalocean:index/getDatabaseCa:getDatabaseCa": ({ clusterId }) => ({
    id: text(clusterId),
    certificate: "-----BEGIN CERTIFICATE-----\nrehearsal\n-----END CERTIFICATE-----\n",
  }),
  "oci:Identity/getAvailabilityDomains:getAvailabilityDomains": ({ compartmentId }, region) => ({
    id: "availabilityDomains",
    compartmentId: text(compartmentId),
    availabilityDomains: domainsOf(region).map((name) => ({ id: name, name, compartmentId: text(compartmentId) })),
  }),
  "oci:Core/getImages:getImages": ({ compartmentId, operatingSystem, operatingSystemVersion, shape }, region) => ({
    id: "images",
    compartmentId: text(compartmentId),
    images: [
      {
        id: `ocid1.image.oc1.${region}.aaaaaaaarehearsal`,
        displayName: `${text(operatingSystem).replaceAll(" ", "-")}-${text(operatingSystemVersion)}-2026.01.01-0`,
        operatingSystem: text(operatingSystem),
        operatingSystemVersion: text(operatingSystemVersion),
        compartmentId: text(compartmentId),
        shape: text(shape),
        state: "AVAILABLE",
        timeCreated: "2026-01-01T00:00:00Z",
      },
    ],
  }),
  "oci:Core/getShapes:getShapes": ({ compartmentId, availabilityDomain }) => ({
    id: "shapes",
    compartmentId: text(compartmentId),
    availabilityDomain: text(availabilityDomain),
    // As in a tenancy whose free machines stand in its second domain.
    shapes: [
      { name: "VM.Standard.E4.Flex" },
      ...(text(availabilityDomain).endsWith("-AD-2") ? [{ name: "VM.Standard.E2.1.Micro" }] : []),
    ],
  }),
  "oci:Core/getServices:getServices": (_args, region) => ({
    id: "services",
    services: [
      {
        id: `ocid1.service.oc1.${region}.aaaaaaaaallservices`,
        name: `All ${region} Services In Oracle Services Network`,
        cidrBlock: `all-${region}-services-in-oracle-services-network`,
        description: `All ${region} Services In Oracle Services Network`,
      },
      {
        id: `ocid1.service.oc1.${region}.aaaaaaaaobjectstorage`,
        name: `OCI ${region} Object Storage`,
        cidrBlock: `oci-${region}-objectstorage`,
        description: `OCI ${region} Object Storage`,
      },
    ],
  }),
  "oci:Core/getPrivateIps:getPrivateIps": ({ ipAddress, subnetId }, region) => ({
    id: "privateIps",
    privateIps: [
      {
        id: `ocid1.privateip.oc1.${region}.${new Identity(`${text(subnetId)} ${text(ipAddress)}`).token(52)}`,
        ipAddress: text(ipAddress),
        subnetId: text(subnetId),
        isPrimary: true,
      },
    ],
  }),
  "oci:LoadBalancer/getBackendSetHealth:getBackendSetHealth": ({ backendSetName, loadBalancerId }) => ({
    id: text(backendSetName),
    backendSetName: text(backendSetName),
    loadBalancerId: text(loadBalancerId),
    status: "OK",
    totalBackendServerCount: 1,
    criticalStateBackendNames: [],
    unknownStateBackendNames: [],
    warningStateBackendNames: [],
  }),
  "oci:ContainerEngine/getClusterKubeConfig:getClusterKubeConfig": ({ clusterId }) => ({
    id: "kubeconfig",
    content: `clusters:\n- cluster:\n    certificate-authority-data: ${new Identity(text(clusterId)).bytes(48).toString("base64")}\n`,
  }),
  "oci:ContainerEngine/getNodePoolOption:getNodePoolOption": ({ nodePoolOptionId }, region) => ({
    id: text(nodePoolOptionId),
    images: [],
    kubernetesVersions: ["v1.34.2", "v1.35.2", "v1.36.4"],
    shapes: ["VM.Standard.E4.Flex", "VM.Standard.A1.Flex"],
    sources: ["1.34.2", "1.35.2", "1.36.4"].flatMap((version) =>
      ["", "aarch64-"].map((processor) => ({
        imageId: `ocid1.image.oc1.${region}.${new Identity(`${processor}${version}`).token(52)}`,
        sourceName: `Oracle-Linux-8.10-${processor}2026.01.01-0-OKE-${version}-1400`,
        sourceType: "IMAGE",
      })),
    ),
  }),
  "oci:Kms/getVault:getVault": ({ vaultId }, region) => ({
    id: text(vaultId),
    state: "ACTIVE",
    cryptoEndpoint: `https://rehearsal-crypto.kms.${region}.oraclecloud.com`,
    managementEndpoint: `https://rehearsal-management.kms.${region}.oraclecloud.com`,
  }),
  "oci:ObjectStorage/getNamespace:getNamespace": () => ({ id: "namespace", namespace: "rehearsalnamespace" }),
};

/**
 * Answers a look-up.
 *
 * @returns Undefined when the sandbox does not know it.
 */
export function lookUp(token: string, args: Properties, region: string): Properties | undefined {
  const answer = lookUps[token];
  if (answer === undefined) return undefined;
  return { ...args, ...answer(args, region) };
}
