/** Reads one revision of a task definition. Revisions are immutable, so who has read one need not do so again but for its tags. */
import { AwsFailure } from "../../aws/failure.ts";
import type { Read } from "../../aws/reads.ts";
import { ecsTags } from "../looking.ts";
import { taskDefinitionManifest } from "./manifest.ts";
import type { Revision } from "./revision.ts";
import type { TaskDefinitionSpec } from "./spec.ts";

/** The revision that an ARN or a family's name means, in the normal form of a manifest, and whether it can be used anew: one that was deregistered cannot. */
export async function readRevision(
	read: Read,
	arn: string,
): Promise<{ readonly revision: Revision; readonly isActive: boolean }> {
	const { taskDefinition, tags } = await read("ecs:DescribeTaskDefinition", { taskDefinition: arn, include: ["TAGS"] });
	const { revision = 0, ...spec } = taskDefinition ?? {};
	return {
		revision: {
			arn: taskDefinition?.taskDefinitionArn ?? arn,
			revision,
			spec: taskDefinitionManifest.normalise({ ...spec, family: taskDefinition?.family ?? "" } as TaskDefinitionSpec),
			tags: ecsTags(tags),
		},
		isActive: taskDefinition?.status === "ACTIVE",
	};
}

/**
 * The revision that an ARN means, or the newest active one of the family that a name means; undefined where there is none, or it was
 * deregistered. It is asked where a list shows nothing that fits: a list may be behind, and what it lacks would be registered once
 * more, or would count as gone.
 */
export async function readIfActive(read: Read, arnOrFamily: string): Promise<Revision | undefined> {
	try {
		const { revision, isActive } = await readRevision(read, arnOrFamily);
		return isActive ? revision : undefined;
	} catch (error) {
		// So ECS says that a family has no active revision, or that there is no such family or revision.
		if (error instanceof AwsFailure && error.code === "ClientException") return undefined;
		throw error;
	}
}
