/** Prerequisites named by the registration of a task definition: images, the roles of its tasks, log groups. */
import type { ContainerDefinition } from "@aws-sdk/client-ecs";
import type { Call } from "../../aws/calls.ts";
import type { Prerequisite } from "../../model/prerequisite.ts";
import { logGroupPrerequisite, rolePrerequisite } from "../prerequisites.ts";

/** The prerequisites of a registration; none for other calls. Pure. */
export function taskDefinitionPrerequisites(call: Call): readonly Prerequisite[] {
	if (call.operation !== "ecs:RegisterTaskDefinition") return [];
	const { containerDefinitions = [], taskRoleArn, executionRoleArn } = call.input;
	return [
		...containerDefinitions.flatMap(imageOf),
		...rolePrerequisite(taskRoleArn, "ecs-tasks.amazonaws.com"),
		...rolePrerequisite(executionRoleArn, "ecs-tasks.amazonaws.com"),
		...logGroupsOf(containerDefinitions),
	];
}

/** The log groups that the containers write to. Pure. */
export function logGroupsOf(containers: readonly ContainerDefinition[] = []): readonly Prerequisite[] {
	return containers.flatMap(({ logConfiguration }) => logGroupPrerequisite(logConfiguration));
}

function imageOf({ image, repositoryCredentials }: ContainerDefinition): readonly Prerequisite[] {
	return image ? [{ topic: "images", image, ...(repositoryCredentials ? { isPrivate: true } : {}) }] : [];
}
