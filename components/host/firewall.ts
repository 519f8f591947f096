import type { Host, HostFile } from "./host";
import { bareWord, lines } from "./text";

/** The address at which every cloud tells a machine who it is, and hands out its credentials. */
const METADATA = "169.254.169.254";
const LINK_LOCAL = "169.254.0.0/16";

/** Image rules of Oracle's Ubuntu refuse whatever UFW would let in, and come back at boot if left alone. */
const IMAGE_RULES = [
  "systemctl disable --now netfilter-persistent 2>/dev/null || true",
  "for chain in INPUT FORWARD; do",
  '  while iptables -D "$chain" -j REJECT --reject-with icmp-host-prohibited 2>/dev/null; do :; done',
  "done",
];

function inbound(host: Pick<Host, "adminCidrs" | "web">): string[] {
  const from = (cidr: string, port: number): string => `ufw allow from ${bareWord(cidr)} to any port ${port} proto tcp`;
  const everybody = host.web === undefined ? [] : ["ufw allow 80/tcp", "ufw allow 443/tcp"];
  const edge = host.web?.front?.cidrs.flatMap((cidr) => [from(cidr, 80), from(cidr, 443)]);
  // Behind a load balancer it is the balancer that the edge reaches.
  const web = host.web?.balancer?.cidrs.map((cidr) => from(cidr, 80)) ?? edge ?? everybody;
  const admin = host.adminCidrs.map((cidr) => from(cidr, 22));
  return [
    // What an earlier release let in goes with it; the cloud's own firewall stands in front meanwhile.
    "ufw --force reset >/dev/null",
    "ufw default deny incoming",
    "ufw default allow outgoing",
    ...web,
    ...admin,
    "ufw --force enable",
  ];
}

/** Processes other than root's reach the name server of the cloud and nothing else of it. */
const METADATA_RULES = [
  `own=(OUTPUT -d ${METADATA} -p tcp --dport 80 -m owner ! --uid-owner 0 -j REJECT)`,
  'iptables -C "${own[@]}" 2>/dev/null || iptables -I "${own[@]}"',
];

/** Docker publishes ports past UFW, so what may reach a container is said in Docker's own chain. */
const containers = (networkCidr: string): string[] => [
  "iptables -N DOCKER-USER 2>/dev/null || true",
  "iptables -F DOCKER-USER",
  "iptables -A DOCKER-USER -m conntrack --ctstate RELATED,ESTABLISHED -j RETURN",
  `iptables -A DOCKER-USER -d ${LINK_LOCAL} -p udp --dport 53 -j RETURN`,
  `iptables -A DOCKER-USER -d ${LINK_LOCAL} -p tcp --dport 53 -j RETURN`,
  `iptables -A DOCKER-USER -d ${LINK_LOCAL} -j REJECT`,
  "iptables -A DOCKER-USER -i docker0 -j RETURN",
  "iptables -A DOCKER-USER -i br-+ -j RETURN",
  `iptables -A DOCKER-USER -s ${bareWord(networkCidr)} -j RETURN`,
  "iptables -A DOCKER-USER -j DROP",
];

const UNIT = lines(
  "[Unit]",
  "Description=Firewall of the machine and its containers",
  "Wants=network-pre.target",
  "After=ufw.service netfilter-persistent.service",
  "Before=docker.service",
  "",
  "[Service]",
  "Type=oneshot",
  "RemainAfterExit=yes",
  "ExecStart=/usr/local/sbin/landfall-firewall",
  "",
  "[Install]",
  "WantedBy=multi-user.target",
);

/**
 * Lets in 80 and 443 where the machine answers browsers, from the edge in front alone where its networks are known, or 80
 * from the load balancer in front alone; 22 from administrators' networks only, and calls of other machines of the private network to the services; closes the cloud's
 * metadata to everything but root.
 */
export function firewallFiles(host: Pick<Host, "adminCidrs" | "networkCidr" | "web">): HostFile[] {
  const script = lines(
    "#!/bin/bash",
    "# Sets the firewall; run again, it comes to the same rules.",
    "set -euo pipefail",
    IMAGE_RULES,
    inbound(host),
    METADATA_RULES,
    containers(host.networkCidr),
  );
  return [
    { path: "/usr/local/sbin/landfall-firewall", content: script, mode: "0755" },
    { path: "/etc/systemd/system/landfall-firewall.service", content: UNIT },
  ];
}
