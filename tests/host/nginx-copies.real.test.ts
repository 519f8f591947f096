import type { HostRoute } from "../../components/host/host";
import { describeWith } from "./programs";
import { Backend } from "./requests";
import { keep, PROGRAMS, running, stopAll, to, webOf } from "./running";

afterEach(stopAll);

/** Two copies of a service behind a machine that stands behind an edge, so that browsers can be told apart. */
async function twoCopies(change: Partial<HostRoute> = {}) {
  const copies = [keep(await Backend.start("first")), keep(await Backend.start("second"))] as const;
  const front = { cidrs: ["127.0.0.2/32"], clientAddressHeader: "X-Client" };
  const asked = await running(webOf({ routes: [to("/", copies, change)], front }));
  const askedBy = (browser: number, method = "GET") =>
    asked({ method, from: "127.0.0.2", headers: { "X-Client": `198.51.100.${browser}` } });
  return { copies, askedBy, nameOf: async (browser: number) => (await askedBy(browser)).seen().name };
}

const inTurn = async <T>(count: number, one: (index: number) => Promise<T>): Promise<T[]> => {
  const all: T[] = [];
  for (let index = 0; index < count; index++) all.push(await one(index));
  return all;
};

describeWith(PROGRAMS, "copies of a service", () => {
  it("take turns", async () => {
    const { nameOf } = await twoCopies();
    const names = await inTurn(10, () => nameOf(1));
    expect(names.filter((name) => name === "first")).toHaveLength(5);
  });

  it.each(["GET", "POST"])("answer for one that dies, %s requests as well, and no browser sees it", async (method) => {
    const { copies, askedBy } = await twoCopies();
    await inTurn(4, () => askedBy(1, method));
    await copies[0].stop();
    const answers = await inTurn(20, () => askedBy(1, method));
    expect(answers.map(({ status }) => status)).toEqual(Array(20).fill(200));
    expect(new Set(answers.map((answer) => answer.seen().name))).toEqual(new Set(["second"]));
  });

  it("answer nothing but an error once all are dead, and again seconds after one is back", async () => {
    const { copies, askedBy } = await twoCopies();
    await Promise.all(copies.map((copy) => copy.stop()));
    expect((await askedBy(1)).status).toBe(502);
    await copies[1].startAgain();
    const back = Date.now();
    while ((await askedBy(1)).status !== 200) await new Promise((resolve) => setTimeout(resolve, 100));
    expect(Date.now() - back).toBeLessThan(5_000);
  });

  it("keep a browser where it was before, by the address that the edge says", async () => {
    const { nameOf } = await twoCopies({ sticky: true });
    const firsts = await inTurn(24, nameOf);
    const again = await inTurn(24, nameOf);
    expect(again).toEqual(firsts);
    expect(new Set(firsts)).toEqual(new Set(["first", "second"]));
  });

  it("keep the other browsers where they were when one dies, and take over its own", async () => {
    const { copies, askedBy, nameOf } = await twoCopies({ sticky: true });
    const before = await inTurn(24, nameOf);
    await copies[0].stop();
    const after = await inTurn(24, (browser) => askedBy(browser));
    expect(after.map(({ status }) => status)).toEqual(Array(24).fill(200));
    expect(before).toContain("second");
    expect(new Set(after.map((answer) => answer.seen().name))).toEqual(new Set(["second"]));
  });
});

describeWith(PROGRAMS, "a machine behind a load balancer", () => {
  const HEALTH = "/.well-known/landfall/health";

  it("says by the service with the shortest path whether it is well, under any name", async () => {
    const backend = keep(await Backend.start("backend"));
    const limits = [{ name: "all", path: "/", requests: 1, periodSeconds: 3600 }];
    const balancer = { cidrs: ["127.0.0.3/32"] };
    const asked = await running(
      webOf({ balancer, limits, routes: [to("/", [backend], { healthPath: "/well" }), to("/api", [backend])] }),
    );
    const probe = () => asked({ path: HEALTH, host: "10.20.0.10" });
    const answers = await inTurn(5, probe);
    expect(answers.map((answer) => [answer.status, answer.seen().url])).toEqual(Array(5).fill([200, "/well"]));
    await backend.stop();
    expect((await probe()).status).toBe(502);
  });
});
