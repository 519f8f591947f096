/** Types of Oracle Cloud whose objects hold data, or without which data cannot be read or reached. */
export const ociDataTypes = [
  "oci:Core/volume:Volume",
  "oci:Database/autonomousDatabase:AutonomousDatabase",
  "oci:Dns/zone:Zone",
  "oci:Kms/key:Key",
  "oci:Kms/vault:Vault",
  "oci:ObjectStorage/bucket:Bucket",
  "oci:Psql/dbSystem:DbSystem",
  "oci:Queue/queue:Queue",
  "oci:Redis/redisCluster:RedisCluster",
  "oci:Streaming/stream:Stream",
  "oci:Streaming/streamPool:StreamPool",
  "oci:Vault/secret:Secret",
] as const;
