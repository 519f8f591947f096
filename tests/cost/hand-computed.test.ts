import { exampleSubject } from "../../src/matrix";
import { plan } from "../../src/plan/evaluate";
import type { PlanCost } from "../../src/plan/schema";
import { projectRoot, stackWith, testOptions } from "../support/config";
import { workerShopOn, workerShopRoot } from "../support/worker-shop";
import { parse } from "yaml";
import { readFileSync } from "node:fs";
import { join } from "node:path";

jest.setTimeout(60_000);

/** Hours of a month in price lists. */
const HOURS = 730;

/** An amount as it is billed: to the cent, half a cent up. */
const cents = (amount: number): number => Math.round(amount * 100 + 1e-6);

/** The sum of amounts, each to the cent. */
const sum = (...amounts: number[]): number => amounts.reduce((total, amount) => total + cents(amount), 0) / 100;

const costOn = async (app: string, topology: string): Promise<PlanCost> => {
  const { source, options } = exampleSubject({ root: projectRoot, name: "landfall" }, app, topology);
  return (await plan(source, options)).cost;
};

describe("the cost by hand", () => {
  it("of the stack dev, megilance on oci-do-free, is nothing: all of it is free of charge", async () => {
    const { cost } = await plan(stackWith("dev", {}), testOptions);
    const machines = 2 - 2; // E2.1.Micro, two are free
    const disks = (2 * 100 - 200) * 0.0255; // GB of boot volumes, 200 are free
    const performance = (2 * 100 * 10 - 2000) * 0.0017; // ten units a GB, 2000 are free
    const objects = Math.max(0, 10 - 20) * 0.0255; // GB as the document says, 20 are free
    const checks = (1 - 1) * 1; // uptime checks of DigitalOcean, one is free
    expect(cost.monthlyUsd).toBe(sum(machines, disks, performance, objects, checks));
    expect(cost.monthlyUsd).toBe(0);
    // 4: traffic of machine and site, and what two of three buckets hold.
    expect(cost.unknown).toHaveLength(4);
  });

  it("of the stack prod, megilance on aws-fargate, is 85.38", async () => {
    const { cost } = await plan(stackWith("prod", {}), testOptions);
    const flat = sum(
      2 * 0.5 * 0.04048 * HOURS, // Fargate: two tasks of half a vCPU, 29.55
      2 * 1 * 0.004445 * HOURS, // and of 1 GB, 6.49
      2 * 3.65, // a public address of each task, 7.30
      0.0225 * HOURS, // Application Load Balancer, 16.43
      2 * 3.65, // its address in each of two zones, 7.30
      0.016 * HOURS, // db.t4g.micro, 11.68
      20 * 0.115, // 20 GB of gp3, 2.30
      0.4, // the password that RDS keeps
      3 * 0.4, // JWT_SECRET, SECRET_KEY, SENDGRID_API_KEY
      1, // the key of the notices
      0.5 + 1, // health check, over HTTPS
      (1 - 1) * 3, // one dashboard, three are free
      (1 - 1) * 0.1, // one alarm, ten are free
    );
    const usage = sum(
      10 * 0.023, // GB in the buckets, 0.23
      Math.max(0, 20 - 20) * 0.115, // GB of data beyond the 20 that are paid for
    );
    expect(flat).toBe(85.15);
    expect([cost.flatUsd, cost.usageUsd, cost.monthlyUsd]).toEqual([flat, usage, 85.38]);
  });

  it("of zoptal on aws-vm is 43.04", async () => {
    const cost = await costOn("zoptal", "aws-vm");
    const flat = sum(
      0.0104 * HOURS, // t3.micro, 7.59
      30 * 0.08, // 30 GB of gp3, 2.40
      3.65, // the Elastic IP
      0.016 * HOURS, // db.t4g.micro, 11.68
      20 * 0.115, // 20 GB of gp3, 2.30
      0.4, // the password that RDS keeps
      5 * 0.4, // the app's secrets
      0.4, // the machine's release, a secret
      5 + 2 * 1, // firewall of two rules
      0.5, // hosted zone
      1, // the key that signs it
      1, // the key of the notices
      2 * (0.5 + 1), // health checks of the services and of the machine, over HTTPS
      (8 - 8) * 0.1, // eight alarms, ten are free
    );
    const usage = sum(
      5 * 0.023, // GB in the buckets, 0.115
      Math.max(0, 50 - 1000) * 0.085, // GB through CloudFront, 1000 are free
      Math.max(0, 20 - 20) * 0.115, // GB of data beyond the 20 that are paid for
    );
    expect(flat).toBe(42.92);
    expect([cost.flatUsd, cost.usageUsd, cost.monthlyUsd]).toEqual([flat, usage, 43.04]);
  });

  it("of advancia on cloudflare-droplets is 153", async () => {
    const cost = await costOn("advancia", "cloudflare-droplets");
    const flat = sum(
      3 * 12, // three droplets of 2 GB
      12, // load balancer
      60, // PostgreSQL of 4 GB, 60 GB of storage included
      15, // Valkey of 1 GB
      5, // Spaces, whatever buckets there are
      25, // the zone on Cloudflare Pro, by the month
      (1 - 1) * 1, // an uptime check, one is free
    );
    expect(flat).toBe(153);
    // The document says neither traffic nor storage.
    expect([cost.flatUsd, cost.usageUsd, cost.monthlyUsd]).toEqual([153, 0, 153]);
    expect(cost.assumptions).toEqual([{ name: "landfall:cloudflare.plan", value: "pro" }]);
  });

  it("of megilance on oci-do-growth is 1989.06", async () => {
    const cost = await costOn("megilance", "oci-do-growth");
    const flat = sum(
      1 * 0.025 * HOURS, // one OCPU of E4, 18.25
      2 * 0.0015 * HOURS, // 2 GB of memory, 2.19
      Math.max(0, 50 - 200) * 0.0255, // GB of the boot volume, 200 are free
      (1 - 1) * 8.25, // load balancer, one is free
      (10 - 10) * 0.0001 * HOURS, // Mbps, 10 are free
      8 * 0.336 * HOURS, // Autonomous Database: 2 OCPU are 8 ECPU, 1962.24
      50 * 0.1156, // 50 GB of its storage, 5.78
      2 * 0.3, // health checks of the services and of the machine, each 30 seconds or slower
    );
    const usage = sum(Math.max(0, 10 - 20) * 0.0255); // GB in the buckets, 20 are free
    expect(flat).toBe(1989.06);
    expect([cost.flatUsd, cost.usageUsd, cost.monthlyUsd]).toEqual([flat, usage, 1989.06]);
  });

  it("of voguevault on platform-recommended is 34", async () => {
    const cost = await costOn("voguevault", "platform-recommended");
    const flat = sum(
      12, // App Platform, 1 vCPU and 1 GB
      0 * 0.12 * HOURS, // Aurora, which may scale to nothing
      5 + 5 * 1 + 10, // firewall, five rules, Bot Control
      0.5, // hosted zone
      1, // the key that signs it
      (1 - 1) * 1, // an uptime check, one is free
    );
    const usage = sum(5 * 0.1); // GB in Aurora, as the document says
    expect(flat).toBe(33.5);
    expect([cost.flatUsd, cost.usageUsd, cost.monthlyUsd]).toEqual([flat, usage, 34]);
  });

  it("of a shop of workers on cloudflare, with 25 million requests a month, is 36.45", async () => {
    const text = readFileSync(join(workerShopRoot, "apps", "worker-shop.yaml"), "utf8");
    const app = {
      ...(parse(text) as object),
      traffic: { services: { requestsPerMonth: 25_000_000, egressGiB: 900 } },
      storage: { database: { storedGiB: 7 }, buckets: { uploads: { storedGiB: 40 } } },
    };
    const source = workerShopOn("cloudflare", {
      "landfall:app": app,
      "landfall:cloudflare": { plan: "pro", workersPlan: "paid" },
    });
    const { cost } = await plan(source, { root: workerShopRoot, environment: {}, examples: "fill" });
    const flat = sum(
      5, // Workers Paid, whatever scripts there are
      25, // the zone on Pro, by the month
    );
    const usage = sum(
      (25 - 10) * 0.3, // million requests, 10 are included, 4.50
      (40 - 10) * 0.015, // GB in R2, 10 are free, 0.45
      (7 - 5) * 0.75, // GB in D1, 5 are free, 1.50
    );
    expect([flat, usage]).toEqual([30, 6.45]);
    expect([cost.flatUsd, cost.usageUsd, cost.monthlyUsd]).toEqual([flat, usage, 36.45]);
  });
});
