import type { NameRule } from "../../components/core/naming";

/** What DigitalOcean takes as the name of a cluster; underscores are refused. */
export const CLUSTER_NAME: NameRule = {
  maxLength: 63,
  allowed: /[a-z0-9]/,
  separator: "-",
  lowercase: true,
  source: "https://docs.digitalocean.com/reference/api/digitalocean/#tag/Databases; the length is unverified",
};

export const SPACE_NAME: NameRule = {
  maxLength: 63,
  allowed: /[a-z0-9]/,
  separator: "-",
  lowercase: true,
  source: "https://docs.digitalocean.com/products/spaces/how-to/create/",
};
