/** What a Service manifest says: the members of ECS CreateService, tags and client token aside. */
import type { CreateServiceCommandInput } from "@aws-sdk/client-ecs";

export interface ServiceSpec extends Omit<CreateServiceCommandInput, "tags" | "clientToken"> {
	serviceName: string;
	/** A Cluster manifest's name, or an ARN. */
	cluster: string;
	/** A TaskDefinition manifest's name, or `family:revision`, or an ARN. */
	taskDefinition?: string;
}
