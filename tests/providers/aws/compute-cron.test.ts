import { awsCron } from "../../../providers/aws/compute/cron";

describe("awsCron", () => {
  it.each([
    ["* * * * *", "cron(* * * * ? *)"],
    ["*/10 * * * *", "cron(0/10 * * * ? *)"],
    ["0 2 * * *", "cron(0 2 * * ? *)"],
    ["0,30 */6 * * *", "cron(0,30 0/6 * * ? *)"],
    ["15 3 1 * *", "cron(15 3 1 * ? *)"],
    ["15 3 */5 */3 *", "cron(15 3 1/5 1/3 ? *)"],
  ])("says %s as %s", (schedule, expected) => {
    expect(awsCron(schedule)).toBe(expected);
  });

  it.each([
    ["0 2 * * 0", "cron(0 2 ? * 1 *)"],
    ["0 2 * * 1,5", "cron(0 2 ? * 2,6 *)"],
    ["0 2 * * 6", "cron(0 2 ? * 7 *)"],
    ["0 2 * 1 */2", "cron(0 2 ? 1 1,3,5,7 *)"],
    ["0 2 * * */3", "cron(0 2 ? * 1,4,7 *)"],
  ])("counts days of the week from 1 for Sunday: %s as %s", (schedule, expected) => {
    expect(awsCron(schedule)).toBe(expected);
  });
});
