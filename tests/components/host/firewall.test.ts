import { firewallFiles } from "../../../components/host/firewall";
import { host } from "./example-host";

const scriptOf = (change: Parameters<typeof host>[0] = {}): string[] =>
  firewallFiles(host(change))
    .find(({ path }) => path === "/usr/local/sbin/landfall-firewall")!
    .content.split("\n");

const allowed = (change: Parameters<typeof host>[0] = {}) => scriptOf(change).filter((line) => /^ufw allow/.test(line));

describe("the firewall", () => {
  it("lets in web ports from anywhere and SSH from administrators only", () => {
    expect(scriptOf()).toContain("ufw default deny incoming");
    expect(allowed({ adminCidrs: ["203.0.113.7/32", "198.51.100.0/24"] })).toEqual([
      "ufw allow 80/tcp",
      "ufw allow 443/tcp",
      "ufw allow from 203.0.113.7/32 to any port 22 proto tcp",
      "ufw allow from 198.51.100.0/24 to any port 22 proto tcp",
    ]);
  });

  it("lets nobody in by SSH when there are no administrators' networks", () => {
    expect(allowed({ adminCidrs: [] }).join()).not.toContain("port 22");
  });

  it("opens no web port on a machine that answers no browsers", () => {
    expect(allowed({ web: undefined, adminCidrs: [] })).toEqual([]);
  });

  it("lets nobody but the load balancer in where there is one in front", () => {
    const web = { routes: [], limits: [], balancer: { cidrs: ["10.20.0.0/18"] } };
    expect(allowed({ web, adminCidrs: [] })).toEqual(["ufw allow from 10.20.0.0/18 to any port 80 proto tcp"]);
  });

  const front = { cidrs: ["173.245.48.0/20", "2400:cb00::/32"], clientAddressHeader: "CF-Connecting-IP" };

  it("lets nobody but the edge in where its networks are known", () => {
    expect(allowed({ web: { routes: [], limits: [], front }, adminCidrs: ["203.0.113.7/32"] })).toEqual([
      "ufw allow from 173.245.48.0/20 to any port 80 proto tcp",
      "ufw allow from 173.245.48.0/20 to any port 443 proto tcp",
      "ufw allow from 2400:cb00::/32 to any port 80 proto tcp",
      "ufw allow from 2400:cb00::/32 to any port 443 proto tcp",
      "ufw allow from 203.0.113.7/32 to any port 22 proto tcp",
    ]);
  });

  it("lets the load balancer in, and not the edge that stands before it", () => {
    const web = { routes: [], limits: [], front, balancer: { cidrs: ["10.20.0.0/18"] } };
    expect(allowed({ web, adminCidrs: [] })).toEqual(["ufw allow from 10.20.0.0/18 to any port 80 proto tcp"]);
  });

  it("closes the metadata of the cloud to everything but root, containers included", () => {
    const script = scriptOf().join("\n");
    expect(script).toContain("-d 169.254.169.254 -p tcp --dport 80 -m owner ! --uid-owner 0 -j REJECT");
    expect(script).toContain("iptables -A DOCKER-USER -d 169.254.0.0/16 -j REJECT");
  });

  it("lets containers be reached from the private network only, in rules that come to the same when set again", () => {
    const rules = scriptOf().filter((line) => line.includes("DOCKER-USER"));
    expect(rules.slice(0, 2)).toEqual(["iptables -N DOCKER-USER 2>/dev/null || true", "iptables -F DOCKER-USER"]);
    expect(rules.slice(-2)).toEqual([
      "iptables -A DOCKER-USER -s 10.20.0.0/16 -j RETURN",
      "iptables -A DOCKER-USER -j DROP",
    ]);
  });

  it("refuses a network that would be a command", () => {
    const strange = ["0.0.0.0/0; reboot"];
    expect(() => scriptOf({ adminCidrs: strange })).toThrow("cannot stand in a config file");
    const web = { routes: [], limits: [], front: { ...front, cidrs: strange } };
    expect(() => scriptOf({ web })).toThrow("cannot stand in a config file");
  });
});
