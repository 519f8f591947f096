import type * as digitalocean from "@pulumi/digitalocean";
import * as pulumi from "@pulumi/pulumi";
import type { DigitaloceanCloud } from "../cloud";

const CREDENTIAL = ["kubernetes", "cluster", "kubeconfig", "exec-credential", "--version=v1beta1", "--context=default"];

/**
 * How the cluster is reached from outside, as a secret: it names the command that fetches what opens the cluster for each
 * call, with the stack's own API token where that stands in the config. The token that DigitalOcean gives away with a
 * cluster ends after seven days and is renewed by nothing but a refresh.
 *
 * So the machine that runs Pulumi needs `doctl`, signed in by DIGITALOCEAN_ACCESS_TOKEN or `doctl auth init` where the
 * config holds no token.
 */
export function kubeconfig(
  { provider }: DigitaloceanCloud,
  { id, endpoint, kubeConfigs }: digitalocean.KubernetesCluster,
): pulumi.Output<string> {
  const authority = kubeConfigs.apply(([first]) => first!.clusterCaCertificate);
  return pulumi.all([id, endpoint, authority, provider.token]).apply(([clusterId, server, certificate, token]) => {
    const name = "cluster";
    const exec = {
      apiVersion: "client.authentication.k8s.io/v1beta1",
      command: "doctl",
      args: [...CREDENTIAL, clusterId],
      ...(token === undefined ? {} : { env: [{ name: "DIGITALOCEAN_ACCESS_TOKEN", value: token }] }),
      interactiveMode: "Never",
    };
    return JSON.stringify({
      apiVersion: "v1",
      kind: "Config",
      clusters: [{ name, cluster: { server, "certificate-authority-data": certificate } }],
      users: [{ name, user: { exec } }],
      contexts: [{ name, context: { cluster: name, user: name } }],
      "current-context": name,
    });
  });
}
