import type { NameRule } from "../../components/core/naming";

const hyphenated = (maxLength: number, source: string): NameRule => ({
  maxLength,
  allowed: /[a-z0-9]/,
  separator: "-",
  lowercase: true,
  source,
});

/** An RDS instance or an Aurora cluster. */
export const DATABASE_NAME = hyphenated(
  63,
  "https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_CreateDBInstance.html",
);

export const CACHE_NAME = hyphenated(
  40,
  "https://docs.aws.amazon.com/AmazonElastiCache/latest/APIReference/API_CreateReplicationGroup.html",
);

export const KAFKA_NAME = hyphenated(64, "https://docs.aws.amazon.com/msk/1.0/apireference/clusters.html");

export const BUCKET_NAME = hyphenated(
  63,
  "https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html",
);

/** Letters keep their case in these. */
const cased = (maxLength: number, source: string): NameRule => ({
  maxLength,
  allowed: /[A-Za-z0-9_-]/,
  separator: "-",
  lowercase: false,
  source,
});

export const STORED_SECRET_NAME = cased(
  512,
  "https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_CreateSecret.html",
);

export const QUEUE_NAME = cased(
  80,
  "https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_CreateQueue.html",
);
