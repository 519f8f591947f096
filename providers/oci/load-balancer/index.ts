import * as oci from "@pulumi/oci";
import * as pulumi from "@pulumi/pulumi";
import type { ResolvedComputeArgs } from "../../../components/compute";
import type { DriverContext } from "../../../components/core/driver";
import { shownAs, type OciCloud } from "../cloud";
import { nowhere } from "./backends";
import { AnswerHeaders } from "./headers";
import { balancerGroup } from "./security";
import type { OciNetworkNodes } from "../network";

/** What lets requests in to compute that has several copies. */
export interface Balancer {
  readonly loadBalancer: oci.loadbalancer.LoadBalancer;
  /** The reserved public address, which outlives the load balancer. */
  readonly address: oci.core.PublicIp;
  /** The group that the balancer is in; whatever it sends requests to lets this group in. */
  readonly group: oci.core.NetworkSecurityGroup;
  readonly headers: AnswerHeaders;
}

/** What other drivers of Oracle Cloud find behind compute with a load balancer. */
export interface OciBalancedNodes {
  readonly [key: string]: unknown;
  readonly balancer: Balancer;
}

/** Always Free, one in a tenancy; also the least that a load balancer can have. */
const LEAST_MBPS = 10;

/**
 * A flexible load balancer with a reserved public address.
 *
 * It may be deleted: it holds no data, and Oracle would refuse to let it go when the stack moves on.
 */
export function loadBalancer(
  cloud: OciCloud,
  context: DriverContext,
  network: OciNetworkNodes,
  args: Pick<ResolvedComputeArgs, "front">,
): Balancer {
  const { compartmentId, settings } = cloud;
  const { tags: freeformTags } = context;
  const address = new oci.core.PublicIp(
    context.child("address"),
    { compartmentId, displayName: shownAs(context, "address"), lifetime: "RESERVED", freeformTags },
    // The load balancer puts the address on a private one of its own, which is nothing to be mended.
    context.options({ ignoreChanges: ["privateIpId"] }),
  );
  const group = balancerGroup(cloud, context, network, args);
  const balancer = new oci.loadbalancer.LoadBalancer(
    context.child("balancer"),
    {
      compartmentId,
      displayName: shownAs(context, "balancer"),
      shape: "flexible",
      shapeDetails: {
        minimumBandwidthInMbps: LEAST_MBPS,
        maximumBandwidthInMbps: settings.loadBalancerMbps ?? LEAST_MBPS,
      },
      subnetIds: [network.publicSubnet.id],
      networkSecurityGroupIds: [group.id],
      reservedIps: [{ id: address.id }],
      isDeleteProtectionEnabled: false,
      freeformTags,
    },
    // Its address is taken until it is gone.
    context.options({ deleteBeforeReplace: true }),
  );
  return { loadBalancer: balancer, address, group, headers: new AnswerHeaders() };
}

/** TLS 1.2 and 1.3 with forward secrecy and authenticated ciphers: https://docs.oracle.com/iaas/Content/Balance/Tasks/managingciphersuites_topic-Predefined_Cipher_Suites.htm (read 2026-11-21). */
const CIPHERS = "oci-default-http2-tls-12-13-ssl-cipher-suite-v1";
const PROTOCOLS = ["TLSv1.2", "TLSv1.3"];

/** Seconds that a connection may be silent; WebSockets are, for long. The most that Oracle takes is 7200. */
const IDLE_SECONDS = { usual: "60", webSockets: "3600" } as const;

/** Where a listener sends requests. */
export interface Destination {
  /** Whatever no rule of the policy leads elsewhere. @default - nothing wants it */
  readonly backendSet: oci.loadbalancer.BackendSet | undefined;
  readonly routingPolicy: oci.loadbalancer.LoadBalancerRoutingPolicy | undefined;
}

/** A redirect of every path to HTTPS; the name is fixed, so that a forged Host header does not choose it. */
const redirect = (
  context: DriverContext,
  loadBalancerId: pulumi.Input<string>,
  hostname: string,
): oci.loadbalancer.RuleSet =>
  new oci.loadbalancer.RuleSet(
    context.child("redirect"),
    {
      loadBalancerId,
      name: "redirect",
      items: [
        {
          action: "REDIRECT",
          conditions: [{ attributeName: "PATH", attributeValue: "/", operator: "FORCE_LONGEST_PREFIX_MATCH" }],
          // Path and query stay as they came where nothing is said of them.
          redirectUri: { protocol: "HTTPS", host: hostname, port: 443 },
          responseCode: 301,
        },
      ],
    },
    context.options(),
  );

const answerHeaders = (context: DriverContext, balancer: Balancer, overHttps: boolean): oci.loadbalancer.RuleSet =>
  new oci.loadbalancer.RuleSet(
    context.child("headers"),
    {
      loadBalancerId: balancer.loadBalancer.id,
      name: "headers",
      // A header of the app's own of the same name gives way to these.
      items: balancer.headers
        .all(overHttps)
        .apply((all) =>
          Object.entries(all).map(([header, value]) => ({ action: "ADD_HTTP_RESPONSE_HEADER", header, value })),
        ),
    },
    context.options(),
  );

/**
 * The listeners: HTTPS under a hostname, and HTTP that only redirects; without a hostname there can be no certificate, so
 * HTTP answers by address. HTTPS takes HTTP/1.1, since WebSockets come over nothing else.
 *
 * @throws Error when there is a hostname and no certificate: `balancerIssues` refuses it first.
 */
export function listeners(
  cloud: OciCloud,
  context: DriverContext,
  balancer: Balancer,
  { hostname, services }: Pick<ResolvedComputeArgs, "hostname" | "services">,
  to: Destination,
): readonly oci.loadbalancer.Listener[] {
  const overHttps = hostname !== undefined;
  const loadBalancerId = balancer.loadBalancer.id;
  const webSockets = Object.values(services).some((service) => service.webSockets);
  const idle = webSockets ? IDLE_SECONDS.webSockets : IDLE_SECONDS.usual;
  // A set whose cookies are for HTTPS alone cannot stand behind HTTP, not even to be redirected from.
  const none = overHttps || to.backendSet === undefined ? nowhere(context, loadBalancerId) : undefined;
  const answering = {
    loadBalancerId,
    protocol: "HTTP",
    defaultBackendSetName: (to.backendSet ?? none!).name,
    ...(to.routingPolicy === undefined ? {} : { routingPolicyName: to.routingPolicy.name }),
    ruleSetNames: [answerHeaders(context, balancer, overHttps).name],
    connectionConfiguration: { idleTimeoutInSeconds: idle },
  };
  const listener = (name: string, args: oci.loadbalancer.ListenerArgs) =>
    new oci.loadbalancer.Listener(context.child(name), { ...args, name }, context.options());
  if (!overHttps) return [listener("http", { ...answering, port: 80 })];

  const { certificateOcid = "none" } = cloud.settings;
  if (certificateOcid === "none") throw new Error("a hostname needs a certificate, and preflight asks for it");
  return [
    listener("http", {
      loadBalancerId,
      protocol: "HTTP",
      port: 80,
      defaultBackendSetName: none!.name,
      ruleSetNames: [redirect(context, loadBalancerId, hostname).name],
    }),
    listener("https", {
      ...answering,
      port: 443,
      sslConfiguration: {
        certificateIds: [certificateOcid],
        protocols: PROTOCOLS,
        cipherSuiteName: CIPHERS,
        serverOrderPreference: "ENABLED",
        verifyPeerCertificate: false,
      },
    }),
  ];
}
