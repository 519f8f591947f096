import { describeWith } from "../host/programs";
import { unwritten, type BackendFault } from "../support/backend-fault";
import { tell } from "../support/engine";
import { recordResult } from "../support/reliability";
import { S3, type Refusal } from "../support/s3";

jest.setTimeout(14_400_000);

/** What S3 says to a token whose time is over, to too many requests, and in an outage. */
const REFUSALS: readonly Refusal[] = [
  { status: 400, code: "ExpiredToken" },
  { status: 429, code: "TooManyRequests" },
  { status: 503, code: "SlowDown" },
];

/** After how many of the stack's 54 objects the writes fail. */
const POINTS = [1, 5, 10, 15, 20, 25, 30, 36, 42, 48];

const faults: readonly BackendFault[] = POINTS.flatMap((after) => REFUSALS.map((refusal) => ({ ...refusal, after })));

describeWith(["moto_server", "pulumi"], `${faults.length} updates whose state can no longer be written`, () => {
  it("lose nothing, and make nothing twice but what is named as begun", async () => {
    const begun = Date.now();
    const s3 = await S3.start();
    const failed: string[] = [];
    try {
      for (const fault of faults) {
        const name = `${fault.code} after ${fault.after} objects`;
        const { failed: first, pending, faults: found } = await unwritten(s3, fault);
        const untold = first.code === 0 || !first.stdout.includes("failed to save snapshot") ? ["ended well"] : [];
        failed.push(...[...untold, ...found].map((line) => `${name}: ${line}`));
        tell(`${name}: ${pending.length} begun, ${found.length} faults`);
      }
    } finally {
      s3.stop();
    }
    recordResult("backend-writes", {
      runs: faults.length,
      failures: new Set(failed.map((line) => line.split(":")[0])).size,
      seconds: (Date.now() - begun) / 1000,
      notes: [
        "A bucket of S3 that refuses the state from one object on: a token that expired, too many requests, an outage.",
      ],
    });
    expect(failed).toEqual([]);
  });
});
