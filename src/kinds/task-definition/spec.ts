/** What a TaskDefinition manifest says: the members of ECS RegisterTaskDefinition, tags aside. */
import type { RegisterTaskDefinitionCommandInput } from "@aws-sdk/client-ecs";

export interface TaskDefinitionSpec extends Omit<RegisterTaskDefinitionCommandInput, "tags"> {
	family: string;
}
