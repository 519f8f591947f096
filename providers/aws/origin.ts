import type { EdgeOrigin } from "../provider";

/**
 * What a request of CloudFront is known by. Its networks are a list that AWS keeps, which stands in security groups by its
 * id. It adds the browser's address to the end of X-Forwarded-For; the header with that address alone would be sent only by
 * another policy than the one that passes everything of the browser on:
 * https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/RequestAndResponseBehaviorCustomOrigin.html#RequestCustomIPAddresses
 */
export const awsOrigin: EdgeOrigin = { clientAddressHeader: "X-Forwarded-For" };
