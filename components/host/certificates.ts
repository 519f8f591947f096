import { CONFIG_DIRECTORY, type HostFile, type HostWeb } from "./host";
import { bareWord, lines, shellWord } from "./text";

const DIRECTORY = `${CONFIG_DIRECTORY}/tls`;
export const TLS_CERTIFICATE = `${DIRECTORY}/fullchain.pem`;
export const TLS_KEY = `${DIRECTORY}/privkey.pem`;
/** Where the certificate authority looks for its proof. */
export const WEBROOT = "/var/www/letsencrypt";

const CERTBOT = "certbot certonly --webroot";

function selfSigned(hostname: string | undefined): string[] {
  const names = hostname === undefined ? "" : ` -addext ${shellWord(`subjectAltName=DNS:${bareWord(hostname)}`)}`;
  return [
    `install --directory --mode=0700 ${DIRECTORY}`,
    `install --directory --mode=0755 ${WEBROOT}`,
    `if [ ! -e ${TLS_CERTIFICATE} ]; then`,
    "  openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 825 -subj /CN=landfall \\",
    `    -keyout ${TLS_KEY} -out ${TLS_CERTIFICATE}${names}`,
    "fi",
  ];
}

function issued(hostname: string, email: string | undefined): string[] {
  const contact = email === undefined ? "--register-unsafely-without-email" : `--email ${shellWord(email)}`;
  const live = `/etc/letsencrypt/live/${bareWord(hostname)}`;
  return [
    'if [ "${1:-}" = self-signed ]; then exit; fi',
    `${CERTBOT} --webroot-path ${WEBROOT} --domain ${shellWord(hostname)} --cert-name ${shellWord(hostname)} \\`,
    `  --non-interactive --agree-tos --keep-until-expiring ${contact}`,
    `ln --symbolic --force ${live}/fullchain.pem ${TLS_CERTIFICATE}`,
    `ln --symbolic --force ${live}/privkey.pem ${TLS_KEY}`,
    "nginx -t",
    "systemctl reload nginx",
  ];
}

const UNIT = lines(
  "[Unit]",
  "Description=Certificate of the hostname",
  "After=nginx.service network-online.target",
  "",
  "[Service]",
  "Type=oneshot",
  "ExecStart=/usr/local/sbin/landfall-certificate",
);

/** Every two hours: the authority refuses a name after five failures an hour, and DNS may follow the machine late. */
const TIMER = lines(
  "[Unit]",
  "Description=Certificate of the hostname",
  "",
  "[Timer]",
  "OnActiveSec=3min",
  "OnUnitActiveSec=2h",
  "RandomizedDelaySec=60",
  "",
  "[Install]",
  "WantedBy=timers.target",
);

/**
 * The certificate: self-signed from the first minute, so that nginx always starts; from Let's Encrypt as soon as the
 * hostname leads to the machine, and renewed.
 */
export function certificateFiles({ hostname, email }: HostWeb): HostFile[] {
  const script = lines(
    "#!/bin/bash",
    "# Puts a certificate in place; run again, it only does what is missing.",
    "set -euo pipefail",
    selfSigned(hostname),
    hostname === undefined ? [] : issued(hostname, email),
  );
  const files: HostFile[] = [{ path: "/usr/local/sbin/landfall-certificate", content: script, mode: "0755" }];
  if (hostname === undefined) return files;
  return [
    ...files,
    { path: "/etc/systemd/system/landfall-certificate.service", content: UNIT },
    { path: "/etc/systemd/system/landfall-certificate.timer", content: TIMER },
    {
      path: "/etc/letsencrypt/renewal-hooks/deploy/landfall",
      content: lines("#!/bin/sh", "systemctl reload nginx"),
      mode: "0755",
    },
  ];
}
