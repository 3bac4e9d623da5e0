/** Checks of Service manifests that a schema cannot say; those of discovery and of Service Connect have files of their own. */

import type { Problem } from "../../model/manifest.ts";
import type { Check } from "../../model/manifest-rules.ts";
import { errorHere, placeText, referred, tagChecks } from "../checking.ts";
import { strategyProblems } from "../strategy-checks.ts";
import type { TaskDefinitionSpec } from "../task-definition/spec.ts";
import { serviceConnectChecks } from "./connect-checks.ts";
import { countPolicy } from "./count-checks.ts";
import { deploymentChecks } from "./deployment-checks.ts";
import { registryUseChecks } from "./registry-checks.ts";
import type { ServiceSpec } from "./spec.ts";

const taskDefinition: Check<ServiceSpec> = ({ resource: { spec }, others, at }) => {
	if (spec.taskDefinition === undefined) {
		if ((spec.deploymentController?.type ?? "ECS") !== "ECS") return [];
		const sentence = "Write taskDefinition: the name of a TaskDefinition manifest, or family:revision.";
		return [errorHere(at("cluster"), "missing-task-definition", sentence)];
	}
	const definition = referred<TaskDefinitionSpec>(others, "TaskDefinition", spec.taskDefinition);
	if (!definition) return [];
	const where = placeText(definition.place);
	if (spec.launchType === "FARGATE" && !definition.spec.requiresCompatibilities?.includes("FARGATE")) {
		const sentence = `The task definition (${where}) is not made for Fargate: write requiresCompatibilities: [FARGATE] there.`;
		return [errorHere(at("launchType"), "not-for-fargate", sentence)];
	}
	if (spec.enableExecuteCommand && !definition.spec.taskRoleArn) {
		const sentence = `Execute command needs a task role: write taskRoleArn in the task definition (${where}).`;
		return [errorHere(at("enableExecuteCommand"), "missing-task-role", sentence)];
	}
	return [];
};

/** Only tasks with an interface of their own have a network of their own. */
const network: Check<ServiceSpec> = ({ resource: { spec }, others, at }) => {
	const mode = referred<TaskDefinitionSpec>(others, "TaskDefinition", spec.taskDefinition)?.spec.networkMode;
	const problems: Problem[] = [];
	if (mode === "awsvpc" && !spec.networkConfiguration?.awsvpcConfiguration) {
		const sentence = "Tasks in awsvpc mode need networkConfiguration.awsvpcConfiguration with at least one subnet.";
		problems.push(errorHere(at("taskDefinition"), "missing-network", sentence));
	}
	if (mode !== undefined && mode !== "awsvpc" && spec.networkConfiguration?.awsvpcConfiguration) {
		const sentence = `Tasks in ${mode} mode use the instance's network. Leave networkConfiguration out, or use awsvpc mode.`;
		problems.push(errorHere(at("networkConfiguration"), "network-not-awsvpc", sentence));
	}
	if (spec.launchType === "EC2" && spec.networkConfiguration?.awsvpcConfiguration?.assignPublicIp === "ENABLED") {
		const sentence = "Only Fargate gives tasks public addresses. Write assignPublicIp: DISABLED, or leave it out.";
		problems.push(
			errorHere(at("networkConfiguration.awsvpcConfiguration.assignPublicIp"), "public-address-on-ec2", sentence),
		);
	}
	return problems;
};

/** Where tasks run: each of these members excludes some other one. */
const launch: Check<ServiceSpec> = ({ resource: { spec }, at }) => {
	const problems: Problem[] = [];
	const fargate = spec.launchType === "FARGATE";
	const daemon = spec.schedulingStrategy === "DAEMON";
	const placed = spec.placementConstraints?.length ? "placementConstraints" : "placementStrategy";
	if (spec.launchType && spec.capacityProviderStrategy?.length) {
		const sentence = "A service has either launchType or capacityProviderStrategy. Leave one out.";
		problems.push(errorHere(at("launchType"), "launch-type-and-strategy", sentence));
	}
	if (fargate && (spec.placementConstraints?.length || spec.placementStrategy?.length)) {
		const sentence = "Fargate has no instances to place tasks on. Leave placement constraints and strategies out.";
		problems.push(errorHere(at(placed), "fargate-without-placement", sentence));
	}
	if (spec.launchType === "EC2" && spec.platformVersion) {
		const sentence = "Platform versions are Fargate's. Leave platformVersion out for EC2.";
		problems.push(errorHere(at("platformVersion"), "platform-version-on-ec2", sentence));
	}
	if (daemon && spec.desiredCount !== undefined) {
		const sentence = "A daemon runs one task on each instance, so it has no desired count. Leave desiredCount out.";
		problems.push(errorHere(at("desiredCount"), "daemon-desired-count", sentence));
	}
	if (daemon && (fargate || spec.placementStrategy?.length)) {
		const sentence =
			"A daemon runs on container instances, on each of them: neither Fargate nor placement strategies fit.";
		problems.push(errorHere(at("schedulingStrategy"), "daemon-placement", sentence));
	}
	return problems;
};

const strategy: Check<ServiceSpec> = ({ resource: { spec }, at }) =>
	strategyProblems(spec.capacityProviderStrategy, "capacityProviderStrategy", at);

/** A volume that the service configures is one that its task definition leaves open. */
const launchVolumes: Check<ServiceSpec> = ({ resource: { spec }, others, at }) => {
	const definition = referred<TaskDefinitionSpec>(others, "TaskDefinition", spec.taskDefinition);
	if (!definition) return [];
	const volumes = (definition.spec.volumes ?? []).filter(({ configuredAtLaunch }) => configuredAtLaunch);
	const open = new Set(volumes.map(({ name }) => name));
	return (spec.volumeConfigurations ?? [])
		.filter(({ name }) => !open.has(name))
		.map(({ name }) =>
			errorHere(
				at(`volumeConfigurations.${name}`),
				"volume-not-open",
				`The task definition (${placeText(definition.place)}) has no volume ${name} with configuredAtLaunch: true.`,
			),
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
			errorHere(
				at(`loadBalancers.${containerName}`),
				"unknown-container-port",
				`The task definition (${placeText(definition.place)}) maps no such port of such a container.`,
			),
		);
};

/** ECS refuses to wait with a health check that is not there. */
const gracePeriod: Check<ServiceSpec> = ({ resource: { spec }, others, at }) => {
	const definition = referred<TaskDefinitionSpec>(others, "TaskDefinition", spec.taskDefinition);
	if (!definition || !spec.healthCheckGracePeriodSeconds) return [];
	const isChecked =
		spec.loadBalancers?.length ||
		spec.vpcLatticeConfigurations?.length ||
		definition.spec.containerDefinitions?.some(({ healthCheck }) => healthCheck);
	if (isChecked) return [];
	const sentence =
		"A grace period needs a health check to wait with: a load balancer, or a healthCheck of a container in the task " +
		`definition (${placeText(definition.place)}). Leave healthCheckGracePeriodSeconds out.`;
	return [errorHere(at("healthCheckGracePeriodSeconds"), "grace-period-without-check", sentence)];
};

/** What no answer of ECS shows cannot be compared: it would be sent again at every look. */
const unseen: Check<ServiceSpec> = ({ resource: { spec }, at }) =>
	(["gatewayConnectors", "monitoring"] as const)
		.filter((field) => spec[field] !== undefined)
		.map((field) =>
			errorHere(
				at(field),
				"field-not-shown",
				`ECS does not show ${field} in DescribeServices, so nobody can tell whether it is as declared. Leave it out and ` +
					"set it with the aws CLI; what a manifest leaves out is left alone.",
			),
		);

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
