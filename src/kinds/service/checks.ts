/**
 * Checks of Service manifests that a schema cannot express; checks of registries, Service Connect and deployments are in
 * separate files.
 */

import type { Check } from "../../model/manifest-rules.ts";
import { errorHere, type Problem } from "../../model/problem.ts";
import { referred, tagChecks } from "../checking.ts";
import { strategyProblems } from "../strategy-checks.ts";
import type { TaskDefinitionSpec } from "../task-definition/spec.ts";
import { serviceConnectChecks } from "./connect-checks.ts";
import { countPolicy } from "./count-checks.ts";
import { deploymentChecks } from "./deployment-checks.ts";
import type {} from "./problems.ts";
import { registryUseChecks } from "./registry-checks.ts";
import type { ServiceSpec } from "./spec.ts";

const taskDefinition: Check<ServiceSpec> = ({ resource: { spec }, others, at }) => {
	if (spec.taskDefinition === undefined) {
		if ((spec.deploymentController?.type ?? "ECS") !== "ECS") return [];
		return [errorHere(at("cluster"), "missing-task-definition")];
	}
	const definition = referred<TaskDefinitionSpec>(others, "TaskDefinition", spec.taskDefinition);
	if (!definition) return [];
	if (spec.launchType === "FARGATE" && !definition.spec.requiresCompatibilities?.includes("FARGATE")) {
		return [errorHere(at("launchType"), "not-for-fargate", { taskDefinition: definition.place })];
	}
	if (spec.enableExecuteCommand && !definition.spec.taskRoleArn) {
		return [errorHere(at("enableExecuteCommand"), "missing-task-role", { taskDefinition: definition.place })];
	}
	return [];
};

/** Only tasks in awsvpc mode have a network interface, and therefore a network configuration. */
const network: Check<ServiceSpec> = ({ resource: { spec }, others, at }) => {
	const mode = referred<TaskDefinitionSpec>(others, "TaskDefinition", spec.taskDefinition)?.spec.networkMode;
	const problems: Problem[] = [];
	if (mode === "awsvpc" && !spec.networkConfiguration?.awsvpcConfiguration) {
		problems.push(errorHere(at("taskDefinition"), "missing-network"));
	}
	if (mode !== undefined && mode !== "awsvpc" && spec.networkConfiguration?.awsvpcConfiguration) {
		problems.push(errorHere(at("networkConfiguration"), "network-not-awsvpc", { networkMode: mode }));
	}
	if (spec.launchType === "EC2" && spec.networkConfiguration?.awsvpcConfiguration?.assignPublicIp === "ENABLED") {
		problems.push(errorHere(at("networkConfiguration.awsvpcConfiguration.assignPublicIp"), "public-address-on-ec2"));
	}
	return problems;
};

/** Checks the fields that determine where tasks run; each of them excludes another. */
const launch: Check<ServiceSpec> = ({ resource: { spec }, at }) => {
	const problems: Problem[] = [];
	const fargate = spec.launchType === "FARGATE";
	const daemon = spec.schedulingStrategy === "DAEMON";
	const placed = spec.placementConstraints?.length ? "placementConstraints" : "placementStrategy";
	if (spec.launchType && spec.capacityProviderStrategy?.length) {
		problems.push(errorHere(at("launchType"), "launch-type-and-strategy"));
	}
	if (fargate && (spec.placementConstraints?.length || spec.placementStrategy?.length)) {
		problems.push(errorHere(at(placed), "fargate-without-placement"));
	}
	if (spec.launchType === "EC2" && spec.platformVersion) {
		problems.push(errorHere(at("platformVersion"), "platform-version-on-ec2"));
	}
	if (daemon && spec.desiredCount !== undefined) {
		problems.push(errorHere(at("desiredCount"), "daemon-desired-count", { field: "desiredCount" }));
	}
	if (daemon && (fargate || spec.placementStrategy?.length)) {
		problems.push(errorHere(at("schedulingStrategy"), "daemon-placement"));
	}
	return problems;
};

const strategy: Check<ServiceSpec> = ({ resource: { spec }, at }) =>
	strategyProblems(spec.capacityProviderStrategy, "capacityProviderStrategy", at);

/** A volume configured in the service must be marked as configured at launch in its task definition. */
const launchVolumes: Check<ServiceSpec> = ({ resource: { spec }, others, at }) => {
	const definition = referred<TaskDefinitionSpec>(others, "TaskDefinition", spec.taskDefinition);
	if (!definition) return [];
	const volumes = (definition.spec.volumes ?? []).filter(({ configuredAtLaunch }) => configuredAtLaunch);
	const open = new Set(volumes.map(({ name }) => name));
	return (spec.volumeConfigurations ?? [])
		.filter(({ name }) => !open.has(name))
		.map(({ name }) =>
			errorHere(at(`volumeConfigurations.${name}`), "volume-not-open", {
				volume: name ?? "",
				taskDefinition: definition.place,
			}),
		);
};

const loadBalancers: Check<ServiceSpec> = ({ resource: { spec }, others, at }) => {
	const definition = referred<TaskDefinitionSpec>(others, "TaskDefinition", spec.taskDefinition);
	if (!definition) return [];
	const ports = new Set(
		(definition.spec.containerDefinitions ?? []).flatMap(({ name, portMappings }) =>
			(portMappings ?? []).map(({ containerPort }) => `${name}:${containerPort}`),
		),
	);
	return (spec.loadBalancers ?? [])
		.filter(({ containerName, containerPort }) => !ports.has(`${containerName}:${containerPort}`))
		.map(({ containerName }) =>
			errorHere(at(`loadBalancers.${containerName}`), "unknown-container-port", { taskDefinition: definition.place }),
		);
};

/** ECS rejects a health check grace period without a health check. */
const gracePeriod: Check<ServiceSpec> = ({ resource: { spec }, others, at }) => {
	const definition = referred<TaskDefinitionSpec>(others, "TaskDefinition", spec.taskDefinition);
	if (!definition || !spec.healthCheckGracePeriodSeconds) return [];
	const isChecked =
		spec.loadBalancers?.length ||
		spec.vpcLatticeConfigurations?.length ||
		definition.spec.containerDefinitions?.some(({ healthCheck }) => healthCheck);
	if (isChecked) return [];
	return [
		errorHere(at("healthCheckGracePeriodSeconds"), "grace-period-without-check", { taskDefinition: definition.place }),
	];
};

/** ECS returns these fields in no response, so they cannot be compared and every reconcile would send them again. */
const unseen: Check<ServiceSpec> = ({ resource: { spec }, at }) =>
	(["gatewayConnectors", "monitoring"] as const)
		.filter((field) => spec[field] !== undefined)
		.map((field) => errorHere(at(field), "field-not-shown", { field }));

export const serviceChecks: readonly Check<ServiceSpec>[] = [
	tagChecks("tags"),
	taskDefinition,
	network,
	launch,
	...deploymentChecks,
	strategy,
	launchVolumes,
	loadBalancers,
	gracePeriod,
	unseen,
	countPolicy,
	...registryUseChecks,
	...serviceConnectChecks,
];
