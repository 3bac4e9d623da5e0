/** The AWS tags that are evenkeel's own. Nobody else's tags are ever touched. */

/** The id of the installation that a resource belongs to. */
export const ownerTag = "evenkeel:owner";
/** The identity, or its hash: a tag that was copied to another resource makes that one nobody's. */
export const identityTag = "evenkeel:identity";
/** The format of these tags. */
export const formatTag = "evenkeel:format";
/** Mirrors `policy.onDelete`, since it must still be known when the manifest is gone. */
export const onDeleteTag = "evenkeel:on-delete";
/** On a task definition revision: the hash of the content that it was registered with. */
export const contentTag = "evenkeel:content";
/** On a service: the hash of `policy.redeploy` and the deployment that was to be replaced because of it. */
export const redeployTag = "evenkeel:redeploy";
/** On a resource that a person has suspended: until when, as an ISO 8601 time, and why, with a space between them. */
export const suspendedTag = "evenkeel:suspended";

/** AWS's own: on what ECS has made by itself, such as the registries of Service Connect, and takes away again by itself. */
export const madeByEcsTag = "AmazonECSManaged";
