import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Identity } from "./requests";

/** Certificates of a test, made by openssl in a folder that is gone after it. */
export class Certificates {
  private readonly folder = mkdtempSync(join(tmpdir(), "landfall-certificates-"));

  /** What a command says that is run in the folder. */
  tell(command: string): string {
    return execFileSync("bash", ["-euc", command], { cwd: this.folder, stdio: "pipe", encoding: "utf8" });
  }

  run(command: string): void {
    this.tell(command);
  }

  write(name: string, text: string): void {
    writeFileSync(join(this.folder, name), text);
  }

  read(name: string): string {
    return readFileSync(join(this.folder, name), "utf8");
  }

  /** An authority, and a certificate for a client that it issued. */
  authority(name: string): { readonly pem: string; readonly issued: Identity } {
    this.write("client.ext", "basicConstraints=critical,CA:FALSE\nextendedKeyUsage=clientAuth\n");
    const newKey = "-newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes";
    this.run(`openssl req -x509 ${newKey} -subj /CN=edge-authority -keyout ${name}.key -out ${name}.pem
      openssl req ${newKey} -subj /CN=edge -keyout ${name}-client.key -out client.csr
      openssl x509 -req -in client.csr -CA ${name}.pem -CAkey ${name}.key -CAcreateserial -extfile client.ext \
        -out ${name}-client.pem`);
    return {
      pem: this.read(`${name}.pem`),
      issued: { cert: this.read(`${name}-client.pem`), key: this.read(`${name}-client.key`) },
    };
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}
