/** The wording of what a service and its registry have to agree on, and of Service Connect. */
import { listed } from "../../../lib/listed.ts";
import { type ProblemWordings, placeText } from "./wording.ts";

export const discovery: ProblemWordings<
	| "a-record-in-bridge-mode"
	| "missing-container-port"
	| "srv-without-port"
	| "srv-port-twice"
	| "registry-without-network"
	| "cname-for-tasks"
	| "registry-twice"
	| "too-many-instances"
	| "more-than-eight-answers"
> = {
	"a-record-in-bridge-mode": {
		severity: "error",
		cause: "Bridge and host mode take SRV records only: tasks share their instance's address.",
		message: ({ networkMode }) =>
			`Tasks in ${networkMode} mode share their instance's address, so AWS takes SRV records only.`,
		remediation: ({ registry }) =>
			`Write DnsRecords with Type: SRV in the registry (${placeText(registry)}), and containerName and containerPort here; ` +
			"or use networkMode: awsvpc.",
	},
	"missing-container-port": {
		severity: "error",
		cause: "SRV in bridge and host mode needs `containerName` and `containerPort`, and no `port`.",
		message: ({ networkMode }) => `In ${networkMode} mode the port is known only when the container runs.`,
		remediation: "Write containerName and containerPort of the task definition, and no port.",
	},
	"srv-without-port": {
		severity: "error",
		cause: "SRV in awsvpc mode needs `port`, or `containerName` and `containerPort`.",
		message: () => "The registry has SRV records, which contain a port.",
		remediation: "Write port, or containerName and containerPort.",
	},
	"srv-port-twice": {
		severity: "error",
		cause: "SRV with both of these.",
		message: () => "An SRV record needs either port, or containerName and containerPort, not both.",
		remediation: "Remove one of them.",
	},
	"registry-without-network": {
		severity: "error",
		cause: "Tasks in network mode `none` cannot be registered.",
		message: () => "Tasks without a network cannot be registered.",
		remediation: "Use another network mode.",
	},
	"cname-for-tasks": {
		severity: "error",
		cause: "The registry has CNAME records, and ECS registers addresses.",
		message: ({ registry }) =>
			`ECS registers tasks by address, and the registry (${placeText(registry)}) answers with the names of others (CNAME).`,
		remediation: "Write Type: A there.",
	},
	"registry-twice": {
		severity: "error",
		cause: "Both `registry` and `registryArn`.",
		message: () => "There are both registry and registryArn.",
		remediation: "Write one of them.",
	},
	"too-many-instances": {
		severity: "error",
		cause: "A registry takes at most 1,000 instances.",
		message: ({ most }) => `A registry takes at most ${most} instances.`,
		remediation: "Lower desiredCount, or split the service.",
	},
	"more-than-eight-answers": {
		severity: "warning",
		cause: "One DNS answer contains at most eight of the tasks.",
		message: ({ most, count }) =>
			`One DNS answer contains at most ${most} of the ${count} tasks, chosen anew each time.`,
		remediation: "Clients that need all of them have to call DiscoverInstances.",
	},
};

export const connect: ProblemWordings<
	| "missing-connect-namespace"
	| "client-aliases"
	| "connect-network-mode"
	| "connect-platform-version"
	| "unknown-port-name"
	| "duplicate-endpoint"
	| "duplicate-client-alias"
	| "uses-without-connect"
	| "unknown-endpoint"
> = {
	"missing-connect-namespace": {
		severity: "error",
		cause: "Neither the service nor its cluster sets a Service Connect namespace.",
		message: ({ cluster }) =>
			`Neither the service nor its cluster (${placeText(cluster)}) sets a Service Connect namespace.`,
		remediation: "Write namespace here, or serviceConnectDefaults.namespace there.",
	},
	"client-aliases": {
		severity: "error",
		cause: "ECS takes exactly one client alias for an endpoint.",
		message: ({ count }) => `ECS takes exactly one client alias for an endpoint, and here are ${count}.`,
	},
	"connect-network-mode": {
		severity: "error",
		cause: "Service Connect needs awsvpc or bridge mode.",
		message: ({ taskDefinition }) =>
			`Service Connect needs awsvpc or bridge mode, and the task definition (${placeText(taskDefinition)}) has another.`,
	},
	"connect-platform-version": {
		severity: "error",
		cause: "Service Connect needs Fargate platform version 1.4.0 or later.",
		message: () => "Service Connect needs Fargate platform version 1.4.0 or later.",
		remediation: "Remove platformVersion.",
	},
	"unknown-port-name": {
		severity: "error",
		cause: "No port mapping of the task definition has this name.",
		message: ({ taskDefinition, known }) =>
			`No port mapping of the task definition (${placeText(taskDefinition)}) has this name.` +
			(known.length > 0 ? ` There is ${listed(known)}.` : ""),
		remediation: ({ known }) => (known.length > 0 ? undefined : "Give the mapping a name there."),
	},
	"duplicate-endpoint": {
		severity: "error",
		cause: "Another service publishes this discovery name in the namespace.",
		message: ({ other, place }) => `The discovery name is taken in this namespace by ${other} (${placeText(place)}).`,
	},
	"duplicate-client-alias": {
		severity: "error",
		cause: "Another service has this alias, name and port, in the namespace.",
		message: ({ other, place }) =>
			`The client alias, name and port, is taken in this namespace by ${other} (${placeText(place)}).`,
		remediation: "Choose another dnsName or port.",
	},
	"uses-without-connect": {
		severity: "warning",
		cause: "`policy.uses` without Service Connect.",
		message: () => "policy.uses names Service Connect endpoints, but Service Connect is not enabled for this service.",
	},
	"unknown-endpoint": {
		severity: "warning",
		cause: "No manifest publishes what `policy.uses` names.",
		message: ({ endpoint }) =>
			`No manifest publishes the endpoint ${JSON.stringify(endpoint)} that policy.uses names in this namespace.`,
	},
};
