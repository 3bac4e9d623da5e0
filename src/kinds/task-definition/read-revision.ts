/** Reads one revision of a task definition. Revisions are immutable, so only its tags need to be read again. */
import { AwsFailure } from "../../aws/failure.ts";
import type { Read } from "../../aws/reads.ts";
import { ecsTags } from "../observing.ts";
import { taskDefinitionManifest } from "./manifest.ts";
import type { Revision } from "./revision.ts";
import type { TaskDefinitionSpec } from "./spec.ts";

/**
 * The revision that an ARN or a family's name resolves to, in the normal form of a manifest, and whether it is active: a
 * deregistered revision cannot be used again.
 */
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
 * The revision that an ARN resolves to, or the newest active one of a named family; undefined where none exists or it was
 * deregistered. Read where a list has no match: an outdated list would lead to a second registration, or make the family
 * count as deleted.
 */
export async function readIfActive(read: Read, arnOrFamily: string): Promise<Revision | undefined> {
	try {
		const { revision, isActive } = await readRevision(read, arnOrFamily);
		return isActive ? revision : undefined;
	} catch (error) {
		// ECS's error for a family without an active revision, and for an unknown family or revision.
		if (error instanceof AwsFailure && error.code === "ClientException") return undefined;
		throw error;
	}
}
