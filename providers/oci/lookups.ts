import * as oci from "@pulumi/oci";
import * as pulumi from "@pulumi/pulumi";
import { after } from "../../components/core/after";

function found<T>(what: string, list: readonly T[]): T {
  const first = list[0];
  if (first === undefined) throw new pulumi.RunError(`Oracle Cloud has no ${what}`);
  return first;
}

/** The service that stands for all Oracle services of the region. */
export function allServicesId(vcn: oci.core.Vcn, parent: pulumi.Resource): pulumi.Output<string> {
  const filters = [{ name: "name", values: [after(vcn, "All .* Services In Oracle Services Network")], regex: true }];
  const services = oci.core.getServicesOutput({ filters }, { parent });
  return after(
    vcn,
    services.apply((it) => found("service", it.services).id),
  );
}

/** Names of the region's availability domains, in order. */
export function availabilityDomains(
  subnet: oci.core.Subnet,
  tenancyOcid: pulumi.Input<string>,
  parent: pulumi.Resource,
): pulumi.Output<string[]> {
  const domains = oci.identity.getAvailabilityDomainsOutput({ compartmentId: after(subnet, tenancyOcid) }, { parent });
  return after(
    subnet,
    domains.apply(({ availabilityDomains }) => availabilityDomains.map(({ name }) => name).sort()),
  );
}

/**
 * The first availability domain that has a shape. Only one of a region has the free one, and which differs from tenancy
 * to tenancy: https://github.com/oracle-quickstart/oci-cloudnative/issues/20 (read 2026-11-21).
 */
export function domainWithShape(
  domains: pulumi.Output<string[]>,
  compartmentId: string,
  shape: string,
  parent: pulumi.Resource,
): pulumi.Output<string> {
  return domains.apply(async (names) => {
    for (const availabilityDomain of names) {
      const { shapes } = await oci.core.getShapes({ compartmentId, availabilityDomain }, { parent });
      if (shapes.some(({ name }) => name === shape)) return availabilityDomain;
    }
    return found(`availability domain with ${shape}`, []);
  });
}

/** The newest Ubuntu 22.04 image that a shape can boot. */
export function newestUbuntu(
  subnet: oci.core.Subnet,
  compartmentId: string,
  shape: string,
  parent: pulumi.Resource,
): pulumi.Output<string> {
  const images = oci.core.getImagesOutput(
    {
      compartmentId: after(subnet, compartmentId),
      operatingSystem: "Canonical Ubuntu",
      operatingSystemVersion: "22.04",
      shape,
      sortBy: "TIMECREATED",
      sortOrder: "DESC",
      state: "AVAILABLE",
    },
    { parent },
  );
  return after(
    subnet,
    images.apply((it) => found(`Ubuntu 22.04 image for ${shape}`, it.images).id),
  );
}

/** The object behind a machine's private address, which a public address is assigned to. */
export function privateIpId(machine: oci.core.Instance, subnetId: pulumi.Input<string>): pulumi.Output<string> {
  const { privateIp: ipAddress } = machine;
  const among = { ipAddress, subnetId: after(machine, subnetId) };
  const addresses = oci.core.getPrivateIpsOutput(among, { parent: machine });
  const id = addresses.apply(({ privateIps }) => found("private address of the machine", privateIps).id);
  return after(machine, pulumi.all([subnetId, id])).apply(([, it]) => it);
}

/** Where keys of an existing vault are managed. */
export function managementEndpoint(
  resource: pulumi.CustomResource,
  vaultId: string,
  parent: pulumi.Resource,
): pulumi.Output<string> {
  const vault = oci.kms.getVaultOutput({ vaultId: after(resource, vaultId) }, { parent });
  return after(resource, vault.managementEndpoint);
}
