/**
 * What ECS refuses of placement constraints and strategies (ECS API reference, PlacementConstraint, PlacementStrategy and
 * TaskDefinitionPlacementConstraint). The same holds for services, standalone tasks and task definitions, whose constraints
 * count together. Texts are the emulator's own where no other source is named.
 */
import type { PlacementConstraint, PlacementStrategy } from "@aws-sdk/client-ecs";
import { AwsError } from "../../../aws-error.ts";
import type { RevisionRecord } from "../record-parts.ts";
import { parseExpression } from "./expressions.ts";
import { needsPlace } from "./placement.ts";

const maximumConstraints = 10;
const maximumStrategies = 5;

/** Throws AWS's refusal (InvalidParameterException) of where the tasks of a service, or standalone ones, are to go. */
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

/** Throws AWS's refusal (ClientException) of the constraints of a task definition, which can only choose instances. */
export function checkDefinitionConstraints(constraints: readonly { type?: string; expression?: string }[]): void {
	const strange = constraints.find(({ type }) => type !== "memberOf");
	// Seen by people who gave a task definition the constraint of a service.
	if (strange) throw new AwsError("ClientException", `constraint.type '${strange.type}' is not supported.`);
	if (constraints.length > maximumConstraints) {
		throw new AwsError("ClientException", `placementConstraints can have at most ${maximumConstraints} items.`);
	}
	for (const { expression = "" } of constraints) parseExpression(expression);
}

function checkConstraint({ type, expression }: PlacementConstraint): void {
	if (type === "distinctInstance") {
		// Terraform's users got this refusal for an empty expression, too.
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
