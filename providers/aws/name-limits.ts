import type { NameLimit, NameLimits } from "../provider";

const DOCS = "https://docs.aws.amazon.com";

/** A name that is the logical one with seven digits more where none is given. */
const auto = (input: string, maxLength: number, pattern: RegExp, page: string): readonly NameLimit[] => [
  { input, maxLength, pattern, autonamed: true, source: `${DOCS}/${page}` },
];
/** A name that is always given. */
const given = (input: string, maxLength: number, pattern: RegExp, page: string): readonly NameLimit[] => [
  { input, maxLength, pattern, source: `${DOCS}/${page}` },
];

const IAM = "IAM/latest/UserGuide/reference_iam-quotas.html";
const ELB = "elasticloadbalancing/latest/APIReference";
const RDS = "AmazonRDS/latest/APIReference";
const CLOUDFRONT = "cloudfront/latest/APIReference";

const IAM_NAME = /^[\w+=,.@-]+$/;
const WORD = /^[A-Za-z0-9_-]+$/;
const HYPHENS = /^[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?$/;
/** Identifiers of databases: no hyphen twice in a row, none at the end. */
const IDENTIFIER = /^[a-z]([a-z0-9]|-(?!-))*[a-z0-9]$/;

/** What AWS takes as names, by type. Of the pages only those of IAM and of Kubernetes were read anew, 2026-11-28. */
export const awsNameLimits: NameLimits = {
  "aws:autoscaling/group:Group": auto(
    "name",
    255,
    /^[ -~]+$/,
    "autoscaling/ec2/APIReference/API_CreateAutoScalingGroup.html",
  ),
  "aws:cloudfront/cachePolicy:CachePolicy": auto("name", 128, WORD, `${CLOUDFRONT}/API_CachePolicyConfig.html`),
  "aws:cloudfront/function:Function": auto("name", 64, WORD, `${CLOUDFRONT}/API_CreateFunction.html`),
  "aws:cloudfront/originAccessControl:OriginAccessControl": auto(
    "name",
    64,
    WORD,
    `${CLOUDFRONT}/API_OriginAccessControlConfig.html`,
  ),
  "aws:cloudwatch/dashboard:Dashboard": given(
    "dashboardName",
    255,
    WORD,
    "AmazonCloudWatch/latest/APIReference/API_PutDashboard.html",
  ),
  "aws:cloudwatch/logDeliverySource:LogDeliverySource": auto(
    "name",
    60,
    WORD,
    "AmazonCloudWatchLogs/latest/APIReference/API_PutDeliverySource.html",
  ),
  "aws:cloudwatch/logDeliveryDestination:LogDeliveryDestination": auto(
    "name",
    60,
    WORD,
    "AmazonCloudWatchLogs/latest/APIReference/API_PutDeliveryDestination.html",
  ),
  "aws:cloudwatch/logGroup:LogGroup": auto(
    "name",
    512,
    /^[.\-_/#A-Za-z0-9]+$/,
    "AmazonCloudWatchLogs/latest/APIReference/API_CreateLogGroup.html",
  ),
  "aws:cloudwatch/metricAlarm:MetricAlarm": auto(
    "name",
    255,
    /^[ -~]+$/,
    "AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html",
  ),
  "aws:ec2/launchTemplate:LaunchTemplate": auto(
    "name",
    128,
    /^[a-zA-Z0-9()./_-]{3,}$/,
    "AWSEC2/latest/APIReference/API_CreateLaunchTemplate.html",
  ),
  "aws:ec2/managedPrefixList:ManagedPrefixList": auto(
    "name",
    255,
    /^(?!com\.amazonaws)/,
    "AWSEC2/latest/APIReference/API_CreateManagedPrefixList.html",
  ),
  "aws:ec2/securityGroup:SecurityGroup": auto(
    "name",
    255,
    /^(?!sg-)[a-zA-Z0-9 ._\-:/()#,@[\]+=&;{}!$*]+$/,
    "AWSEC2/latest/APIReference/API_CreateSecurityGroup.html",
  ),
  "aws:ecs/cluster:Cluster": auto("name", 255, WORD, "AmazonECS/latest/APIReference/API_CreateCluster.html"),
  "aws:ecs/service:Service": auto("name", 255, WORD, "AmazonECS/latest/APIReference/API_CreateService.html"),
  "aws:ecs/taskDefinition:TaskDefinition": given(
    "family",
    255,
    WORD,
    "AmazonECS/latest/APIReference/API_RegisterTaskDefinition.html",
  ),
  "aws:eks/cluster:Cluster": auto(
    "name",
    100,
    /^[0-9A-Za-z][A-Za-z0-9_-]*$/,
    "eks/latest/APIReference/API_CreateCluster.html",
  ),
  "aws:elasticache/parameterGroup:ParameterGroup": auto(
    "name",
    255,
    IDENTIFIER,
    "AmazonElastiCache/latest/APIReference/API_CreateCacheParameterGroup.html",
  ),
  "aws:elasticache/replicationGroup:ReplicationGroup": auto(
    "replicationGroupId",
    40,
    IDENTIFIER,
    "AmazonElastiCache/latest/APIReference/API_CreateReplicationGroup.html",
  ),
  "aws:elasticache/subnetGroup:SubnetGroup": auto(
    "name",
    255,
    HYPHENS,
    "AmazonElastiCache/latest/APIReference/API_CreateCacheSubnetGroup.html",
  ),
  "aws:iam/instanceProfile:InstanceProfile": auto("name", 128, IAM_NAME, IAM),
  "aws:iam/role:Role": auto("name", 64, IAM_NAME, IAM),
  "aws:iam/rolePolicy:RolePolicy": auto("name", 128, IAM_NAME, "IAM/latest/APIReference/API_PutRolePolicy.html"),
  "aws:iam/user:User": auto("name", 64, IAM_NAME, IAM),
  "aws:iam/userPolicy:UserPolicy": auto("name", 128, IAM_NAME, "IAM/latest/APIReference/API_PutUserPolicy.html"),
  "aws:lb/loadBalancer:LoadBalancer": auto("name", 32, HYPHENS, `${ELB}/API_CreateLoadBalancer.html`),
  "aws:lb/targetGroup:TargetGroup": auto("name", 32, HYPHENS, `${ELB}/API_CreateTargetGroup.html`),
  "aws:msk/cluster:Cluster": auto("clusterName", 64, /^[A-Za-z0-9-]+$/, "msk/1.0/apireference/clusters.html"),
  "aws:rds/cluster:Cluster": [
    ...auto("clusterIdentifier", 63, IDENTIFIER, `${RDS}/API_CreateDBCluster.html`),
    ...given("databaseName", 63, /^[A-Za-z_][A-Za-z0-9_]*$/, `${RDS}/API_CreateDBCluster.html`),
  ],
  "aws:rds/clusterInstance:ClusterInstance": auto("identifier", 63, IDENTIFIER, `${RDS}/API_CreateDBInstance.html`),
  "aws:rds/clusterParameterGroup:ClusterParameterGroup": auto(
    "name",
    255,
    IDENTIFIER,
    `${RDS}/API_CreateDBClusterParameterGroup.html`,
  ),
  "aws:rds/instance:Instance": [
    ...auto("identifier", 63, IDENTIFIER, `${RDS}/API_CreateDBInstance.html`),
    ...given("dbName", 63, /^[A-Za-z_][A-Za-z0-9_]*$/, `${RDS}/API_CreateDBInstance.html`),
  ],
  "aws:rds/parameterGroup:ParameterGroup": auto("name", 255, IDENTIFIER, `${RDS}/API_CreateDBParameterGroup.html`),
  "aws:rds/subnetGroup:SubnetGroup": auto("name", 255, /^[a-z0-9. _-]+$/, `${RDS}/API_CreateDBSubnetGroup.html`),
  "aws:route53/keySigningKey:KeySigningKey": auto(
    "name",
    128,
    /^[A-Za-z0-9_]{3,}$/,
    "Route53/latest/APIReference/API_CreateKeySigningKey.html",
  ),
  "aws:s3/bucket:Bucket": auto(
    "bucket",
    63,
    /^(?!xn--|sthree-)[a-z0-9][a-z0-9.-]+[a-z0-9]$/,
    "AmazonS3/latest/userguide/bucketnamingrules.html",
  ),
  "aws:scheduler/schedule:Schedule": auto(
    "name",
    64,
    /^[0-9a-zA-Z._-]+$/,
    "scheduler/latest/APIReference/API_CreateSchedule.html",
  ),
  "aws:secretsmanager/secret:Secret": auto(
    "name",
    512,
    /^[A-Za-z0-9/_+=.@-]+$/,
    "secretsmanager/latest/apireference/API_CreateSecret.html",
  ),
  "aws:servicediscovery/httpNamespace:HttpNamespace": auto(
    "name",
    1024,
    /^[!-~]+$/,
    "cloud-map/latest/api/API_CreateHttpNamespace.html",
  ),
  "aws:sfn/stateMachine:StateMachine": auto(
    "name",
    80,
    WORD,
    "step-functions/latest/apireference/API_CreateStateMachine.html",
  ),
  "aws:sns/topic:Topic": auto("name", 256, WORD, "sns/latest/api/API_CreateTopic.html"),
  "aws:sqs/queue:Queue": auto("name", 80, WORD, "AWSSimpleQueueService/latest/APIReference/API_CreateQueue.html"),
  "aws:ssm/document:Document": auto(
    "name",
    128,
    /^[a-zA-Z0-9_.-]{3,}$/,
    "systems-manager/latest/APIReference/API_CreateDocument.html",
  ),
  "aws:ssm/parameter:Parameter": auto(
    "name",
    1011,
    /^\/?(?!aws|ssm)[a-zA-Z0-9_./-]+$/,
    "systems-manager/latest/userguide/sysman-paramstore-su-create.html",
  ),
  "aws:wafv2/ipSet:IpSet": auto("name", 128, WORD, "waf/latest/APIReference/API_CreateIPSet.html"),
  "aws:wafv2/ruleGroup:RuleGroup": auto("name", 128, WORD, "waf/latest/APIReference/API_CreateRuleGroup.html"),
  "aws:wafv2/webAcl:WebAcl": auto("name", 128, WORD, "waf/latest/APIReference/API_CreateWebACL.html"),
};
