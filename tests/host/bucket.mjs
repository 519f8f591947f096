// The part of the S3 protocol that backups use, on loopback: `node bucket.mjs PORT FOLDER KEY REGION`. A bucket is a folder.
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { dirname, join } from "node:path";

const [port, folder, key, region] = process.argv.slice(2);

const failure = (code) => `<?xml version="1.0"?><Error><Code>${code}</Code><Message>${code}</Message></Error>`;

const filesBelow = (path) =>
  existsSync(path) ? readdirSync(path, { recursive: true }).filter((name) => statSync(join(path, name)).isFile()) : [];

function listed(bucket, prefix) {
  const keys = filesBelow(join(folder, bucket)).filter((name) => name.startsWith(prefix));
  const contents = keys.sort().map((name) => `<Contents><Key>${name}</Key><Size>1</Size></Contents>`);
  return `<?xml version="1.0"?><ListBucketResult><IsTruncated>false</IsTruncated>${contents.join("")}</ListBucketResult>`;
}

function answer({ method, url, headers }, body) {
  const { pathname, searchParams } = new URL(url, "http://bucket");
  const [, bucket, ...rest] = decodeURIComponent(pathname).split("/");
  const path = join(folder, bucket, ...rest);
  const scope = new RegExp(`^AWS4-HMAC-SHA256 Credential=${key}/\\d{8}/${region}/s3/aws4_request,`);
  if (!scope.test(headers.authorization ?? "")) return [403, failure("InvalidAccessKeyId")];
  if (!existsSync(join(folder, bucket))) return [404, failure("NoSuchBucket")];
  // As a bucket that is owned whole.
  if (Object.keys(headers).some((name) => name.startsWith("x-amz-acl"))) {
    return [400, failure("AccessControlListNotSupported")];
  }
  if (method === "GET" && rest.join("") === "") return [200, listed(bucket, searchParams.get("prefix") ?? "")];
  if (method === "PUT") {
    const md5 = createHash("md5").update(body).digest("base64");
    if (headers["content-md5"] !== md5) return [400, failure("BadDigest")];
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, body);
    // As S3 where a key of KMS encrypts: no MD5.
    return [200, "", { etag: '"0123456789abcdef0123456789abcdef"' }];
  }
  if (method === "DELETE") {
    rmSync(path, { force: true });
    return [204, ""];
  }
  if (!existsSync(path)) return [404, failure("NoSuchKey")];
  return [200, readFileSync(path), { etag: '"0123456789abcdef0123456789abcdef"' }];
}

createServer((request, response) => {
  const parts = [];
  request.on("data", (part) => parts.push(part));
  request.on("end", () => {
    const [status, body, headers = {}] = answer(request, Buffer.concat(parts));
    response.writeHead(status, { "content-length": Buffer.byteLength(body), ...headers });
    response.end(request.method === "HEAD" ? undefined : body);
  });
}).listen(Number(port), "127.0.0.1", () => console.log("ready"));
