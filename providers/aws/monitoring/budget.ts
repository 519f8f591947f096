import * as budgets from "@pulumi/aws/budgets";
import type { DriverContext } from "../../../components/core/driver";

/** The most notices of one budget: https://docs.aws.amazon.com/general/latest/gr/billing.html#limits_budgets */
const NOTICES = 5;

/** Tells once a month for each amount that the account's bill has reached it; whose stack it comes from is not told apart. */
export function budget(context: DriverContext, amounts: readonly number[], email: string): void {
  const sorted = [...new Set(amounts)].sort((a, b) => a - b);
  for (let first = 0; first < sorted.length; first += NOTICES) {
    const some = sorted.slice(first, first + NOTICES);
    new budgets.Budget(
      context.child(first === 0 ? "budget" : `budget-${first / NOTICES + 1}`),
      {
        budgetType: "COST",
        timeUnit: "MONTHLY",
        limitAmount: String(some.at(-1)),
        limitUnit: "USD",
        notifications: some.map((threshold) => ({
          comparisonOperator: "GREATER_THAN",
          notificationType: "ACTUAL",
          threshold,
          thresholdType: "ABSOLUTE_VALUE",
          subscriberEmailAddresses: [email],
        })),
        tags: context.tags,
      },
      context.options(),
    );
  }
}
