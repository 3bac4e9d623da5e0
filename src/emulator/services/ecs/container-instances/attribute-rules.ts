/**
 * Validates attributes of container instances (ECS API reference, Attribute and PutAttributes). The texts are the
 * emulator's own.
 */
import type { Attribute } from "@aws-sdk/client-ecs";
import { AwsError } from "../../../aws-error.ts";
import type { InstanceRecord } from "../records.ts";

/** The maximum per call, and the maximum of custom attributes per instance. */
const maximumAttributes = 10;
const name = /^[A-Za-z0-9_./\\-]{1,128}$/;
const value = /^(?! )[A-Za-z0-9_.@/\\: -]{1,128}(?<! )$/;
/** Attributes that agents and ECS set. */
const builtIn = /^(ecs|com\.amazonaws\.ecs)\./;

/** Throws AWS's error for an attribute whose name or value has an invalid length or characters. */
export function checkAttribute(attribute: Attribute): void {
	if (!name.test(attribute.name ?? "")) throw refusal(`Invalid attribute name: ${attribute.name}`);
	if (attribute.value === undefined || value.test(attribute.value)) return;
	throw refusal(`Invalid attribute value: ${attribute.value}`);
}

/** Throws AWS's error for invalid targets of PutAttributes and DeleteAttributes. */
export function checkTargets(attributes: readonly Attribute[]): void {
	if (attributes.length > maximumAttributes) {
		throw refusal(`Attributes cannot have more than ${maximumAttributes} elements.`);
	}
	for (const { targetId = "", targetType } of attributes) {
		checkTargetType(targetType);
		if (targetType || targetId.startsWith("arn:")) continue;
		throw refusal("A targetType is required with the short ID of a target.");
	}
}

/** Throws AWS's error for a target that is not a container instance: nothing else has attributes. */
export function checkTargetType(targetType: string | undefined): void {
	if (targetType === undefined || targetType === "container-instance") return;
	throw refusal(`Invalid targetType: ${targetType}`);
}

/** Throws AWS's error if `instance` would have too many custom attributes. */
export function checkAttributeLimit(instance: InstanceRecord, added: readonly Attribute[]): void {
	const names = new Set([...instance.attributes.keys(), ...added.map((attribute) => attribute.name ?? "")]);
	if ([...names].filter((known) => !builtIn.test(known)).length <= maximumAttributes) return;
	throw new AwsError(
		"AttributeLimitExceededException",
		`A container instance can have at most ${maximumAttributes} custom attributes.`,
	);
}

function refusal(text: string): AwsError {
	return new AwsError("InvalidParameterException", text);
}
