/** What a Cluster manifest says: the members of ECS CreateCluster, tags aside. */
import type { CreateClusterCommandInput } from "@aws-sdk/client-ecs";

export interface ClusterSpec extends Omit<CreateClusterCommandInput, "tags"> {
	clusterName: string;
}
