import * as oci from "@pulumi/oci";
import * as pulumi from "@pulumi/pulumi";
import type { OciCloud } from "../cloud";

/** What the `oci` command reads of its environment: https://docs.oracle.com/iaas/Content/API/SDKDocs/clienvironmentvariables.htm (read 2026-11-21) */
const VARIABLES: Readonly<Record<string, string>> = {
  configFileProfile: "OCI_CLI_PROFILE",
  userOcid: "OCI_CLI_USER",
  fingerprint: "OCI_CLI_FINGERPRINT",
  privateKeyPath: "OCI_CLI_KEY_FILE",
  tenancyOcid: "OCI_CLI_TENANCY",
};

/** The command's names of the ways to sign in. */
const WAYS: Readonly<Record<string, string>> = {
  ApiKey: "api_key",
  InstancePrincipal: "instance_principal",
  SecurityToken: "security_token",
  ResourcePrincipal: "resource_principal",
  OKEWorkloadIdentity: "oke_workload_identity",
};

interface Variable {
  readonly name: string;
  readonly value: string;
}

/** What the stack's config says of signing in, as far as it is no secret. */
function environment({ standard }: OciCloud): pulumi.Output<Variable[]> {
  const { auth } = standard;
  const told = Object.entries(VARIABLES).flatMap(([key, name]) =>
    standard[key] === undefined ? [] : [{ name, value: standard[key] as pulumi.Input<string> }],
  );
  const way = typeof auth === "string" ? WAYS[auth] : undefined;
  return pulumi.output([...told, ...(way === undefined ? [] : [{ name: "OCI_CLI_AUTH", value: way }])]);
}

/** The authority of the certificate that the API has, which nothing but a ready-made kubeconfig tells. */
function authority(cluster: oci.containerengine.Cluster): pulumi.Output<string> {
  return oci.containerengine
    .getClusterKubeConfigOutput(
      { clusterId: cluster.id, endpoint: "PUBLIC_ENDPOINT", tokenVersion: "2.0.0" },
      { parent: cluster },
    )
    .apply(({ content }) => {
      const found = /certificate-authority-data:\s*"?([A-Za-z0-9+/=]+)/.exec(content)?.[1];
      if (found !== undefined) return found;
      throw new pulumi.RunError("Oracle Cloud gave a kubeconfig without the authority of the cluster's certificate");
    });
}

/**
 * How the cluster is reached from outside. No secret: it names the command that fetches a token for each call, so that the
 * machine which runs Pulumi needs the `oci` command. It signs in as the stack's config says; a key that stands in the
 * config itself it has to be given in OCI_CLI_KEY_CONTENT, and its passphrase in OCI_CLI_PASSPHRASE.
 */
export function kubeconfig(cloud: OciCloud, cluster: oci.containerengine.Cluster): pulumi.Output<string> {
  const server = cluster.endpoints.apply(([first]) => `https://${first!.publicEndpoint}`);
  return pulumi
    .all([cluster.id, cloud.region, server, authority(cluster), environment(cloud)])
    .apply(([id, region, url, certificate, env]) => {
      const name = "cluster";
      const exec = {
        apiVersion: "client.authentication.k8s.io/v1beta1",
        command: "oci",
        args: ["ce", "cluster", "generate-token", "--cluster-id", id, "--region", region],
        env,
        interactiveMode: "Never",
      };
      return JSON.stringify({
        apiVersion: "v1",
        kind: "Config",
        clusters: [{ name, cluster: { server: url, "certificate-authority-data": certificate } }],
        users: [{ name, user: { exec } }],
        contexts: [{ name, context: { cluster: name, user: name } }],
        "current-context": name,
      });
    });
}
