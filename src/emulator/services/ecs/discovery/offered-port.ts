/**
 * Resolves a service's Service Connect port: a named port of the task definition, under a discovery name of the
 * namespace (ECS API reference, ServiceConnectService).
 */
import type { PortMapping, ServiceConnectService } from "@aws-sdk/client-ecs";
import { AwsError } from "../../../aws-error.ts";
import type { RevisionRecord } from "../record-parts.ts";

/** The name of the Cloud Map service of an endpoint; the port's name by default. */
export function discoveryNameOf({ discoveryName, portName = "" }: ServiceConnectService): string {
	return discoveryName ?? portName;
}

/** The port mapping of an endpoint, with its container. Throws AWS's error if there is none. */
export function namedPort(
	{ portName }: ServiceConnectService,
	{ definition }: RevisionRecord,
): { readonly containerName: string; readonly mapping: PortMapping } {
	for (const { name = "", portMappings = [] } of definition.containerDefinitions ?? []) {
		const mapping = portMappings.find((one) => one.name === portName);
		if (mapping) return { containerName: name, mapping };
	}
	const text = `Service Connect portName '${portName}' is not the name of a port mapping in the task definition.`;
	throw new AwsError("InvalidParameterException", text);
}
