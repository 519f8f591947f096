import { execFileSync, spawnSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { describeWith, program } from "./host/programs";
import { projectRoot } from "./support/config";

interface Step {
  readonly uses?: string;
  readonly run?: string;
  readonly with?: Readonly<Record<string, unknown>>;
  readonly env?: Readonly<Record<string, string>>;
}

interface Job {
  readonly if?: string;
  readonly permissions?: Readonly<Record<string, string>>;
  readonly environment?: string;
  readonly concurrency?: { readonly group: string; readonly "cancel-in-progress": boolean };
  readonly steps: readonly Step[];
  readonly "timeout-minutes"?: number;
}

interface Workflow {
  readonly on: Readonly<Record<string, unknown>>;
  readonly permissions: unknown;
  readonly jobs: Readonly<Record<string, Job>>;
}

const folder = join(projectRoot, ".github");
const read = (file: string) => readFileSync(join(folder, file), "utf8");
const names = readdirSync(join(folder, "workflows")).sort();
const scripts = readdirSync(join(folder, "scripts")).sort();
const texts = new Map(names.map((name) => [name, read(`workflows/${name}`)]));
const ACTION = "actions/prepare/action.yml";
const action = parse(read(ACTION)) as { readonly runs: { readonly steps: readonly Step[] } };
const workflow = (name: string) => parse(texts.get(name)!) as Workflow;

const jobs = names.flatMap((name) =>
  Object.entries(workflow(name).jobs).map(([id, job]) => ({ where: `${name} ${id}`, name, job })),
);
const steps = [
  ...jobs.flatMap(({ where, job }) => job.steps.map((step) => ({ where, step }))),
  ...action.runs.steps.map((step) => ({ where: ACTION, step })),
];
const job = (where: string) => jobs.find((it) => it.where === where)!.job;

const run = (name: string, args: readonly string[]) => {
  const { status, stdout, stderr } = spawnSync(program(name), args, { cwd: projectRoot, encoding: "utf8" });
  return { status, output: stdout + stderr };
};

describeWith(["actionlint", "shellcheck"], "actionlint", () => {
  it("finds nothing in the workflows, nor shellcheck in what they run", () => {
    expect(run("actionlint", ["-shellcheck", program("shellcheck")])).toEqual({ status: 0, output: "" });
  });

  it("finds nothing in the scripts", () => {
    const shell = scripts.filter((name) => name.endsWith(".sh"));
    expect(shell.length).toBeGreaterThan(2);
    const files = [...shell.map((name) => join(folder, "scripts", name)), join(projectRoot, ".ci/run")];
    expect(run("shellcheck", files)).toEqual({ status: 0, output: "" });
  });
});

describeWith(["zizmor"], "zizmor", () => {
  it("finds nothing as an auditor, but for what .github/zizmor.yml waives with its reason", () => {
    const { status, output } = run("zizmor", ["--offline", "--persona=auditor", "--color=never", ".github"]);
    expect(output).toContain("No findings to report");
    expect(status).toBe(0);
  });

  it("would find something: a job that interpolates a title into its shell", () => {
    const bad = texts.get("ci.yml")!.replace("bash .ci/run", "echo ${{ github.event.pull_request.title }}");
    const { status, output } = (() => {
      const found = spawnSync(program("zizmor"), ["--offline", "--color=never", "-"], { input: bad, encoding: "utf8" });
      return { status: found.status, output: found.stdout + found.stderr };
    })();
    expect(output).toContain("template-injection");
    expect(status).not.toBe(0);
  });
});

describe("the workflows", () => {
  it("are these", () => {
    expect(names).toEqual(["ci.yml", "deploy.yml", "drift.yml", "preview-comment.yml", "preview.yml"]);
  });

  it("pin whatever they use from elsewhere by a commit, with its version beside it", () => {
    const lines = [...texts, [ACTION, read(ACTION)] as const].flatMap(([name, text]) =>
      [...text.matchAll(/uses: (.+)$/gm)].map(([, used]) => ({ name, used: used! })),
    );
    expect(lines.length).toBeGreaterThan(20);
    const own = /^\.\/\.github\/actions\/prepare$/;
    const pinned = /^[\w.-]+\/[\w.-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/;
    expect(lines.filter(({ used }) => !own.test(used) && !pinned.test(used))).toEqual([]);
  });

  it("use one commit of each action", () => {
    const used = new Set(steps.flatMap(({ step }) => (step.uses?.includes("@") ? [step.uses] : [])));
    const actions = [...used].map((it) => it.split("@")[0]);
    expect(actions.length).toBe(new Set(actions).size);
  });

  it("give no right to a whole workflow, and say those of each job", () => {
    expect(names.filter((name) => JSON.stringify(workflow(name).permissions) !== "{}")).toEqual([]);
    expect(jobs.filter((it) => it.job.permissions === undefined).map(({ where }) => where)).toEqual([]);
  });

  it("let nobody write but the two jobs that comment, and take on a role only inside an environment", () => {
    const writes = jobs.flatMap(({ where, job: { permissions } }) =>
      Object.entries(permissions ?? {}).flatMap(([right, how]) =>
        how === "write" && right !== "id-token" ? [`${where} ${right}`] : [],
      ),
    );
    expect(writes).toEqual(["drift.yml issue issues", "preview-comment.yml comment pull-requests"]);
    const bearers = jobs.filter(({ job: it }) => "id-token" in (it.permissions ?? {}) || usesSecrets(it));
    expect(bearers.filter(({ job: it }) => it.environment === undefined).map(({ where }) => where)).toEqual([]);
    expect(bearers).toHaveLength(6);
  });

  const usesSecrets = (it: Job) => JSON.stringify(it).includes("secrets.");

  it("are never started with more rights than the pull request has", () => {
    const dangerous = names.flatMap((name) => Object.keys(workflow(name).on).map((event) => `${name} ${event}`));
    expect(dangerous.filter((it) => /pull_request_target|issue_comment/.test(it))).toEqual([]);
    expect(dangerous.filter((it) => it.includes("workflow_run"))).toEqual(["preview-comment.yml workflow_run"]);
  });

  it("put nothing of an event, an input or a matrix into a shell", () => {
    const runs = steps.filter(({ step }) => step.run !== undefined);
    expect(runs.length).toBeGreaterThan(10);
    expect(runs.filter(({ step }) => step.run!.includes("${{")).map(({ where }) => where)).toEqual([]);
  });

  it("leave no token behind after a checkout, and end in time", () => {
    const checkouts = steps.filter(({ step }) => step.uses?.startsWith("actions/checkout@"));
    expect(checkouts.length).toBeGreaterThan(8);
    expect(checkouts.filter(({ step }) => step.with?.["persist-credentials"] !== false)).toEqual([]);
    expect(jobs.filter((it) => !((it.job["timeout-minutes"] ?? 1e9) <= 120))).toEqual([]);
  });

  it("let a fork's pull request meet no credential", () => {
    const onPullRequests = jobs.filter(({ name }) => "pull_request" in workflow(name).on);
    const bearers = onPullRequests.filter(({ job: it }) => "id-token" in (it.permissions ?? {}) || usesSecrets(it));
    expect(bearers.map(({ where }) => where)).toEqual(["preview.yml preview"]);
    expect(job("preview.yml preview").if).toContain(
      "github.event.pull_request.head.repo.full_name == github.repository",
    );
  });

  it("comment from the default branch's code alone", () => {
    const [checkout] = job("preview-comment.yml comment").steps;
    expect(checkout!.with).toMatchObject({ ref: "${{ github.event.repository.default_branch }}" });
    expect(JSON.stringify(job("preview-comment.yml comment"))).not.toMatch(/npm|npx|head_sha|secrets\./);
  });

  it("change a stack in one job at a time, and cancel none", () => {
    for (const stack of ["dev", "prod"]) {
      const { concurrency, environment } = job(`deploy.yml ${stack}`);
      expect(concurrency).toEqual({ group: `stack-${stack}`, "cancel-in-progress": false });
      expect(environment).toBe(stack);
      expect(job(`deploy.yml plan-${stack}`).environment).toBe(`preview-${stack}`);
    }
    expect(job("drift.yml compare").concurrency).toEqual({
      group: "stack-${{ matrix.stack }}",
      "cancel-in-progress": false,
    });
  });

  it("never skip a preview, ignore protection or show secrets", () => {
    const all = execFileSync(
      "cat",
      [
        ...names.map((name) => join(folder, "workflows", name)),
        ...scripts.map((name) => join(folder, "scripts", name)),
      ],
      {
        encoding: "utf8",
      },
    );
    expect(all).not.toMatch(/--skip-preview|--ignore-protect|--show-secrets|--disable-integrity-checking|stack rm/);
    // The engine's own log shows every secret.
    expect(all).not.toMatch(/--logtostderr|--logflow|--tracing|pulumi [^\n]*(-v\b|--verbose)|--debug|PULUMI_DEBUG/);
  });
});

describe("docs/ci.md", () => {
  const page = readFileSync(join(projectRoot, "docs/ci.md"), "utf8");
  type GitlabJob = { readonly script?: string[]; readonly before_script?: string[]; readonly needs?: string[] };
  const gitlab = parse(/```yaml\n([^]*?)```/.exec(page)![1]!) as Record<string, GitlabJob | undefined>;
  const lines = Object.values(gitlab).flatMap((it) => [...(it?.before_script ?? []), ...(it?.script ?? [])]);

  it("calls scripts that are there, on GitLab as on GitHub", () => {
    const called = [...page.matchAll(/bash (\.[\w/.-]+)/g)].map(([, file]) => file!);
    const ours = [".ci/run", ...scripts.map((name) => `.github/scripts/${name}`)];
    expect([...new Set(called)].sort()).toEqual(ours.filter((it) => !it.endsWith(".mjs")).sort());
    expect(lines.length).toBeGreaterThan(8);
  });

  it("needs jobs that are there, and lists each workflow", () => {
    const needed = Object.values(gitlab).flatMap((it) => it?.needs ?? []);
    expect(needed.filter((it) => gitlab[it] === undefined)).toEqual([]);
    expect(names.filter((name) => !page.includes(`\`${name}\``))).toEqual([]);
  });

  it("pins the same Pulumi CLI as the workflows", () => {
    const pinned = new Set(steps.flatMap(({ step }) => step.with?.["pulumi-version"] ?? []));
    expect([...pinned]).toEqual([/PULUMI_VERSION: (\S+)/.exec(page)![1]]);
  });
});

describeWith(["shellcheck"], "the shell of docs/ci.md and docs/state.md", () => {
  it.each(["ci.md", "state.md"])("is in order: %s", (file) => {
    const page = readFileSync(join(projectRoot, "docs", file), "utf8");
    const blocks = [...page.matchAll(/```sh\n([^]*?)```/g)].map(([, text]) => text!);
    const yaml = /```yaml\n([^]*?)```/.exec(page)?.[1];
    const jobs = Object.values((yaml === undefined ? {} : parse(yaml)) as Record<string, { script?: string[] }>);
    blocks.push(...jobs.flatMap((it) => it?.script ?? []));
    expect(blocks.length).toBeGreaterThan(0);
    const input = `set -eu\n${blocks.join("\n")}\n`;
    const { status, stdout } = spawnSync(program("shellcheck"), ["--shell=bash", "--exclude=SC2154", "-"], {
      input,
      encoding: "utf8",
    });
    expect({ status, stdout }).toEqual({ status: 0, stdout: "" });
  });
});
