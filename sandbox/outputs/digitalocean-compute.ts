import { isObject, text } from "../properties";
import { BIRTHDAY, named, type Birth, type Blueprint, type Blueprints } from "./blueprint";

/** Droplets, and other things of the first years, are numbered. */
const numbered: Blueprint["id"] = (it) => `4${it.identity.digits(8)}`;
const uuid: Blueprint["id"] = (it) => it.identity.uuid();

/** A machine without public networking has no public address. */
const isPublic = ({ inputs }: Birth): boolean => inputs.publicNetworking !== false;

const droplet: Blueprint = {
  id: numbered,
  outputs: (it) => ({
    name: named(it),
    dropletUrn: `do:droplet:${it.id}`,
    createdAt: BIRTHDAY,
    status: "active",
    locked: false,
    publicNetworking: isPublic(it),
    ipv4Address: isPublic(it) ? it.identity.publicAddress() : "",
    ipv4AddressPrivate: it.identity.privateAddress(),
    volumeIds: it.inputs.volumeIds ?? [],
  }),
};

const balancer: Blueprint = {
  id: uuid,
  outputs: (it) => ({
    name: named(it),
    loadBalancerUrn: `do:loadbalancer:${it.id}`,
    ip: it.identity.publicAddress(),
    status: "active",
    dropletIds: [],
    httpIdleTimeoutSeconds: it.inputs.httpIdleTimeoutSeconds ?? 60,
  }),
};

/** A gateway sends from an address of its own, and is reached at one inside each network. */
const natGateway: Blueprint = {
  id: uuid,
  outputs: (it) => ({
    name: named(it),
    state: "ACTIVE",
    createdAt: BIRTHDAY,
    updatedAt: BIRTHDAY,
    egresses: [{ publicGateways: [{ ipv4: it.identity.publicAddress() }] }],
    vpcs: Array.isArray(it.inputs.vpcs)
      ? it.inputs.vpcs.map((vpc) =>
          isObject(vpc) ? { ...vpc, gatewayIp: it.identity.privateAddress(text(vpc.vpcUuid)) } : vpc,
        )
      : [],
  }),
};

/** Machines, networks and what stands around them on DigitalOcean. */
export const digitaloceanCompute: Blueprints = {
  "digitalocean:index/certificate:Certificate": {
    id: uuid,
    outputs: (it) => ({ name: named(it), uuid: it.id, state: "verified", notAfter: "2099-01-01T00:00:00Z" }),
  },
  "digitalocean:index/droplet:Droplet": droplet,
  "digitalocean:index/dropletAutoscale:DropletAutoscale": {
    id: uuid,
    outputs: (it) => ({ name: named(it), status: "active", createdAt: BIRTHDAY, updatedAt: BIRTHDAY }),
  },
  "digitalocean:index/firewall:Firewall": {
    id: uuid,
    outputs: (it) => ({ name: named(it), status: "succeeded", createdAt: BIRTHDAY, pendingChanges: [] }),
  },
  "digitalocean:index/loadBalancer:LoadBalancer": balancer,
  "digitalocean:index/reservedIp:ReservedIp": {
    id: (it) => it.identity.publicAddress(),
    outputs: (it) => ({ ipAddress: it.id, reservedIpUrn: `do:reservedip:${it.id}` }),
  },
  "digitalocean:index/reservedIpAssignment:ReservedIpAssignment": {
    id: (it) => `${text(it.inputs.dropletId)}-${text(it.inputs.ipAddress)}-${it.identity.hex(24)}`,
  },
  "digitalocean:index/sshKey:SshKey": {
    id: numbered,
    outputs: (it) => ({ name: named(it), fingerprint: it.identity.hex(32).match(/../g)!.join(":") }),
  },
  "digitalocean:index/tag:Tag": {
    id: (it) => named(it),
    outputs: (it) => ({ name: named(it), totalResourceCount: 0 }),
  },
  "digitalocean:index/volume:Volume": {
    id: uuid,
    outputs: (it) => ({ name: named(it), volumeUrn: `do:volume:${it.id}`, dropletIds: [] }),
  },
  "digitalocean:index/vpc:Vpc": {
    id: uuid,
    outputs: (it) => ({ name: named(it), vpcUrn: `do:vpc:${it.id}`, default: false, createdAt: BIRTHDAY }),
  },
  "digitalocean:index/vpcNatGateway:VpcNatGateway": natGateway,
};
