/** The wording of problems of services. */
import { type ProblemWordings, placeText } from "./wording.ts";

export const services: ProblemWordings<
	| "missing-task-definition"
	| "not-for-fargate"
	| "missing-task-role"
	| "missing-network"
	| "network-not-awsvpc"
	| "public-address-on-ec2"
	| "launch-type-and-strategy"
	| "platform-version-on-ec2"
	| "daemon-desired-count"
	| "daemon-placement"
	| "grace-period-without-check"
	| "field-not-shown"
	| "volume-not-open"
	| "unknown-container-port"
> = {
	"missing-task-definition": {
		severity: "error",
		cause: "No `taskDefinition`.",
		message: () => "The service has no task definition.",
		remediation: "Write taskDefinition: the name of a TaskDefinition manifest, or family:revision.",
	},
	"not-for-fargate": {
		severity: "error",
		cause: "The task definition lacks `requiresCompatibilities: [FARGATE]`.",
		message: ({ taskDefinition }) => `The task definition (${placeText(taskDefinition)}) is not made for Fargate.`,
		remediation: "Write requiresCompatibilities: [FARGATE] there.",
	},
	"missing-task-role": {
		severity: "error",
		cause: "Execute command needs `taskRoleArn` in the task definition.",
		message: ({ taskDefinition }) =>
			`Execute command needs a task role, and the task definition (${placeText(taskDefinition)}) has none.`,
		remediation: "Write taskRoleArn there.",
	},
	"missing-network": {
		severity: "error",
		cause: "Tasks in awsvpc mode need subnets.",
		message: () => "Tasks in awsvpc mode need networkConfiguration.awsvpcConfiguration with at least one subnet.",
	},
	"network-not-awsvpc": {
		severity: "error",
		cause: "Subnets, though the tasks use the instance's network.",
		message: ({ networkMode }) => `Tasks in ${networkMode} mode use the instance's network.`,
		remediation: "Remove networkConfiguration, or use awsvpc mode.",
	},
	"public-address-on-ec2": {
		severity: "error",
		cause: "Only Fargate gives tasks public addresses.",
		message: () => "Only Fargate gives tasks public addresses.",
		remediation: "Write assignPublicIp: DISABLED, or remove it.",
	},
	"launch-type-and-strategy": {
		severity: "error",
		cause: "Both `launchType` and `capacityProviderStrategy`.",
		message: () => "A service has either launchType or capacityProviderStrategy.",
		remediation: "Remove one of them.",
	},
	"platform-version-on-ec2": {
		severity: "error",
		cause: "Platform versions are Fargate's.",
		message: () => "Platform versions are Fargate's.",
		remediation: "Remove platformVersion for EC2.",
	},
	"daemon-desired-count": {
		severity: "error",
		cause: "A daemon has no desired count.",
		message: () => "A daemon runs one task on each instance, so it has no desired count.",
		remediation: ({ field }) => `Remove ${field}.`,
	},
	"daemon-placement": {
		severity: "error",
		cause: "A daemon takes neither Fargate nor placement strategies.",
		message: () =>
			"A daemon runs on container instances, on each of them: neither Fargate nor placement strategies fit.",
	},
	"grace-period-without-check": {
		severity: "error",
		cause: "`healthCheckGracePeriodSeconds` without a load balancer and without a container's `healthCheck`.",
		message: ({ taskDefinition }) =>
			"A grace period needs a health check to wait with: a load balancer, or a healthCheck of a container in the task " +
			`definition (${placeText(taskDefinition)}).`,
		remediation: "Remove healthCheckGracePeriodSeconds.",
	},
	"field-not-shown": {
		severity: "error",
		cause: "AWS never shows this field again, so it cannot be kept as declared.",
		message: ({ field }) =>
			`ECS does not show ${field} in DescribeServices, so whether it is as declared is never known.`,
		remediation: "Remove it and set it with the aws CLI; evenkeel ignores fields that a manifest does not contain.",
	},
	"volume-not-open": {
		severity: "error",
		cause: "`volumeConfigurations` names no volume of the task definition with `configuredAtLaunch`.",
		message: ({ volume, taskDefinition }) =>
			`The task definition (${placeText(taskDefinition)}) has no volume ${volume} with configuredAtLaunch: true.`,
	},
	"unknown-container-port": {
		severity: "error",
		cause: "The task definition maps no such port of such a container.",
		message: ({ container, taskDefinition }) =>
			`The task definition (${placeText(taskDefinition)}) maps no such port of ${container ?? "such a container"}.`,
	},
};

export const deployments: ProblemWordings<
	| "bounds-and-count"
	| "empty-bounds"
	| "initial-out-of-bounds"
	| "deployment-cannot-move"
	| "strategy-mismatch"
	| "alarms-without-names"
	| "rollback-without-breaker"
	| "not-with-controller"
> = {
	"bounds-and-count": {
		severity: "error",
		cause: "`policy.bounds` beside `desiredCount`: either the manifest owns the count, or autoscaling within bounds.",
		message: () => "policy.bounds is for a count that the manifest does not own.",
		remediation: "Remove either policy.bounds or spec.desiredCount.",
	},
	"empty-bounds": {
		severity: "error",
		cause: "`min` is greater than `max`.",
		message: ({ min, max }) => `No count is at least ${min} and at most ${max}.`,
		remediation: "Swap them.",
	},
	"initial-out-of-bounds": {
		severity: "error",
		cause: "`policy.initial.desiredCount` is not within `policy.bounds`.",
		message: () => "policy.initial.desiredCount has to lie within policy.bounds.",
	},
	"deployment-cannot-move": {
		severity: "warning",
		cause: "Between the two percentages of this count no task can be started or stopped.",
		message: ({ minimumHealthyPercent, maximumPercent, count }) =>
			`With a minimum of ${minimumHealthyPercent} % and a maximum of ${maximumPercent} % no deployment ` +
			`${count > 0 ? `of ${count} tasks ` : ""}can move.`,
		remediation: "Lower minimumHealthyPercent or raise maximumPercent.",
	},
	"strategy-mismatch": {
		severity: "error",
		cause: "What belongs to another deployment strategy, or a strategy that a daemon does not take.",
		message: ({ member, wanted, strategy }) =>
			member === undefined
				? `A daemon is deployed by ${wanted} alone.`
				: `${member} goes with strategy: ${wanted}, and this one is ${strategy}.`,
		remediation: ({ member }) => (member === undefined ? "Remove the strategy." : "Change one of them."),
	},
	"alarms-without-names": {
		severity: "error",
		cause: "Alarms are enabled, and none is named.",
		message: () => "Alarms are enabled, and none is named.",
		remediation: "Write alarmNames, or enable: false.",
	},
	"rollback-without-breaker": {
		severity: "warning",
		cause: "`rollback` of a circuit breaker that is not enabled.",
		message: () => "A circuit breaker that is not enabled rolls nothing back.",
		remediation: "Write enable: true.",
	},
	"not-with-controller": {
		severity: "error",
		cause: "Only the ECS deployment controller takes this.",
		message: ({ field, controller }) =>
			`Only ECS's own deployment controller takes ${field}, and this service has ${controller}.`,
		remediation: "Remove one of them.",
	},
};
