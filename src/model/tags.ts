/** evenkeel's own AWS tags. It changes no tags of other owners. */

/** The id of the installation that owns a resource. */
export const ownerTag = "evenkeel:owner";
/** The identity, or its hash: a copied tag grants no ownership of another resource. */
export const identityTag = "evenkeel:identity";
/** The format of these tags. */
export const formatTag = "evenkeel:format";
/** Mirrors `policy.onDelete`, which must be known after the manifest is removed. */
export const onDeleteTag = "evenkeel:on-delete";
/** On a task definition revision: the hash of the content that it was registered with. */
export const contentTag = "evenkeel:content";
/** On a service: the hash of `policy.redeploy` and the deployment that it was to replace. */
export const redeployTag = "evenkeel:redeploy";
/** On a suspended resource: the end as an ISO 8601 time and the reason, separated by a space. */
export const suspendedTag = "evenkeel:suspended";

/** AWS's own: on resources that ECS creates and deletes automatically, such as the registries of Service Connect. */
export const madeByEcsTag = "AmazonECSManaged";
