import * as cloudwatch from "@pulumi/aws/cloudwatch";
import type * as route53 from "@pulumi/aws/route53";
import * as pulumi from "@pulumi/pulumi";
import type { DriverContext } from "../../../components/core/driver";
import { physicalName, type NameRule } from "../../../components/core/naming";
import { GLOBAL_REGION } from "../cloud";
import type { Figure, Watch } from "./watch";

const NAME: NameRule = {
  maxLength: 255,
  allowed: /[A-Za-z0-9]/,
  separator: "-",
  lowercase: false,
  source: "https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutDashboard.html",
};

/** A dashboard is 24 wide; three stand side by side. */
const WIDTH = 8;
const HEIGHT = 6;
const IN_A_ROW = 3;

/** A graph, in the words of https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/CloudWatch-Dashboard-Body-Structure.html */
function graph(title: string, figures: readonly Figure[], region: string) {
  const [{ statistic, period }] = figures as [Figure];
  const metrics = figures.map(({ namespace, name, dimensions }) => [
    namespace,
    name,
    ...Object.entries(dimensions).flatMap(([key, value]) => [key, value]),
  ]);
  return { title, region, metrics, stat: statistic, period, view: "timeSeries", stacked: false };
}

/** Everything that is watched, side by side. */
export function dashboard(
  context: DriverContext,
  region: string,
  watches: readonly Watch[],
  checks: Readonly<Record<string, route53.HealthCheck>>,
): void {
  const watched = watches.map(({ title, figures: { value, wrong = [] } }) => graph(title, [value, ...wrong], region));
  const asked = Object.entries(checks).map(([name, { id }]) => {
    const figure: Figure = {
      namespace: "AWS/Route53",
      name: "HealthCheckStatus",
      dimensions: { HealthCheckId: id },
      statistic: "Minimum",
      period: 60,
    };
    return graph(`${name} answers`, [figure], GLOBAL_REGION);
  });
  const graphs = [...watched, ...asked];
  if (graphs.length === 0) return;
  const widgets = graphs.map((properties, index) => ({
    type: "metric",
    x: (index % IN_A_ROW) * WIDTH,
    y: Math.floor(index / IN_A_ROW) * HEIGHT,
    width: WIDTH,
    height: HEIGHT,
    properties,
  }));
  const { app, stack } = context.stack;
  new cloudwatch.Dashboard(
    context.child("dashboard"),
    {
      dashboardName: physicalName([app, stack, context.name], NAME),
      dashboardBody: pulumi.jsonStringify({ widgets }),
    },
    context.options(),
  );
}
