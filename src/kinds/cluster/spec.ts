/** The spec of a Cluster manifest: the members of ECS CreateCluster, except tags. */
import type { CreateClusterCommandInput } from "@aws-sdk/client-ecs";

export interface ClusterSpec extends Omit<CreateClusterCommandInput, "tags"> {
	clusterName: string;
}
