/** Tools for users and tests beyond AWS's operations: inspect tasks and inject failures. */
import { type Asker, fromInternet } from "../../dns/view.ts";
import { type AppliedChaos, applyChaos } from "./chaos/apply.ts";
import type { ChaosRule } from "./chaos/rules.ts";
import { deregisterInstance, findMachine } from "./container-instances/container-instances.ts";
import { setAlarm } from "./deployments/alarms.ts";
import { lookUpHost, writeHostsFile } from "./discovery/hosts-file.ts";
import type { EcsState } from "./state.ts";
import { imageDigest } from "./task-definitions/image-digest.ts";
import { killTask } from "./tasks/progress.ts";

/** The tools of the emulated ECS. */
export interface EcsTools {
	/** The hosts file of a task's containers; undefined for an unknown task. */
	readonly hostsFile: (taskId: string) => string | undefined;
	/** The addresses of a name in the task's hosts file; undefined if DNS would be queried. */
	readonly lookupInHostsFile: (taskId: string, name: string) => readonly string[] | undefined;
	/**
	 * The addresses of a name as a task resolves it: from its hosts file, else from DNS; undefined for an unknown task.
	 *
	 * @param asker overrides of the task's DNS location, such as another VPC.
	 */
	readonly lookup: (taskId: string, name: string, asker?: Asker) => readonly string[] | undefined;
	/** Activates a chaos rule for running tasks and for tasks that start later. */
	readonly applyChaos: (rule: ChaosRule) => AppliedChaos;
	/** Makes task starts fail with AWS's own reason until the returned function is called. */
	readonly failTaskStarts: (failure: TaskStartFailure) => () => void;
	/** Stops a task as if its essential container had exited; returns false if no such task runs. */
	readonly killTask: (taskId: string) => boolean;
	/**
	 * Terminates the machine of a container instance, by its ID or its EC2 instance ID; returns false if it does not
	 * exist.
	 */
	readonly terminateInstance: (instanceId: string) => boolean;
	/** Puts a CloudWatch alarm into ALARM or OK; ALARM fails the deployments that it monitors. */
	readonly setAlarm: (name: string, inAlarm: boolean) => void;
	/** Makes a Lambda function fail as a lifecycle hook until the returned function is called. */
	readonly failLifecycleHook: (hookTargetArn: string) => () => void;
	/** Sets the digest of an image reference, like an image push; existing deployments keep theirs. */
	readonly pushImage: (image: string, digest: string) => void;
	/** The digest that a new deployment would pin. */
	readonly imageDigest: (image: string) => string;
}

/** Selects the starts that fail, and the failure. */
export interface TaskStartFailure {
	/** Only tasks of the service with this name. */
	readonly service?: string;
	/** Only tasks of this task definition family. */
	readonly family?: string;
	/** The stopped reason, such as `CannotPullContainerError: …` or `ResourceInitializationError: …`. */
	readonly reason: string;
	/** The number of starts that fail; all of them if absent. */
	readonly count?: number;
}

/** The tools of an account's ECS. */
export function createTools(state: EcsState): EcsTools {
	return {
		hostsFile: (taskId) => {
			const task = state.tasks.get(taskId);
			return task && writeHostsFile(state, task);
		},
		lookupInHostsFile: (taskId, name) => lookupInHostsFile(state, taskId, name),
		lookup: (taskId, name, asker) => lookup(state, taskId, name, asker),
		applyChaos: (rule) => applyChaos(state, rule),
		failTaskStarts: (failure) => applyChaos(state, { kind: "failedStart", ...failure }).remove,
		killTask: (taskId) => {
			const task = state.tasks.get(taskId);
			return task?.desiredStatus === "RUNNING" && killTask(state, task);
		},
		terminateInstance: (instanceId) => {
			const instance = findMachine(state, instanceId);
			if (instance) deregisterInstance(state, instance);
			return instance !== undefined;
		},
		setAlarm: (name, inAlarm) => setAlarm(state, name, inAlarm),
		failLifecycleHook: (hookTargetArn) => {
			state.failingHooks.add(hookTargetArn);
			return () => void state.failingHooks.delete(hookTargetArn);
		},
		pushImage: (image, digest) => void state.imageDigests.set(image, digest),
		imageDigest: (image) => imageDigest(image, state.imageDigests),
	};
}

function lookupInHostsFile(state: EcsState, taskId: string, name: string): readonly string[] | undefined {
	const task = state.tasks.get(taskId);
	return task && lookUpHost(state, task, name);
}

function lookup(state: EcsState, taskId: string, name: string, asker: Asker = {}): readonly string[] | undefined {
	const task = state.tasks.get(taskId);
	if (!task) return undefined;
	const inFile = lookUpHost(state, task, name);
	if (inFile) return inFile;
	const { vpcs } = state.context.network;
	const own = { vpc: vpcs && vpcOfSubnet(vpcs, task.networkInterface?.subnet), ...asker };
	return ["A", "AAAA"].flatMap((type) =>
		state.ports
			.resolveDns({ name, type, asker: own })
			.answers.flatMap((record) => (record.type === type ? record.value : [])),
	);
}

/** The VPC of a task's DNS queries; a subnet in no known VPC sees what the internet sees. */
function vpcOfSubnet(vpcs: Readonly<Record<string, readonly string[]>>, subnet = ""): string {
	return Object.entries(vpcs).find(([, subnets]) => subnets.includes(subnet))?.[0] ?? fromInternet;
}
