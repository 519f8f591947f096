import { cronOf } from "../../../providers/cloudflare/compute/cron";

describe("a schedule on Cloudflare", () => {
  it.each(["*/10 * * * *", "0 2 * * *", "0,30 1,13 1 */2 *", "0 0 * * *", "0 0 * * */2"])(
    "is %s as it stands",
    (cron) => {
      expect(cronOf(cron)).toBe(cron);
    },
  );

  it.each([
    ["0 0 * * 0", "0 0 * * SUN"],
    ["30 3 * * 1", "30 3 * * MON"],
    ["0 9 * * 1,2,3,4,5", "0 9 * * MON,TUE,WED,THU,FRI"],
    ["*/5 * * * 6,0", "*/5 * * * SAT,SUN"],
  ])("names the days of %s, which Cloudflare would count from another one", (cron, wanted) => {
    expect(cronOf(cron)).toBe(wanted);
  });
});
