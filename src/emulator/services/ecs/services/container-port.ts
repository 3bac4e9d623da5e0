/**
 * A rule of both service registries and load balancers: the named container and port must be in the task definition
 * (ECS API reference, ServiceRegistry and LoadBalancer).
 */
import { AwsError } from "../../../aws-error.ts";
import type { RevisionRecord } from "../record-parts.ts";

/** Throws AWS's error for a container or port that the task definition does not have. */
export function checkContainerPort(
	{ containerName, containerPort }: { readonly containerName?: string; readonly containerPort?: number },
	{ definition }: RevisionRecord,
): void {
	if (containerName === undefined && containerPort === undefined) return;
	const container = definition.containerDefinitions?.find(({ name }) => name === containerName);
	if (!container) {
		const text = `The container ${containerName} does not exist in the task definition.`;
		throw new AwsError("InvalidParameterException", text);
	}
	if (container.portMappings?.some((mapping) => mapping.containerPort === containerPort)) return;
	const text = `The container ${containerName} did not have a container port ${containerPort} defined.`;
	throw new AwsError("InvalidParameterException", text);
}
