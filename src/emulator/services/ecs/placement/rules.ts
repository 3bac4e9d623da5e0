/**
 * Validates placement constraints and strategies (ECS API reference, PlacementConstraint, PlacementStrategy and
 * TaskDefinitionPlacementConstraint). The rules are the same for services and standalone tasks, whose constraints count
 * together with the task definition's. Texts are the emulator's own unless a source is named.
 */
import type { PlacementConstraint, PlacementStrategy } from "@aws-sdk/client-ecs";
import { AwsError } from "../../../aws-error.ts";
import type { RevisionRecord } from "../record-parts.ts";
import { parseExpression } from "./expressions.ts";
import { needsPlace } from "./placement.ts";

const maximumConstraints = 10;
const maximumStrategies = 5;

/** Throws AWS's InvalidParameterException for invalid placement of a service or of standalone tasks. */
export function checkPlacement(
	asked: Parameters<typeof needsPlace>[0] & {
		readonly placementConstraints?: readonly PlacementConstraint[] | undefined;
		readonly placementStrategy?: readonly PlacementStrategy[] | undefined;
	},
	{ definition }: RevisionRecord,
): void {
	const constraints = asked.placementConstraints ?? [];
	const strategy = asked.placementStrategy ?? [];
	if (!needsPlace(asked)) {
		if (constraints.length > 0) throw refusal("Placement constraints are not supported with FARGATE launch type.");
		if (strategy.length > 0) throw refusal("Placement strategies are not supported with FARGATE launch type.");
	}
	if (constraints.length + (definition.placementConstraints?.length ?? 0) > maximumConstraints) {
		throw refusal(`placementConstraints can have at most ${maximumConstraints} items.`);
	}
	if (strategy.length > maximumStrategies) {
		throw refusal(`placementStrategy can have at most ${maximumStrategies} items.`);
	}
	for (const constraint of constraints) checkConstraint(constraint);
	for (const rule of strategy) checkStrategy(rule);
}

/** Throws AWS's ClientException for invalid constraints of a task definition, which support only `memberOf`. */
export function checkDefinitionConstraints(constraints: readonly { type?: string; expression?: string }[]): void {
	const strange = constraints.find(({ type }) => type !== "memberOf");
	// Reported by users who gave a task definition the constraint of a service.
	if (strange) throw new AwsError("ClientException", `constraint.type '${strange.type}' is not supported.`);
	if (constraints.length > maximumConstraints) {
		throw new AwsError("ClientException", `placementConstraints can have at most ${maximumConstraints} items.`);
	}
	for (const { expression = "" } of constraints) parseExpression(expression);
}

function checkConstraint({ type, expression }: PlacementConstraint): void {
	if (type === "distinctInstance") {
		// Reported by Terraform users, also for an empty expression.
		if (expression !== undefined) throw refusal("distinctInstance expression should not be specified.");
		return;
	}
	if (type !== "memberOf") throw refusal(`constraint.type '${type}' is not supported.`);
	parseExpression(expression ?? "");
}

function checkStrategy({ type, field = "" }: PlacementStrategy): void {
	const fits =
		type === "random" ||
		(type === "binpack" && /^(cpu|memory)$/i.test(field)) ||
		(type === "spread" && /^(instanceId|host|attribute:.+)$/.test(field));
	if (!fits) throw refusal(`The placement strategy ${type} does not take the field '${field}'.`);
}

function refusal(text: string): AwsError {
	return new AwsError("InvalidParameterException", text);
}
