import { describeWith } from "./programs";
import { Backend } from "./requests";
import { keep, PROGRAMS, running, stopAll, to, webOf } from "./running";

afterEach(stopAll);

describeWith(PROGRAMS, "limits of the app", () => {
  const login = { name: "login", path: "/api/login", requests: 10, periodSeconds: 60 };
  const register = { name: "register", path: "/api/register", requests: 5, periodSeconds: 3600 };
  const transactions = { name: "transactions", path: "/api/transactions", requests: 100, periodSeconds: 60 };
  const hourly = { name: "hourly", path: "/hourly", requests: 1000, periodSeconds: 3600 };
  const once = { name: "once", path: "/once", requests: 1, periodSeconds: 60 };
  const limits = [login, register, transactions, hourly, once];

  it("let the documented number through at once, refuse the next with 429, and count each address by itself", async () => {
    const backend = keep(await Backend.start("backend"));
    const asked = await running(webOf({ routes: [to("/", [backend])], limits }));
    for (const { path, requests, periodSeconds } of limits.filter(({ requests }) => requests <= 100)) {
      const start = Date.now();
      const first = await Promise.all(Array.from({ length: requests }, () => asked({ path, from: "127.0.0.2" })));
      expect([path, new Set(first.map(({ status }) => status))]).toEqual([path, new Set([200])]);
      // Room comes back while the requests take their time: on a busy machine, that many more may pass, and no more.
      let refused = await asked({ path: `${path}/x`, from: "127.0.0.2" });
      let more = 0;
      for (; refused.status === 200; more++) refused = await asked({ path: `${path}/x`, from: "127.0.0.2" });
      const seconds = (Date.now() - start) / 1000;
      expect([path, refused.status, refused.headers["strict-transport-security"]]).toEqual([
        path,
        429,
        "max-age=31536000; includeSubDomains",
      ]);
      expect(more).toBeLessThanOrEqual(Math.floor((seconds * Math.max(1, (requests * 60) / periodSeconds)) / 60));
      expect((await asked({ path, from: "127.0.0.3" })).status).toBe(200);
      expect((await asked({ path: `${path}s`, from: "127.0.0.2" })).status).toBe(200);
    }
  });
});

describeWith(PROGRAMS, "the browser's address", () => {
  const SAID = "198.51.100.7";
  const SAID_6 = "2001:db9::1";
  const front = { cidrs: ["127.0.0.2/32", "2001:db8::/32"], clientAddressHeader: "CF-Connecting-IP" };
  const balancer = { cidrs: ["127.0.0.3/32"] };
  const limits = [{ name: "login", path: "/login", requests: 2, periodSeconds: 3600 }];
  const cases = [
    ["the edge says it", { front }, "127.0.0.2", { "CF-Connecting-IP": SAID }, SAID],
    ["the edge says one of IPv6", { front }, "127.0.0.2", { "CF-Connecting-IP": SAID_6 }, SAID_6],
    ["somebody else says it", { front }, "127.0.0.9", { "CF-Connecting-IP": SAID }, "127.0.0.9"],
    [
      "the edge says another one than the list",
      { front },
      "127.0.0.2",
      { "CF-Connecting-IP": SAID, "X-Forwarded-For": "1.2.3.4" },
      SAID,
    ],
    ["a balancer says it", { balancer }, "127.0.0.3", { "X-Forwarded-For": SAID }, SAID],
    [
      "a balancer adds it to what a browser made up",
      { balancer },
      "127.0.0.3",
      { "X-Forwarded-For": `1.2.3.4, ${SAID}` },
      SAID,
    ],
    ["somebody else plays the balancer", { balancer }, "127.0.0.9", { "X-Forwarded-For": SAID }, "127.0.0.9"],
    [
      "the edge comes through a balancer",
      { front, balancer },
      "127.0.0.3",
      { "X-Forwarded-For": "1.2.3.4, 127.0.0.2", "CF-Connecting-IP": SAID },
      SAID,
    ],
    [
      "somebody else comes through the balancer and plays the edge",
      { front, balancer },
      "127.0.0.3",
      { "X-Forwarded-For": "127.0.0.2, 127.0.0.9", "CF-Connecting-IP": SAID },
      "127.0.0.9",
    ],
    [
      "somebody else plays the balancer and the edge",
      { front, balancer },
      "127.0.0.9",
      { "X-Forwarded-For": "127.0.0.2", "CF-Connecting-IP": SAID },
      "127.0.0.9",
    ],
  ] as const;

  it.each(cases)("is known and counted where %s", async (_, before, from, headers, address) => {
    const backend = keep(await Backend.start("backend"));
    const asked = await running(webOf({ routes: [to("/", [backend])], limits, ...before }));
    const { headers: seen } = (await asked({ from, headers })).seen();
    expect([seen["x-real-ip"], seen["x-forwarded-for"]]).toEqual([address, address]);
    if ("front" in before) expect(seen["cf-connecting-ip"]).toBe(address);
    const login = () => asked({ path: "/login", from, headers }).then(({ status }) => status);
    expect([await login(), await login(), await login()]).toEqual([200, 200, 429]);
    // Another address that is said counts by itself where it is believed, and changes nothing where it is not.
    const others = Object.entries(headers).map(([name, said]) => [
      name,
      said.replace(SAID, "203.0.113.1").replace(SAID_6, "2001:db9::2"),
    ]);
    const other = await asked({ path: "/login", from, headers: Object.fromEntries(others) as Record<string, string> });
    expect(other.status).toBe(address === from || address === "127.0.0.9" ? 429 : 200);
  });

  it("comes with the scheme that the balancer was asked by", async () => {
    const backend = keep(await Backend.start("backend"));
    const asked = await running(webOf({ routes: [to("/", [backend])], balancer }));
    const schemeOf = async (said: string) =>
      (await asked({ from: "127.0.0.3", headers: { "X-Forwarded-Proto": said } })).seen().headers["x-forwarded-proto"];
    expect([await schemeOf("https"), await schemeOf("http"), await schemeOf("gopher")]).toEqual([
      "https",
      "http",
      "http",
    ]);
  });
});
