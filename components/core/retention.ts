/** Days that a cloud keeps logs: a year, as CIS and the AWS security standards ask for; less where it keeps none so long. */
export const LOG_RETENTION_DAYS = 365;
