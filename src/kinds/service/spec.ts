/** The spec of a Service manifest: the members of ECS CreateService, except tags and client token. */
import type { CreateServiceCommandInput } from "@aws-sdk/client-ecs";

export interface ServiceSpec extends Omit<CreateServiceCommandInput, "tags" | "clientToken"> {
	serviceName: string;
	/** A Cluster manifest's name, or an ARN. */
	cluster: string;
	/** A TaskDefinition manifest's name, or `family:revision`, or an ARN. */
	taskDefinition?: string;
}
