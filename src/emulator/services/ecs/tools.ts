/** What people and tests do with the emulated ECS beside AWS's operations: look into tasks, and let things go wrong. */
import { type Asker, fromInternet } from "../../dns/view.ts";
import { type AppliedChaos, applyChaos } from "./chaos/apply.ts";
import type { ChaosRule } from "./chaos/rules.ts";
import { deregisterInstance, findMachine } from "./container-instances/container-instances.ts";
import { setAlarm } from "./deployments/alarms.ts";
import { lookUpHost, writeHostsFile } from "./discovery/hosts-file.ts";
import type { EcsState } from "./state.ts";
import { imageDigest } from "./task-definitions/image-digest.ts";
import { killTask } from "./tasks/progress.ts";

/** See above. */
export interface EcsTools {
	/** The hosts file in a task's containers; undefined for a task that is not known. */
	readonly hostsFile: (taskId: string) => string | undefined;
	/** What a process in the task gets for a name from its hosts file; undefined where DNS would be asked. */
	readonly lookupInHostsFile: (taskId: string, name: string) => readonly string[] | undefined;
	/**
	 * The addresses of a name as a task resolves it: from its hosts file, else from DNS; undefined for no task.
	 *
	 * @param asker what the task's own VPC does not tell, such as another VPC.
	 */
	readonly lookup: (taskId: string, name: string, asker?: Asker) => readonly string[] | undefined;
	/** Puts a chaos rule into force, for running tasks and for those that start later. */
	readonly applyChaos: (rule: ChaosRule) => AppliedChaos;
	/** Lets starts of tasks fail with AWS's own reason until the returned function is called. */
	readonly failTaskStarts: (failure: TaskStartFailure) => () => void;
	/** Ends a task as if its essential container had exited; false when no such task runs. */
	readonly killTask: (taskId: string) => boolean;
	/** Ends the machine of a container instance, by its id or its EC2 instance's; false when there is no such instance. */
	readonly terminateInstance: (instanceId: string) => boolean;
	/** Puts a CloudWatch alarm into ALARM or back to OK: deployments that it watches over fail. */
	readonly setAlarm: (name: string, inAlarm: boolean) => void;
	/** Lets a Lambda function fail as a lifecycle hook until the returned function is called. */
	readonly failLifecycleHook: (hookTargetArn: string) => () => void;
	/** Sets the digest of an image reference from now on, as a push of an image does; deployments keep theirs. */
	readonly pushImage: (image: string, digest: string) => void;
	/** The digest that a deployment would pin now. */
	readonly imageDigest: (image: string) => string;
}

/** Which starts fail, and how. */
export interface TaskStartFailure {
	/** Only tasks of the service of this name. */
	readonly service?: string;
	/** Only tasks of this task definition family. */
	readonly family?: string;
	/** The stopped reason, such as `CannotPullContainerError: …` or `ResourceInitializationError: …`. */
	readonly reason: string;
	/** How many starts fail; all of them when absent. */
	readonly count?: number;
}

/** The tools over an account's ECS. */
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

/** The VPC that a task asks from; a subnet in no known VPC sees what the internet sees. */
function vpcOfSubnet(vpcs: Readonly<Record<string, readonly string[]>>, subnet = ""): string {
	return Object.entries(vpcs).find(([, subnets]) => subnets.includes(subnet))?.[0] ?? fromInternet;
}
