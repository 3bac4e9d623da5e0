/** Reads one revision of a task definition. Revisions are immutable, so who has read one need not do so again but for its tags. */
import type { Read } from "../../aws/reads.ts";
import { ecsTags } from "../looking.ts";
import { taskDefinitionManifest } from "./manifest.ts";
import type { Revision } from "./revision.ts";
import type { TaskDefinitionSpec } from "./spec.ts";

/** The revision in the normal form of a manifest, and whether it can be used anew: one that was deregistered cannot. */
export async function readRevision(
	read: Read,
	arn: string,
): Promise<{ readonly revision: Revision; readonly isActive: boolean }> {
	const { taskDefinition, tags } = await read("ecs:DescribeTaskDefinition", { taskDefinition: arn, include: ["TAGS"] });
	const { revision = 0, ...spec } = taskDefinition ?? {};
	return {
		revision: {
			arn,
			revision,
			spec: taskDefinitionManifest.normalise({ ...spec, family: taskDefinition?.family ?? "" } as TaskDefinitionSpec),
			tags: ecsTags(tags),
		},
		isActive: taskDefinition?.status === "ACTIVE",
	};
}
