import type { PlanComponent } from "../plan/schema";
import { mainMachine } from "./machines";
import { page } from "./step";
import { awsRegion, partOf, resourceOf, resourceOutput, setting, type Side } from "./side";
import type { Step } from "./schema";

/** How the session gets to a server that stands in a private network. */
export interface Reached {
  /** Lines before the server's own host and port are known. */
  readonly before: readonly string[];
  /** Lines after; they put host and port of the tunnel in place of the server's. */
  readonly after: readonly string[];
  readonly text: readonly string[];
  readonly asks: readonly string[];
  readonly sources: Step["sources"];
  readonly unverified: readonly string[];
}

/** The port that the server answers on, and the one of this machine that leads there. */
export interface Ports {
  readonly port: number;
  readonly local: number;
}

const NOTHING: Reached = { before: [], after: [], text: [], asks: [], sources: [], unverified: [] };

/** Puts this machine's end of a tunnel in place of the server. */
const viaTunnel = (label: string, local: number): string[] => [`${label}_HOST=127.0.0.1`, `${label}_PORT=${local}`];

/**
 * Machines of landfall forward no ports (`AllowTcpForwarding no`), so that each connection is carried by a session of SSH of
 * its own, over one connection that they share.
 */
const throughMachine = (side: Side, login: string, { local }: Ports): Reached => ({
  ...NOTHING,
  before: [
    `${side.label}_MACHINE=${login}`,
    "# One connection to the machine for the whole tunnel: its firewall counts new ones.",
    `ssh -o ControlMaster=auto -o ControlPersist=8h -o "ControlPath=$WORK/ssh-%C" "$${side.label}_MACHINE" true`,
  ],
  after: [
    `socat "TCP-LISTEN:${local},bind=127.0.0.1,reuseaddr,fork" \\`,
    `  "EXEC:ssh -o ControlPath=$WORK/ssh-%C $${side.label}_MACHINE nc $${side.label}_HOST $${side.label}_PORT" &`,
    "sleep 1",
    ...viaTunnel(side.label, local),
  ],
  text: [
    "The server is reached through the app's machine: a session of SSH carries each connection. Your address has to be in `landfall:adminCidrs`.",
  ],
});

function throughPod(side: Side, { local, port }: Ports): Reached {
  const namespace = resourceOf(side, partOf(side, "compute")!, "kubernetes:core/v1:Namespace");
  const name = namespace === undefined ? "NAMESPACE=default" : `NAMESPACE=$(${resourceOutput(side, namespace, ".id")})`;
  const pod = `landfall-move-${side.label.toLowerCase()}`;
  return {
    ...NOTHING,
    after: [
      name,
      `kubectl --namespace "$NAMESPACE" run ${pod} --image=alpine/socat --restart=Never -- \\`,
      `  "TCP-LISTEN:${port},fork,reuseaddr" "TCP:$${side.label}_HOST:$${side.label}_PORT"`,
      `kubectl --namespace "$NAMESPACE" wait --for=condition=Ready "pod/${pod}"`,
      `kubectl --namespace "$NAMESPACE" port-forward "pod/${pod}" ${local}:${port} &`,
      "sleep 2",
      ...viaTunnel(side.label, local),
    ],
    text: [
      `The server is private; a pod of the app's namespace leads to it. Delete it when you are done: \`kubectl --namespace "$NAMESPACE" delete pod ${pod}\`.`,
    ],
    unverified: [
      "Whether the network policies of the namespace let the pod out to the server: they name the app's own pods, so label it like one where they do not.",
    ],
  };
}

/** A machine of AWS that the operator lends to the move. */
function throughInstance(side: Side, part: PlanComponent, { local, port }: Ports): Reached {
  const { label } = side;
  const region = awsRegion(side, part);
  const group = resourceOf(side, part, "aws:ec2/securityGroup:SecurityGroup");
  return {
    ...NOTHING,
    asks: [`${label}_JUMP_GROUP`, `${label}_JUMP_INSTANCE`],
    after: [
      ...(group === undefined
        ? []
        : [
            `${label}_GROUP=$(${resourceOutput(side, group, ".id")})`,
            `aws ec2 authorize-security-group-ingress${region} --group-id "$${label}_GROUP" \\`,
            `  --protocol tcp --port ${port} --source-group "$${label}_JUMP_GROUP"`,
          ]),
      `aws ssm start-session${region} --target "$${label}_JUMP_INSTANCE" \\`,
      "  --document-name AWS-StartPortForwardingSessionToRemoteHost \\",
      `  --parameters "host=$${label}_HOST,portNumber=$${label}_PORT,localPortNumber=${local}" >"$WORK/ssm-${label.toLowerCase()}.log" &`,
      "sleep 5",
      ...viaTunnel(label, local),
    ],
    text: [
      `The server is private and no machine of the stack can be signed in to. Start a small instance with the SSM agent in the stack's network, with a role that has AmazonSSMManagedInstanceCore, and set ${label}_JUMP_INSTANCE to its id and ${label}_JUMP_GROUP to its security group. Terminate it afterwards and take its rule out of the group.`,
    ],
    sources: [
      page(
        "https://docs.aws.amazon.com/systems-manager/latest/userguide/session-manager-working-with-sessions-start.html",
        "not read",
      ),
    ],
  };
}

/** A machine of Oracle Cloud that the operator lends to the move. */
const throughJump = (side: Side, { local }: Ports): Reached => ({
  ...NOTHING,
  asks: [`${side.label}_JUMP`],
  after: [
    `ssh -N -f -L "127.0.0.1:${local}:$${side.label}_HOST:$${side.label}_PORT" "$${side.label}_JUMP"`,
    ...viaTunnel(side.label, local),
  ],
  text: [
    `The server is private and no machine of the stack can be signed in to yet. Start a small instance in a public subnet of the stack's network, let it into the server's network security group, and set ${side.label}_JUMP to its login, e.g. ubuntu@ADDRESS. Terminate it afterwards and take the rule out again.`,
  ],
});

/** A cluster of DigitalOcean has a name on the internet, behind its list of trusted sources. */
const byTrust = (side: Side): Reached => ({
  ...NOTHING,
  after: [
    "MY_ADDRESS=$(curl --silent --show-error --fail https://checkip.amazonaws.com)",
    `doctl databases firewalls append "$${side.label}_CLUSTER" --rule "ip_addr:$MY_ADDRESS"`,
  ],
  text: [
    "Your address is let in for the time of the move. Look for it with `doctl databases firewalls list` and remove it when you are done.",
  ],
  sources: [page("https://docs.digitalocean.com/reference/doctl/reference/databases/firewalls/append/")],
});

/** How the session gets to a part. */
export function reach(side: Side, part: PlanComponent, ports: Ports): Reached {
  if (part.shape === "external") return NOTHING;
  if (part.provider === "digitalocean" && part.shape !== "colocated") return byTrust(side);
  if (setting(part, "exposure") === "public") {
    return {
      ...NOTHING,
      text: [
        `The server answers on the internet to a list of networks. Put this machine's address on the list of ${part.service} for the time of the move, and take it off again.`,
      ],
    };
  }
  const compute = partOf(side, "compute");
  const beside = compute?.provider === part.provider && !side.beside;
  const machine = mainMachine(side);
  if ((beside || part.shape === "colocated") && machine !== undefined)
    return throughMachine(side, machine.login, ports);
  if (beside && compute.shape === "kubernetes") return throughPod(side, ports);
  return part.provider === "aws" ? throughInstance(side, part, ports) : throughJump(side, ports);
}
