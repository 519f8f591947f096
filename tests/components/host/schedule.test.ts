import { hostFiles } from "../../../components/host/files";
import { onCalendar } from "../../../components/host/schedule";
import { host, reader, service } from "./example-host";

describe("onCalendar", () => {
  it.each([
    ["* * * * *", ["*-*-* *:*:00 UTC"]],
    ["*/15 * * * *", ["*-*-* *:00/15:00 UTC"]],
    ["0 3 * * *", ["*-*-* 03:00:00 UTC"]],
    ["5,35 */6 * * *", ["*-*-* 00/6:05,35:00 UTC"]],
    ["0 0 1,15 */2 *", ["*-01/2-01,15 00:00:00 UTC"]],
    ["30 2 * * 0", ["Sun *-*-* 02:30:00 UTC"]],
    ["30 2 * * 7,1", ["Sun,Mon *-*-* 02:30:00 UTC"]],
    ["0 9 * * */2", ["Sun,Tue,Thu,Sat *-*-* 09:00:00 UTC"]],
    ["0 9 */2 * 1", ["Mon *-*-01/2 09:00:00 UTC"]],
    ["0 9 13 * 5", ["*-*-13 09:00:00 UTC", "Fri *-*-* 09:00:00 UTC"]],
  ])("tells systemd the times of %j", (schedule, expected) => {
    expect(onCalendar(schedule)).toEqual(expected);
  });

  it.each(["", "* * * *", "@daily", "0 3 * * MON", "1-5 * * * *", "*/0 * * * *", "0 3 * * *\nOnBootSec=1"])(
    "refuses %j",
    (schedule) => {
      expect(() => onCalendar(schedule)).toThrow("no schedule of five fields");
    },
  );
});

describe("a scheduled service", () => {
  const nightly = service({ name: "nightly", web: undefined, schedule: "0 3 * * *" });
  const machine = host({ services: [service(), nightly], secrets: reader });
  const fileOf = (path: string) => hostFiles(machine).find((file) => file.path.endsWith(path))?.content;

  it("is run at its times, and what was missed is not made up for", () => {
    const timer = fileOf("landfall-job-nightly.timer");
    expect(timer).toContain("OnCalendar=*-*-* 03:00:00 UTC\n");
    expect(timer).toContain("Persistent=false\n");
    expect(fileOf("landfall-setup")).toContain("systemctl enable --now --no-block landfall-job-nightly.timer");
  });

  it("runs once at a time, in a container that is taken away", () => {
    const unit = fileOf("landfall-job-nightly.service");
    expect(unit).toContain("Type=oneshot\n");
    expect(unit).toContain(
      "ExecStart=/usr/local/sbin/landfall-compose run --rm --no-deps --no-TTY --name landfall-nightly nightly\n",
    );
    expect(unit).toContain("ExecStopPost=-/usr/bin/docker rm --force landfall-nightly\n");
  });

  it("has the secrets that any other service has", () => {
    expect(fileOf("landfall-compose")).toContain("/run/landfall/secrets/*");
    expect(fileOf("landfall-job-nightly.service")).toContain("landfall-secrets.service");
  });

  it("needs nothing that runs all the time where it is alone", () => {
    const paths = hostFiles(host({ services: [nightly], web: undefined })).map(({ path }) => path);
    expect(paths.filter((path) => /landfall-(services|health)/.test(path))).toEqual([]);
    expect(paths).toContain("/etc/landfall/compose.yaml");
  });
});
