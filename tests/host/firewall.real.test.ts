import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { firewallFiles } from "../../components/host/firewall";
import { host } from "../components/host/example-host";
import { describeWith, program } from "./programs";

const METADATA = "169.254.169.254";

/**
 * Runs shell lines as root of a network of their own, in which the script of the firewall stands as `./firewall`; `ufw` and
 * `systemctl` only write down what they are told, since the first keeps its rules for the whole machine.
 */
function inNetwork(lines: readonly string[]): { said: string; told: string[] } {
  const folder = mkdtempSync(join(tmpdir(), "landfall-firewall-"));
  try {
    for (const name of ["ufw", "systemctl"])
      writeFileSync(join(folder, name), `#!/bin/sh\necho "${name} $*" >>${folder}/told\n`, { mode: 0o755 });
    writeFileSync(join(folder, "firewall"), firewallFiles(host())[0]!.content, { mode: 0o755 });
    const script = ["set -eu", `cd ${folder}`, `export PATH=${folder}:$PATH:/usr/sbin:/sbin`, ...lines].join("\n");
    const { status, stdout, stderr } = spawnSync(program("unshare"), ["--net", "bash", "-c", script], {
      encoding: "utf8",
      timeout: 30_000,
    });
    if (status !== 0) throw new Error(`${status}: ${stderr}`);
    const told = spawnSync("cat", [join(folder, "told")], { encoding: "utf8" }).stdout;
    return { said: stdout, told: told.split("\n").filter(Boolean) };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

describeWith(["unshare", "iptables", "ip", "curl", "setpriv", "python3"], "the firewall of a machine", () => {
  it("comes to the same rules when it is set again", () => {
    const { said } = inNetwork(["./firewall", "iptables -S", "echo again", "./firewall", "iptables -S"]);
    const [once, twice] = said.split("again\n");
    expect(twice).toBe(once);
    expect(once!.match(/^-A DOCKER-USER .*$/gm)).toEqual([
      "-A DOCKER-USER -m conntrack --ctstate RELATED,ESTABLISHED -j RETURN",
      "-A DOCKER-USER -d 169.254.0.0/16 -p udp -m udp --dport 53 -j RETURN",
      "-A DOCKER-USER -d 169.254.0.0/16 -p tcp -m tcp --dport 53 -j RETURN",
      "-A DOCKER-USER -d 169.254.0.0/16 -j REJECT --reject-with icmp-port-unreachable",
      "-A DOCKER-USER -i docker0 -j RETURN",
      "-A DOCKER-USER -i br-+ -j RETURN",
      "-A DOCKER-USER -s 10.20.0.0/16 -j RETURN",
      "-A DOCKER-USER -j DROP",
    ]);
  });

  it("takes away what Oracle's image refuses by itself", () => {
    const refuse = "-j REJECT --reject-with icmp-host-prohibited";
    const { said, told } = inNetwork([
      ...["INPUT", "INPUT", "FORWARD"].map((chain) => `iptables -A ${chain} ${refuse}`),
      "./firewall",
      "iptables -S",
    ]);
    expect(said).not.toContain("icmp-host-prohibited");
    expect(told).toContain("systemctl disable --now netfilter-persistent");
  });

  it("lets root read the cloud's metadata and nobody else", () => {
    const ask = `curl --silent --output /dev/null --write-out '%{http_code} ' --max-time 5 http://${METADATA}/ || true`;
    const as = (user: number) => `setpriv --reuid=${user} --regid=${user} --clear-groups ${ask}`;
    const { said } = inNetwork([
      "ip link set lo up",
      `ip address add ${METADATA}/32 dev lo`,
      `python3 -m http.server --bind ${METADATA} 80 >/dev/null 2>&1 &`,
      "server=$!",
      'trap "kill $server" EXIT',
      `for try in $(seq 50); do curl --silent --output /dev/null http://${METADATA}/ && break; sleep 0.1; done`,
      as(1000),
      "./firewall",
      ask,
      as(1000),
      as(33),
    ]);
    expect(said.trim().split(" ")).toEqual(["200", "200", "000", "000"]);
  });
});

describeWith(["ufw"], "ufw", () => {
  it("takes every rule that a machine tells it, as it would write it down", () => {
    const front = { cidrs: ["173.245.48.0/20", "2400:cb00::/32"], clientAddressHeader: "CF-Connecting-IP" };
    const machines = [host(), host({ web: { ...host().web!, front } }), host({ web: undefined })];
    const rules = new Set(
      machines.flatMap((machine) =>
        [...firewallFiles(machine)[0]!.content.matchAll(/^ufw (allow .*)$/gm)].map(([, it]) => it!),
      ),
    );
    expect(rules.size).toBeGreaterThan(2);
    const check = (rule: string) =>
      spawnSync(program("ufw"), ["--dry-run", ...rule.split(" ")], { encoding: "utf8" }).status;
    for (const rule of rules) expect([rule, check(rule)]).toEqual([rule, 0]);
    expect(check("allow from 300.0.0.0/8 to any port 22 proto tcp")).not.toBe(0);
  });
});
