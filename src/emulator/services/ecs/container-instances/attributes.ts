/**
 * Custom attributes of container instances, which placement constraints refer to. A changed attribute can make room for
 * a waiting task, so waiting services are woken.
 */
import type {
	Attribute,
	DeleteAttributesRequest,
	DeleteAttributesResponse,
	ListAttributesRequest,
	ListAttributesResponse,
	PutAttributesRequest,
	PutAttributesResponse,
} from "@aws-sdk/client-ecs";
import { AwsError } from "../../../aws-error.ts";
import { activeCluster } from "../clusters/clusters.ts";
import { nameOf } from "../identifiers.ts";
import { page } from "../paging.ts";
import { wakeWaiting } from "../placement/placement.ts";
import type { ClusterRecord, InstanceRecord } from "../records.ts";
import type { EcsState } from "../state.ts";
import { checkAttribute, checkAttributeLimit, checkTargets, checkTargetType } from "./attribute-rules.ts";

/** PutAttributes, DeleteAttributes and ListAttributes. */
export function attributeOperations(state: EcsState) {
	return {
		PutAttributes: (input: PutAttributesRequest): PutAttributesResponse => {
			const cluster = activeCluster(state, input.cluster);
			const attributes = input.attributes ?? [];
			checkTargets(attributes);
			for (const attribute of attributes) checkAttribute(attribute);
			const targets = attributes.map((attribute) => ({ attribute, instance: target(cluster, attribute) }));
			for (const { instance } of targets) {
				const added = targets.filter((other) => other.instance === instance);
				checkAttributeLimit(
					instance,
					added.map(({ attribute }) => attribute),
				);
			}
			// Either all attributes change or none.
			for (const { attribute, instance } of targets) {
				const { name, value } = attribute;
				instance.attributes.set(name ?? "", value === undefined ? { name } : { name, value });
				instance.version++;
			}
			wakeWaiting(state, cluster);
			return { attributes: targets.map(({ attribute, instance }) => listed(instance, attribute)) };
		},
		DeleteAttributes: (input: DeleteAttributesRequest): DeleteAttributesResponse => {
			const cluster = activeCluster(state, input.cluster);
			checkTargets(input.attributes ?? []);
			const deleted = (input.attributes ?? []).flatMap((attribute) => {
				const instance = target(cluster, attribute);
				const present = instance.attributes.get(attribute.name ?? "");
				const matches = present && (attribute.value === undefined || attribute.value === present.value);
				if (!matches) return [];
				instance.attributes.delete(attribute.name ?? "");
				instance.version++;
				return [listed(instance, present)];
			});
			return { attributes: deleted };
		},
		ListAttributes: (input: ListAttributesRequest): ListAttributesResponse => {
			const cluster = activeCluster(state, input.cluster);
			checkTargetType(input.targetType);
			if (input.attributeValue !== undefined && input.attributeName === undefined) {
				throw new AwsError("InvalidParameterException", "An attributeValue needs an attributeName.");
			}
			const all = [...cluster.instances.values()]
				.flatMap((instance) => [...instance.attributes.values()].map((attribute) => listed(instance, attribute)))
				.filter(({ name }) => input.attributeName === undefined || name === input.attributeName)
				.filter(({ value }) => input.attributeValue === undefined || value === input.attributeValue)
				.map((attribute) => ({ attribute, key: `${attribute.targetId} ${attribute.name}` }))
				.sort((a, b) => (a.key < b.key ? -1 : 1));
			const { items, nextToken } = page(all, ({ key }) => key, input, { list: "attributes", defaultSize: 100 });
			return { attributes: items.map(({ attribute }) => attribute), ...(nextToken && { nextToken }) };
		},
	};
}

function target(cluster: ClusterRecord, attribute: Attribute): InstanceRecord {
	const instance = cluster.instances.get(nameOf(attribute.targetId ?? ""));
	if (instance) return instance;
	throw new AwsError("TargetNotFoundException", "The specified target wasn't found.");
}

function listed(instance: InstanceRecord, { name, value }: Attribute): Attribute {
	return { name, ...(value !== undefined && { value }), targetType: "container-instance", targetId: instance.arn };
}
