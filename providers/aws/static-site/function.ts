/**
 * What leads a path to its document: `/` to `/index.html`, `/about/` to `/about/index.html`, `/about` to `/about.html`, as
 * static site generators write them. A name with a dot in it is a file already.
 *
 * In the JavaScript that CloudFront runs: https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/functions-javascript-runtime-20.html
 */
export const DOCUMENTS_FUNCTION = `function handler(event) {
  var request = event.request;
  var uri = request.uri;
  if (uri.endsWith("/")) request.uri = uri + "index.html";
  else if (uri.split("/").pop().indexOf(".") === -1) request.uri = uri + ".html";
  return request;
}
`;

export const FUNCTION_RUNTIME = "cloudfront-js-2.0";
