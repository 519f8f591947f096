import { issuesIn, type Issue } from "../../../components/core/errors";
import { layoutMachines } from "../../../components/host/machines";
import type { Nat } from "../../../components/network";
import type { Wanted, WantedService } from "../../wanted";
import { HOST_NUMBERS, layoutGroup } from "./group-layout";
import { appImage } from "./images";
import { calledFirst } from "./order";
import { sizeOf } from "./size";
import { digitaloceanSizes } from "../sizes";

type WantedCompute = NonNullable<Wanted["compute"]>;
type WantedServices = { readonly services: Readonly<Record<string, WantedService>> };
type Sized = Pick<WantedCompute, "size" | "instanceType" | "count" | "maxCount">;

/** Slugs of one copy only: https://docs.digitalocean.com/products/app-platform/details/pricing/ (read 2026-11-21). */
const SINGLE: ReadonlySet<string> = new Set(["apps-s-1vcpu-0.5gb", "apps-s-1vcpu-1gb-fixed"]);

/** Copies are added by load to CPUs of one's own only: https://docs.digitalocean.com/products/app-platform/details/limits */
const isDedicated = (slug: string): boolean => slug.startsWith("apps-d-");

/** Where the size of compute is said. */
const at = ({ instanceType }: Pick<WantedCompute, "instanceType">): string =>
  instanceType === undefined ? "compute.size" : "compute.instanceType";

const sizesThat = (fits: (slug: string) => boolean): string[] =>
  Object.entries(digitaloceanSizes.compute.containers).flatMap(([name, { instanceType }]) =>
    fits(instanceType) ? [name] : [],
  );

const answers = ({ port, schedule }: WantedService): boolean => port !== undefined && schedule === undefined;

/** What App Platform cannot run: images that it cannot read, and what instances of the asked size cannot do. */
export function containersIssues(wanted: Sized & WantedServices): Issue[] {
  const images = Object.entries(wanted.services).flatMap(([name, { image }]) => issuesIn(() => appImage(name, image)));
  return [...images, ...instancesIssues(wanted)];
}

function instancesIssues(wanted: Sized & WantedServices): Issue[] {
  const { count, maxCount, size, instanceType } = wanted;
  const { slug } = sizeOf("containers", wanted);
  const services = Object.values(wanted.services);
  const web = services.filter(answers);
  const least = Math.max(...services.map(({ replicas }) => replicas), web.length === 0 ? 1 : count);
  const scales = web.some(({ replicas }) => maxCount > Math.max(count, replicas));
  const got = instanceType ?? size;
  if (scales && !isDedicated(slug)) {
    return [
      {
        at: at(wanted),
        problem: "App Platform adds copies by load only where a copy has CPUs of its own",
        got,
        allowed: [...sizesThat(isDedicated), "an instanceType such as apps-d-1vcpu-1gb"],
      },
    ];
  }
  if (least > 1 && SINGLE.has(slug)) {
    const problem = `App Platform runs one copy of this size, and ${least} are asked for`;
    return [{ at: at(wanted), problem, got, allowed: sizesThat((it) => !SINGLE.has(it)) }];
  }
  return [];
}

/**
 * What a group of machines cannot have: addresses that are known beforehand, of machines that come and go. Those of the
 * network's gateway are.
 */
export function groupIssues(
  wanted: Pick<WantedCompute, "count" | "maxCount" | "fixedEgress"> & { readonly nat: Nat },
): Issue[] {
  const { count, maxCount, fixedEgress, nat } = wanted;
  if (!fixedEgress || maxCount <= count || nat !== "none") return [];
  return [
    {
      at: "network.nat",
      problem: "a part on another provider lets in by address, and machines that come and go have none that stays",
      got: nat,
      allowed: "single",
      fix: "pulumi config set --path 'landfall:override.network.nat' single",
    },
  ];
}

/** The disk that comes with a Droplet of each size, in GiB: https://slugs.do-api.dev/ (read 2026-11-21). */
const DISK_GIB: Readonly<Record<string, number>> = { micro: 25, small: 50, medium: 80, large: 160, xlarge: 320 };
/** What is asked for where nobody asks. */
const USUAL_DISK_GIB = 50;

/** Machines that would have to be told each other's addresses. */
function orderIssues({ shape, services, count }: Pick<WantedCompute, "shape" | "services" | "count">) {
  return issuesIn(() =>
    calledFirst(shape === "vm" ? layoutMachines(services, HOST_NUMBERS) : layoutGroup({ services, count }).apart),
  );
}

/** What Droplets cannot be: in need of each other's addresses, or with a disk other than their size's own. */
export const machinesIssues = (
  wanted: Pick<WantedCompute, "shape" | "services" | "count" | "size" | "instanceType" | "diskGiB">,
): Issue[] => [...orderIssues(wanted), ...diskIssues(wanted)];

function diskIssues({
  size,
  instanceType,
  diskGiB,
}: Pick<WantedCompute, "size" | "instanceType" | "diskGiB">): Issue[] {
  const has = instanceType === undefined ? DISK_GIB[size] : undefined;
  if (has === undefined || diskGiB <= Math.max(has, USUAL_DISK_GIB)) return [];
  const enough = Object.entries(DISK_GIB).filter(([, it]) => it >= diskGiB);
  return [
    {
      at: "compute.diskGiB",
      problem: `a Droplet's disk comes with its size, and ${size} has ${has} GiB`,
      got: diskGiB,
      allowed: [`up to ${has}`, ...enough.map(([name, it]) => `size ${name} with ${it}`)],
    },
  ];
}
