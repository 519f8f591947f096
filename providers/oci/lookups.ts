import * as oci from "@pulumi/oci";
import * as pulumi from "@pulumi/pulumi";

/** A plain value that is not known before the given resource is there, so that a first preview makes no call. */
const after = <T>(resource: pulumi.CustomResource, value: pulumi.Input<T>): pulumi.Output<T> =>
  pulumi.all([resource.id, value]).apply(([, known]) => known as T);

function found<T>(what: string, list: readonly T[]): T {
  const first = list[0];
  if (first === undefined) throw new pulumi.RunError(`Oracle Cloud has no ${what}`);
  return first;
}

/** The service that stands for all Oracle services of the region. */
export function allServicesId(vcn: oci.core.Vcn, parent: pulumi.Resource): pulumi.Output<string> {
  const filters = [{ name: "name", values: [after(vcn, "All .* Services In Oracle Services Network")], regex: true }];
  return oci.core.getServicesOutput({ filters }, { parent }).apply(({ services }) => found("service", services).id);
}

/** Names of the region's availability domains, in order. */
export function availabilityDomains(
  subnet: oci.core.Subnet,
  tenancyOcid: pulumi.Input<string>,
  parent: pulumi.Resource,
): pulumi.Output<string[]> {
  return oci.identity
    .getAvailabilityDomainsOutput({ compartmentId: after(subnet, tenancyOcid) }, { parent })
    .apply(({ availabilityDomains }) => availabilityDomains.map(({ name }) => name).sort());
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
  return oci.core
    .getImagesOutput(
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
    )
    .apply(({ images }) => found(`Ubuntu 22.04 image for ${shape}`, images).id);
}

/** The object behind a machine's private address, which a public address is assigned to. */
export function privateIpId(machine: oci.core.Instance, subnetId: pulumi.Input<string>): pulumi.Output<string> {
  return oci.core
    .getPrivateIpsOutput({ ipAddress: machine.privateIp, subnetId: after(machine, subnetId) }, { parent: machine })
    .apply(({ privateIps }) => found("private address of the machine", privateIps).id);
}

/** Where keys of an existing vault are managed. */
export function managementEndpoint(
  resource: pulumi.CustomResource,
  vaultId: string,
  parent: pulumi.Resource,
): pulumi.Output<string> {
  return oci.kms.getVaultOutput({ vaultId: after(resource, vaultId) }, { parent }).managementEndpoint;
}
