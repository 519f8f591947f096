/** Types of DigitalOcean whose objects hold data, or without which data cannot be read or reached. */
export const digitaloceanDataTypes = [
  "digitalocean:index/databaseCluster:DatabaseCluster",
  "digitalocean:index/databaseDb:DatabaseDb",
  "digitalocean:index/databaseKafkaTopic:DatabaseKafkaTopic",
  "digitalocean:index/databaseUser:DatabaseUser",
  "digitalocean:index/domain:Domain",
  "digitalocean:index/spacesBucket:SpacesBucket",
  "digitalocean:index/volume:Volume",
] as const;
