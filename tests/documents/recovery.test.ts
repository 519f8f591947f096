import { landing } from "../support/figures";
import {
  cloudflareFailover,
  copiesOf,
  failoverSeconds,
  noticeOf,
  recoveryPointSeconds,
  recoveryTimeSeconds,
  route53Failover,
} from "./recovery";

// Figures of seeds/001: "Disaster Recovery", lines 480 to 505.
const RECOVERY_TIME_SECONDS = 60 * 60;
const RECOVERY_POINT_SECONDS = 15 * 60;
const FAILOVER_SECONDS = 5 * 60;

describe("recovery of VogueVault on aws-enterprise", () => {
  const landed = landing("voguevault", "aws-enterprise");

  it("001:504 service is restored in less than 5 minutes: three checks 30 seconds apart, and a minute of DNS", () => {
    const failover = route53Failover(landed);
    expect(failover).toEqual({ interval: 30, failures: 3, answer: 6, ttl: 60 });
    expect(failoverSeconds(failover)).toBe(156);
    expect(failoverSeconds(failover)).toBeLessThan(FAILOVER_SECONDS);
  });

  it("001:504 would not hold with a longer TTL, or with more checks", () => {
    const failover = route53Failover(landed);
    expect(failoverSeconds({ ...failover, ttl: 300 })).toBeGreaterThanOrEqual(FAILOVER_SECONDS);
    expect(failoverSeconds({ ...failover, failures: 10 })).toBeGreaterThanOrEqual(FAILOVER_SECONDS);
  });

  it("001:504 machines of the second region run already when the first one fails", () => {
    const standby = landed.inputs("aws:autoscaling/group:Group", "standby-compute-app");
    expect(standby["minSize"]).toBeGreaterThanOrEqual(1);
  });

  it("001:495 less than 15 minutes are lost: transaction logs every 5 minutes, and a copy in the second region", () => {
    const copies = copiesOf(landed);
    expect(copies).toEqual({ backupDays: 30, elsewhere: true });
    expect(recoveryPointSeconds(copies)).toBeLessThan(RECOVERY_POINT_SECONDS);
  });

  it("001:495 would not hold without backups, or without the copy", () => {
    const copies = copiesOf(landed);
    expect(recoveryPointSeconds({ ...copies, backupDays: 0 })).toBeGreaterThanOrEqual(RECOVERY_POINT_SECONDS);
    expect(recoveryPointSeconds({ ...copies, elsewhere: false })).toBeGreaterThanOrEqual(RECOVERY_POINT_SECONDS);
  });

  it("001:494 everything works again in less than an hour: told, decided, promoted, failed over", () => {
    const seconds = recoveryTimeSeconds(noticeOf(landed), route53Failover(landed), copiesOf(landed));
    expect(seconds).toBeLessThan(RECOVERY_TIME_SECONDS);
  });

  it("001:494 would not hold with an alarm that looks for half an hour, or without the copy", () => {
    const [notice, failover, copies] = [noticeOf(landed), route53Failover(landed), copiesOf(landed)];
    const late = recoveryTimeSeconds({ ...notice, evaluations: 30 }, failover, copies);
    expect(late).toBeGreaterThanOrEqual(RECOVERY_TIME_SECONDS);
    const lost = recoveryTimeSeconds(notice, failover, { ...copies, elsewhere: false });
    expect(lost).toBeGreaterThanOrEqual(RECOVERY_TIME_SECONDS);
  });
});

// BELLY's document names no times: it is held to the same ones.
describe("recovery of BELLY on multi-region", () => {
  const landed = landing("belly", "multi-region");

  it("003:224 the global load balancer leads to the second region in less than 5 minutes: two checks a minute apart", () => {
    const failover = cloudflareFailover(landed);
    expect(failover).toEqual({ interval: 60, failures: 2, answer: 15, ttl: 0 });
    expect(failoverSeconds(failover)).toBe(135);
    expect(failoverSeconds(failover)).toBeLessThan(FAILOVER_SECONDS);
  });

  it("003:224 would not hold with checks further apart, or with a TTL that browsers keep", () => {
    const failover = cloudflareFailover(landed);
    expect(failoverSeconds({ ...failover, interval: 150 })).toBeGreaterThanOrEqual(FAILOVER_SECONDS);
    expect(failoverSeconds({ ...failover, ttl: 300 })).toBeGreaterThanOrEqual(FAILOVER_SECONDS);
  });

  it("003:224 copies of every service run in the second region already", () => {
    for (const name of ["backend", "frontend"]) {
      const { desiredCount } = landed.inputs("aws:ecs/service:Service", `standby-compute-${name}`);
      expect(desiredCount).toBeGreaterThanOrEqual(1);
    }
  });

  it("003:219 less than 15 minutes are lost, with backups of 14 days and the replica of the second region", () => {
    const copies = copiesOf(landed);
    expect(copies).toEqual({ backupDays: 14, elsewhere: true });
    expect(recoveryPointSeconds(copies)).toBeLessThan(RECOVERY_POINT_SECONDS);
  });

  it("003:219 everything works again in less than an hour", () => {
    const seconds = recoveryTimeSeconds(noticeOf(landed), cloudflareFailover(landed), copiesOf(landed));
    expect(seconds).toBeLessThan(RECOVERY_TIME_SECONDS);
  });
});
