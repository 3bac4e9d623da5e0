/** Reading clusters: by name or ARN, a hundred at once (ECS API reference, DescribeClusters). */
import type { DescribeClustersRequest, DescribeClustersResponse, Failure } from "@aws-sdk/client-ecs";
import { AwsError } from "../../../aws-error.ts";
import { arnOf, nameOf } from "../identifiers.ts";
import type { EcsState } from "../state.ts";
import { viewCluster } from "./view.ts";

/** DescribeClusters. */
export function describeClusters(state: EcsState, input: DescribeClustersRequest): DescribeClustersResponse {
	const references = input.clusters?.length ? input.clusters : ["default"];
	if (references.length > 100) {
		throw new AwsError("InvalidParameterException", "Clusters cannot have more than 100 elements.");
	}
	const failures: Failure[] = [];
	const clusters = references.flatMap((reference) => {
		const cluster = state.clusters.get(nameOf(reference));
		if (cluster) return [viewCluster(state, cluster, input.include)];
		failures.push({ arn: arnOf(state.context, `cluster/${nameOf(reference)}`), reason: "MISSING" });
		return [];
	});
	return { clusters, failures };
}
