import * as oci from "@pulumi/oci";
import * as pulumi from "@pulumi/pulumi";
import { after } from "../../../components/core/after";

/** `Oracle-Linux-8.10-2026.02.28-0-OKE-1.35.2-1402`, with `aarch64` after the release where the processor is Arm. */
const IMAGE = /^Oracle-Linux-\d+\.\d+-(aarch64-)?(\d{4}\.\d{2}\.\d{2})-\d+-OKE-(\d+\.\d+\.\d+)-(\d+)$/;

/** Shapes with Arm processors: `VM.Standard.A1.Flex`. */
const ARM = /\.A\d+\./;

interface Source {
  readonly sourceName: string;
  readonly imageId: string;
}

/**
 * The newest of Oracle's images for machines of a cluster that fits a version of Kubernetes and a shape; undefined where
 * none does. Images with drivers for graphics cards have names of another form.
 */
export function newestNodeImage(sources: readonly Source[], version: string, shape: string): string | undefined {
  const fitting = sources.flatMap(({ sourceName, imageId }) => {
    const [, arm, day, of, build] = IMAGE.exec(sourceName) ?? [];
    const fits = `v${of}` === version && (arm !== undefined) === ARM.test(shape);
    return fits ? [{ imageId, order: `${day} ${build!.padStart(8, "0")}` }] : [];
  });
  return fitting.sort((a, b) => (a.order < b.order ? 1 : -1))[0]?.imageId;
}

/** The newest image for machines of a cluster; asked for once the cluster is there. */
export function nodeImage(
  cluster: oci.containerengine.Cluster,
  version: string,
  shape: string,
  compartmentId: string,
): pulumi.Output<string> {
  const asked = { nodePoolOptionId: cluster.id, compartmentId };
  const image = oci.containerengine.getNodePoolOptionOutput(asked, { parent: cluster }).apply(({ sources }) => {
    const found = newestNodeImage(sources, version, shape);
    if (found !== undefined) return found;
    throw new pulumi.RunError(`Oracle Cloud has no image for ${shape} with Kubernetes ${version}`);
  });
  return after(cluster, image);
}
