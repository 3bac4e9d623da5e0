/**
 * Every read evenkeel makes, typed by operation. Kinds get one `Read` function and nothing else of AWS, so that looking can
 * never write.
 */
import type * as Ecs from "@aws-sdk/client-ecs";
import type * as Route53 from "@aws-sdk/client-route-53";
import type * as CloudMap from "@aws-sdk/client-servicediscovery";
import { pages } from "./pages.ts";

/** What each read takes and gives. */
export interface Reads {
	"ecs:DescribeClusters": [Ecs.DescribeClustersCommandInput, Ecs.DescribeClustersCommandOutput];
	"ecs:ListClusters": [Ecs.ListClustersCommandInput, Ecs.ListClustersCommandOutput];
	"ecs:DescribeServices": [Ecs.DescribeServicesCommandInput, Ecs.DescribeServicesCommandOutput];
	"ecs:ListServices": [Ecs.ListServicesCommandInput, Ecs.ListServicesCommandOutput];
	"ecs:DescribeTaskDefinition": [Ecs.DescribeTaskDefinitionCommandInput, Ecs.DescribeTaskDefinitionCommandOutput];
	"ecs:ListTaskDefinitions": [Ecs.ListTaskDefinitionsCommandInput, Ecs.ListTaskDefinitionsCommandOutput];
	"ecs:ListTaskDefinitionFamilies": [
		Ecs.ListTaskDefinitionFamiliesCommandInput,
		Ecs.ListTaskDefinitionFamiliesCommandOutput,
	];
	"ecs:ListTasks": [Ecs.ListTasksCommandInput, Ecs.ListTasksCommandOutput];
	"ecs:ListServiceDeployments": [Ecs.ListServiceDeploymentsCommandInput, Ecs.ListServiceDeploymentsCommandOutput];
	"ecs:DescribeServiceRevisions": [Ecs.DescribeServiceRevisionsCommandInput, Ecs.DescribeServiceRevisionsCommandOutput];
	"ecs:DescribeTasks": [Ecs.DescribeTasksCommandInput, Ecs.DescribeTasksCommandOutput];
	"servicediscovery:ListNamespaces": [CloudMap.ListNamespacesCommandInput, CloudMap.ListNamespacesCommandOutput];
	"servicediscovery:GetNamespace": [CloudMap.GetNamespaceCommandInput, CloudMap.GetNamespaceCommandOutput];
	"servicediscovery:ListServices": [CloudMap.ListServicesCommandInput, CloudMap.ListServicesCommandOutput];
	"servicediscovery:GetService": [CloudMap.GetServiceCommandInput, CloudMap.GetServiceCommandOutput];
	"servicediscovery:ListInstances": [CloudMap.ListInstancesCommandInput, CloudMap.ListInstancesCommandOutput];
	"servicediscovery:GetInstancesHealthStatus": [
		CloudMap.GetInstancesHealthStatusCommandInput,
		CloudMap.GetInstancesHealthStatusCommandOutput,
	];
	"servicediscovery:GetOperation": [CloudMap.GetOperationCommandInput, CloudMap.GetOperationCommandOutput];
	"servicediscovery:ListOperations": [CloudMap.ListOperationsCommandInput, CloudMap.ListOperationsCommandOutput];
	"servicediscovery:ListTagsForResource": [
		CloudMap.ListTagsForResourceCommandInput,
		CloudMap.ListTagsForResourceCommandOutput,
	];
	"route53:GetHostedZone": [Route53.GetHostedZoneCommandInput, Route53.GetHostedZoneCommandOutput];
	"route53:ListResourceRecordSets": [
		Route53.ListResourceRecordSetsCommandInput,
		Route53.ListResourceRecordSetsCommandOutput,
	];
}

/** The name of an operation that reads. */
export type ReadOperation = keyof Reads;

/** Reads from AWS. Rejects with an `AwsFailure` once the retries of the one retry layer are used up. */
export type Read = <O extends ReadOperation>(operation: O, input: Reads[O][0]) => Promise<Reads[O][1]>;

/**
 * Reads all pages and gives their items in AWS's order. AWS filters after it has cut a page, so an empty page may still
 * carry a token, and only a missing token means the end. Rejects with an `AwsFailure`.
 */
export async function readAll<O extends ReadOperation, Item>(
	read: Read,
	operation: O,
	input: Reads[O][0],
	items: (output: Reads[O][1]) => readonly Item[] | undefined,
): Promise<Item[]> {
	const all: Item[] = [];
	const tokenMember = operation.startsWith("ecs:") ? "nextToken" : "NextToken";
	const list = pages<Reads[O][1], string>(
		operation,
		(token) => read(operation, token === undefined ? input : { ...input, [tokenMember]: token }),
		(output) => (output as { nextToken?: string; NextToken?: string })[tokenMember] || undefined,
	);
	for await (const page of list) for (const item of items(page) ?? []) all.push(item);
	return all;
}

/** Cuts a list into batches of at most `size`, the most that one AWS call takes. */
export function batches<Item>(list: readonly Item[], size: number): Item[][] {
	return Array.from({ length: Math.ceil(list.length / size) }, (_, index) =>
		list.slice(index * size, (index + 1) * size),
	);
}
