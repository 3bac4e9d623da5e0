/** The wording of problems of task definitions. */
import { listed } from "../../../lib/listed.ts";
import type { ProblemParams } from "../../../model/problem.ts";
import { type ProblemWordings, placeText } from "./wording.ts";

export const fargate: ProblemWordings<
	| "fargate-needs-awsvpc"
	| "missing-fargate-size"
	| "fargate-size"
	| "missing-execution-role"
	| "stop-timeout-too-long"
	| "fargate-without-placement"
	| "fargate-without-host"
> = {
	"fargate-needs-awsvpc": {
		severity: "error",
		cause: "Fargate needs `networkMode: awsvpc`.",
		message: () => "Fargate tasks need networkMode: awsvpc.",
	},
	"missing-fargate-size": {
		severity: "error",
		cause: "Fargate needs `cpu` and `memory` for the task.",
		message: () => "Fargate needs cpu and memory for the whole task.",
		remediation: "Write both, such as cpu: 256 and memory: 512.",
	},
	"fargate-size": {
		severity: "error",
		cause: "Fargate has no such pair of `cpu` and `memory`; the message names those it has.",
		message: ({ cpu, memory }) =>
			memory === undefined
				? `Fargate has no cpu of ${cpu}.`
				: `With cpu ${cpu} Fargate has memory of ${choices(memory)} MiB.`,
		remediation: ({ cpus }) => cpus && `Write one of: ${cpus.join(", ")}.`,
	},
	"missing-execution-role": {
		severity: "error",
		cause: "Fargate needs `executionRoleArn` for ECR, awslogs or secrets.",
		message: ({ container }) =>
			`The container ${container} uses ECR, awslogs or secrets, for which Fargate needs executionRoleArn.`,
		remediation: "Write a role with the managed policy AmazonECSTaskExecutionRolePolicy.",
	},
	"stop-timeout-too-long": {
		severity: "error",
		cause: "Fargate waits at most 120 seconds.",
		message: () => "Fargate waits at most 120 seconds.",
	},
	"fargate-without-placement": {
		severity: "error",
		cause: "Fargate has no instances to place tasks on.",
		message: () => "Fargate has no instances to place tasks on.",
		remediation: "Remove placement constraints and strategies.",
	},
	"fargate-without-host": {
		severity: "error",
		cause: "Fargate has no host to mount from.",
		message: () => "Fargate has no host to mount from.",
		remediation: "Remove host.sourcePath.",
	},
};

function choices(memory: NonNullable<ProblemParams["fargate-size"]["memory"]>): string {
	if (!("sizes" in memory)) return `${memory.from} to ${memory.to} in steps of ${memory.step}`;
	return `${memory.sizes.slice(0, -1).join(", ")} or ${memory.sizes.at(-1)}`;
}

export const containers: ProblemWordings<
	| "unequal-ports"
	| "port-twice"
	| "duplicate-port-name"
	| "not-in-awsvpc-mode"
	| "duplicate-container"
	| "no-essential-container"
	| "unknown-container"
	| "unknown-live-container"
	| "dependency-cycle"
	| "healthy-without-check"
	| "unknown-volume"
	| "variable-and-secret"
	| "literal-credential"
	| "missing-log-option"
> = {
	"unequal-ports": {
		severity: "error",
		cause: "In awsvpc and host mode host port and container port are one.",
		message: ({ networkMode }) => `In ${networkMode} mode the host port is the container port.`,
		remediation: ({ containerPort }) => `Remove hostPort, or write ${containerPort}.`,
	},
	"port-twice": {
		severity: "warning",
		cause: "One port mapped twice in awsvpc mode, where the containers of a task share their ports.",
		message: ({ port }) =>
			`The port ${port} is mapped twice, and in awsvpc mode the containers of a task share their ports.`,
	},
	"duplicate-port-name": {
		severity: "error",
		cause: "Two port mappings of one name.",
		message: ({ name }) => `Two port mappings of this task definition are called ${name}.`,
		remediation: "Rename one of them.",
	},
	"not-in-awsvpc-mode": {
		severity: "error",
		cause: "`links`, `hostname`, `dnsServers`, `dnsSearchDomains` or `extraHosts` in awsvpc mode.",
		message: ({ field }) => `ECS takes no ${field} in awsvpc mode.`,
		remediation: "Remove it; the containers of a task reach each other on localhost.",
	},
	"duplicate-container": {
		severity: "error",
		cause: "Two containers of one name.",
		message: () => "Two containers have the same name.",
		remediation: "Rename one of them.",
	},
	"no-essential-container": {
		severity: "error",
		cause: "No container is essential.",
		message: () => "At least one container has to be essential: the task stops when that one does.",
	},
	"unknown-container": {
		severity: "error",
		cause: "No container has this name.",
		message: ({ container, taskDefinition, known = [] }) =>
			taskDefinition === undefined
				? `No container here is called ${container}.`
				: `The task definition (${placeText(taskDefinition)}) has no such container. It has ${listed(known)}.`,
	},
	"unknown-live-container": {
		severity: "error",
		cause: "No container has the name that `policy.liveImages` says.",
		message: ({ container }) => `policy.liveImages names ${container}, and no container here has this name.`,
	},
	"dependency-cycle": {
		severity: "error",
		cause: "The `dependsOn` of a container leads back to it.",
		message: ({ container }) => `The dependsOn of the container ${container} leads back to ${container}.`,
		remediation: "Remove one dependency of the cycle.",
	},
	"healthy-without-check": {
		severity: "error",
		cause: "A container waits until another is HEALTHY that has no `healthCheck`.",
		message: ({ container }) => `ECS cannot tell whether ${container} is HEALTHY.`,
		remediation: "Give it a healthCheck; one in its image does not count.",
	},
	"unknown-volume": {
		severity: "error",
		cause: "No volume has this name.",
		message: ({ volume }) => `No volume here is called ${volume}.`,
		remediation: "Write it under volumes.",
	},
	"variable-and-secret": {
		severity: "error",
		cause: "One name under both `environment` and `secrets`.",
		message: ({ variable }) => `${variable} is both a secret and a variable under environment.`,
		remediation: "Remove one of them.",
	},
	"literal-credential": {
		severity: "warning",
		cause: "A variable looks like a credential.",
		message: ({ variable }) => `The variable ${variable} looks like a credential.`,
		remediation: "Keep it in Secrets Manager or Parameter Store and write it under secrets.",
	},
	"missing-log-option": {
		severity: "error",
		cause: "The awslogs driver lacks an option that it needs.",
		message: ({ option }) => `The awslogs driver needs the option ${option}.`,
	},
};

export const sizes: ProblemWordings<
	| "missing-memory"
	| "reservation-too-large"
	| "container-exceeds-memory"
	| "containers-exceed-cpu"
	| "task-definition-too-large"
> = {
	"missing-memory": {
		severity: "error",
		cause: "Neither the container nor the task says its memory.",
		message: () => "Neither the container nor the task says its memory.",
		remediation: "Write memory or memoryReservation (MiB) for the container, or memory for the whole task.",
	},
	"reservation-too-large": {
		severity: "error",
		cause: "`memoryReservation` above `memory`.",
		message: () => "memoryReservation cannot be larger than memory.",
	},
	"container-exceeds-memory": {
		severity: "error",
		cause: "A container with more `memory` than the task.",
		message: ({ taskMemory }) =>
			`The container may not have more memory than the whole task, which is ${taskMemory} MiB.`,
	},
	"containers-exceed-cpu": {
		severity: "error",
		cause: "The containers ask for more CPU than the task has.",
		message: ({ asked, taskCpu }) => `The containers ask for ${asked} CPU units and the task has ${taskCpu}.`,
		remediation: "Raise the task's cpu, or lower theirs.",
	},
	"task-definition-too-large": {
		severity: "error",
		cause: "More than 64 KiB.",
		message: () => "A task definition may have at most 64 KiB.",
	},
};
