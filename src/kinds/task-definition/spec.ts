/** The spec of a TaskDefinition manifest: the members of ECS RegisterTaskDefinition, except tags. */
import type { RegisterTaskDefinitionCommandInput } from "@aws-sdk/client-ecs";

export interface TaskDefinitionSpec extends Omit<RegisterTaskDefinitionCommandInput, "tags"> {
	family: string;
}
