/**
 * The emulated ECS: clusters, task definitions, services, tasks and container instances of one account in one region.
 * Everything it does by itself happens on the clock it is given, and what it asks of Cloud Map goes through
 * `DiscoveryForEcs`, so that task, instance, record set and DNS answer hang together as on AWS.
 */
import type { Handlers } from "../../failure.ts";
import type { DiscoveryForEcs, Surroundings } from "../../surroundings.ts";
import { accountSettingOperations } from "./account-settings.ts";
import { createAgenda } from "./agenda.ts";
import { lookAtCluster } from "./capacity/auto-scaling.ts";
import { capacityProviderOperations, createCapacityProviders } from "./capacity/providers.ts";
import { clusterOperations } from "./clusters/clusters.ts";
import { agentOperations } from "./container-instances/agent-operations.ts";
import { attributeOperations } from "./container-instances/attributes.ts";
import { deregisterInstance, findMachine } from "./container-instances/container-instances.ts";
import { containerInstanceOperations } from "./container-instances/operations.ts";
import { setAlarm } from "./deployments/alarms.ts";
import { serviceDeploymentOperations } from "./deployments/service-deployments.ts";
import { lookUpHost, writeHostsFile } from "./discovery/hosts-file.ts";
import { type Disturbed, disturb } from "./disturbances/disturb.ts";
import type { Disturbance } from "./disturbances/disturbances.ts";
import { overview } from "./overview.ts";
import { checkRequest } from "./request-check.ts";
import { reconcileService } from "./scheduler/scheduler.ts";
import { serviceOperations } from "./services/services.ts";
import type { EcsState, Subject } from "./state.ts";
import { tagOperations } from "./tags.ts";
import { imageDigest } from "./task-definitions/image-digest.ts";
import { taskDefinitionOperations } from "./task-definitions/task-definitions.ts";
import { taskSetOperations } from "./task-sets/task-sets.ts";
import { createAddressPool } from "./tasks/addresses.ts";
import { executeCommandOperations } from "./tasks/execute-command.ts";
import { forgetStoppedTasks } from "./tasks/life.ts";
import { taskOperations } from "./tasks/operations.ts";
import { killTask, lookAtTask } from "./tasks/progress.ts";
import { taskProtectionOperations } from "./tasks/protection.ts";
import { standaloneTaskOperations } from "./tasks/standalone-tasks.ts";

/** What an account of ECS can be told to have. */
export interface EcsOptions {
	/** `auto`, the default: an Auto Scaling group brings up the container instances that services of type EC2 need. */
	readonly containerInstances?: "auto" | "none";
	/** Subnets with an IPv6 block: tasks in them have an IPv6 address beside the other one. */
	readonly dualStackSubnets?: readonly string[];
}

/** The emulated ECS: what requests reach, and what people and tests do with it directly. */
export interface Ecs {
	readonly handlers: Handlers;
	/** The hosts file in a task's containers; undefined for a task that is not known. */
	readonly hostsFile: (taskId: string) => string | undefined;
	/** What a process in the task gets for a name from its hosts file; undefined where DNS would be asked. */
	readonly lookupFromTask: (taskId: string, name: string) => readonly string[] | undefined;
	/** The private address of the EC2 instance behind a container instance; undefined for one that is not there. */
	readonly machineAddress: (ec2InstanceId: string) => string | undefined;
	/** The subnet of a task's network interface; undefined where it has none of its own. */
	readonly subnetOf: (taskId: string) => string | undefined;
	/** Everything at a glance, as plain data. */
	readonly overview: () => object;
	/** Lets something go wrong with tasks, those that are there and those to come. */
	readonly disturbTasks: (disturbance: Disturbance) => Disturbed;
	/** Lets starts of tasks fail with AWS's own reason until the returned function takes it back. */
	readonly failTaskStarts: (failure: TaskStartFailure) => () => void;
	/** Ends a task as if its essential container had exited; false when no such task runs. */
	readonly killTask: (taskId: string) => boolean;
	/** Ends the machine of a container instance, by its id or its EC2 instance's; false when there is no such instance. */
	readonly terminateInstance: (instanceId: string) => boolean;
	/** Puts a CloudWatch alarm into ALARM or back to OK: deployments that it watches over fail. */
	readonly setAlarm: (name: string, inAlarm: boolean) => void;
	/** Lets a Lambda function fail as a lifecycle hook until the returned function takes it back. */
	readonly failLifecycleHook: (hookTargetArn: string) => () => void;
	/** Says which digest an image reference has from now on, as if an image had been pushed; deployments keep theirs. */
	readonly pushImage: (image: string, digest: string) => void;
	/** The digest that a deployment would pin now. */
	readonly imageDigest: (image: string) => string;
	/** Nothing happens by itself afterwards. */
	readonly stop: () => void;
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

/** Makes an ECS without any resources. */
export function createEcs(surroundings: Surroundings, discovery: DiscoveryForEcs, options: EcsOptions = {}): Ecs {
	const state = createState(surroundings, discovery, options);
	return {
		handlers: dispatch(state, {
			...accountSettingOperations(state),
			...agentOperations(state),
			...capacityProviderOperations(state),
			...clusterOperations(state),
			...taskDefinitionOperations(state),
			...serviceOperations(state),
			...serviceDeploymentOperations(state),
			...taskSetOperations(state),
			...taskOperations(state),
			...standaloneTaskOperations(state),
			...taskProtectionOperations(state),
			...executeCommandOperations(state),
			...containerInstanceOperations(state),
			...attributeOperations(state),
			...tagOperations(state),
		}),
		hostsFile: (taskId) => {
			const task = state.tasks.get(taskId);
			return task && writeHostsFile(state, task);
		},
		lookupFromTask: (taskId, name) => {
			const task = state.tasks.get(taskId);
			return task && lookUpHost(state, task, name);
		},
		machineAddress: (ec2InstanceId) => findMachine(state, ec2InstanceId)?.address,
		subnetOf: (taskId) => state.tasks.get(taskId)?.networkInterface?.subnet,
		overview: () => overview(state),
		disturbTasks: (disturbance) => disturb(state, disturbance),
		failTaskStarts: (failure) => disturb(state, { kind: "failedStart", ...failure }).takeBack,
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
		stop: () => state.agenda.stop(),
	};
}

/** Stopped tasks are forgotten whenever somebody asks for anything, so that no timer is needed for it. */
function dispatch(state: EcsState, operations: Handlers): Handlers {
	return Object.fromEntries(
		Object.entries(operations).map(([name, operation]) => [
			name,
			(input: never, caller: Parameters<typeof operation>[1]) => {
				forgetStoppedTasks(state);
				checkRequest(state.surroundings, name, input);
				return operation(input, caller);
			},
		]),
	);
}

function createState(surroundings: Surroundings, discovery: DiscoveryForEcs, options: EcsOptions): EcsState {
	let sequence = 0;
	const look = (subject: Subject) => {
		if (subject.kind === "service") reconcileService(state, subject);
		else if (subject.kind === "task") lookAtTask(state, subject);
		else lookAtCluster(state, subject);
	};
	const state: EcsState = {
		surroundings,
		discovery,
		containerInstances: options.containerInstances ?? "auto",
		dualStackSubnets: new Set(options.dualStackSubnets),
		agenda: createAgenda(surroundings.clock, look),
		clusters: new Map(),
		families: new Map(),
		capacityProviders: createCapacityProviders(),
		tasks: new Map(),
		stoppedTasks: [],
		addresses: createAddressPool(surroundings.region),
		accountSettings: new Map(),
		runTaskTokens: new Map(),
		serviceDeployments: new Map(),
		serviceRevisions: new Map(),
		endpoints: new Map(),
		disturbances: new Set(),
		alarms: new Set(),
		failingHooks: new Set(),
		imageDigests: new Map(),
		nextSequence: () => ++sequence,
	};
	return state;
}
