// The part of the S3 protocol that backups use, on loopback: `node bucket.mjs PORT FOLDER KEY REGION`. A bucket is a folder.
// Uploads must tell their MD5, as those of boto3 do up to 1.35: Ubuntu 24.04 has 1.34.
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

/** Parts of uploads that are not complete, by the upload's id. */
const uploads = new Map();

const named = (element, of, value) => `<?xml version="1.0"?><${of}><${element}>${value}</${element}></${of}>`;

const isWhole = (headers, body) => headers["content-md5"] === createHash("md5").update(body).digest("base64");

/** As S3 where a key of KMS encrypts: no MD5. */
const ETAG = { etag: '"0123456789abcdef0123456789abcdef"' };

/** An upload in parts, which is there once it is complete; undefined for any other request. */
function inParts(method, search, headers, body, write) {
  const id = search.get("uploadId");
  if (method === "POST" && search.has("uploads")) {
    const next = String(uploads.size + 1);
    uploads.set(next, []);
    return [200, named("UploadId", "InitiateMultipartUploadResult", next)];
  }
  if (method === "PUT" && id !== null) {
    if (!isWhole(headers, body)) return [400, failure("BadDigest")];
    uploads.get(id)[Number(search.get("partNumber")) - 1] = body;
    return [200, "", ETAG];
  }
  if (method === "POST" && id !== null) {
    write(Buffer.concat(uploads.get(id)));
    return [200, named("ETag", "CompleteMultipartUploadResult", "x-1")];
  }
  return undefined;
}

/** A file, or the bytes of it that are asked for. */
function fetched(content, range) {
  const [, first, last] = /^bytes=(\d+)-(\d*)$/.exec(range ?? "") ?? [];
  if (first === undefined) return [200, content, ETAG];
  return [206, content.subarray(Number(first), last === "" ? undefined : Number(last) + 1), ETAG];
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
  const write = (content) => {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, content);
  };
  const part = inParts(method, searchParams, headers, body, write);
  if (part !== undefined) return part;
  if (method === "PUT") {
    if (!isWhole(headers, body)) return [400, failure("BadDigest")];
    write(body);
    return [200, "", ETAG];
  }
  if (method === "DELETE") {
    rmSync(path, { force: true });
    return [204, ""];
  }
  if (!existsSync(path)) return [404, failure("NoSuchKey")];
  return fetched(readFileSync(path), headers.range);
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
